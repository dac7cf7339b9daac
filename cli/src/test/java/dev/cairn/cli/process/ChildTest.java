package dev.cairn.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private Child.Plan shell(String script) {
        return new Child.Plan("the child", List.of("sh", "-c", script), Map.of(), folder.resolve("child.log"));
    }

    @Test
    void aChildThatDiesAtItsStartIsToldWithItsLastLines() {
        try (var watchdog = new Watchdog();
                Child child = Child.start(shell("echo first; echo 'no such table' >&2; exit 3"), watchdog)) {
            assertThat(child.await(LIMIT)).isEqualTo(3);
            assertThatThrownBy(child::requireAlive)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("the child ended with exit code 3")
                    .hasMessageContaining("no such table");
        }
    }

    @Test
    void aProgramThatDoesNotExistIsASentence() {
        try (var watchdog = new Watchdog()) {
            // The session's own program, setsid, may be the one that starts; then the child ends at once.
            var plan = new Child.Plan("the child", List.of("/no/such/program"), Map.of(), folder.resolve("child.log"));
            assertThatThrownBy(() -> {
                        try (Child child = Child.start(plan, watchdog)) {
                            child.await(LIMIT);
                            child.requireAlive();
                        }
                    })
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("the child");
        }
    }

    @Test
    void aChildThatIgnoresTheRequestIsKilled() {
        try (var watchdog = new Watchdog()) {
            var plan = new Child.Plan(
                    "the child",
                    List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 60; done"),
                    Map.of(),
                    folder.resolve("child.log"),
                    "TERM",
                    Duration.ofMillis(100));
            Child child = Child.start(plan, watchdog);
            assertThat(Pause.until(() -> child.lastWords().contains("ready"), LIMIT))
                    .isTrue();
            List<ProcessHandle> family =
                    ProcessHandle.of(child.pid()).orElseThrow().descendants().toList();
            child.close();
            assertThat(child.isAlive()).isFalse();
            assertThat(Pause.until(() -> family.stream().noneMatch(ProcessHandle::isAlive), LIMIT))
                    .isTrue();
        }
    }

    @Test
    void aChildSeesItsEnvironmentAndAnEmptyInputThatStaysOpen() {
        try (var watchdog = new Watchdog()) {
            var plan = new Child.Plan(
                    "the child",
                    List.of("sh", "-c", "echo \"$CAIRN_TEST\"; cat; echo closed"),
                    Map.of("CAIRN_TEST", "passed on"),
                    folder.resolve("child.log"));
            try (Child child = Child.start(plan, watchdog)) {
                assertThat(Pause.until(() -> child.lastWords().contains("passed on"), LIMIT))
                        .isTrue();
                assertThat(child.isAlive()).isTrue();
                assertThat(child.lastWords()).doesNotContain("closed");
            }
        }
    }

    /** Starts a child, tells its process id, and dies the hard way. */
    static final class Victim {
        public static void main(String[] folder) throws IOException {
            Path run = Path.of(folder[0]);
            var watchdog = new Watchdog();
            watchdog.deleteAfterwards(run);
            Child child = Child.start(
                    new Child.Plan("sleeper", List.of("sleep", "600"), Map.of(), run.resolve("log")), watchdog);
            System.out.println(child.pid());
            Runtime.getRuntime().halt(9);
        }
    }

    @Test
    void childrenAndTheFolderGoEvenIfWeAreKilled() throws Exception {
        Path run = Files.createDirectory(folder.resolve("a run"));
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid;
        try (BufferedReader reader = victim.inputReader(StandardCharsets.US_ASCII)) {
            pid = Long.parseLong(reader.readLine());
        }
        assertThat(victim.waitFor()).isEqualTo(9);
        ProcessHandle.of(pid)
                .ifPresent(
                        child -> child.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(Pause.until(() -> !Files.exists(run), LIMIT)).isTrue();
    }

    @Test
    void aPortIsFreeUntilSomeoneListens() throws IOException {
        int port = Ports.free();
        assertThat(Ports.isFree(port)).isTrue();
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
        }
    }
}
