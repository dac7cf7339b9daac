package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.cli.local.FakeInstallation;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Style;
import dev.cairn.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole demonstration with real processes and a real Postgres; service and worker play their part from a script. */
class DemoTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private final ByteArrayOutputStream summary = new ByteArrayOutputStream();
    private FakeInstallation fake;
    private Path output;

    @BeforeEach
    void install() throws IOException {
        fake = new FakeInstallation(Files.createDirectory(folder.resolve("home")));
        output = Files.createDirectory(folder.resolve("current folder"));
    }

    private static Terminal terminal(ByteArrayOutputStream to) {
        return new Terminal(new PrintStream(to, true, StandardCharsets.UTF_8), false, new Style(false), true);
    }

    private void run(DemoSettings settings) {
        run(settings, Duration.ofMillis(50));
    }

    private void run(DemoSettings settings, Duration lookEvery) {
        new Demo(settings, fake.installation(), new Screen(terminal(progress)), terminal(summary), lookEvery).run();
    }

    private DemoSettings settings(Integer port) {
        return new DemoSettings(3, 2, 11, SamplerChoice.GRID, false, true, port, output);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    @Test
    void itEndsWithASavedModelASummaryAndNothingLeftRunning() throws IOException {
        run(settings(null));

        Path model = output.resolve("cairn-demo/seattle-weather/model.zip");
        assertThat(model).hasContent("zip");
        String last = summary.toString(StandardCharsets.UTF_8).strip();
        assertThat(last).doesNotContain("\n");
        JsonNode json = CairnJson.strict().readTree(last);
        assertThat(json.propertyNames())
                .containsExactly("study", "sampler", "seed", "trials", "best", "naive", "metric", "model", "seconds");
        assertThat(json.path("study").asString()).isEqualTo("seattle-weather");
        assertThat(json.path("sampler").asString()).isEqualTo("grid");
        assertThat(json.path("seed").asInt()).isEqualTo(11);
        assertThat(json.path("trials").toString()).isEqualTo("{\"COMPLETED\":2,\"PRUNED\":1}");
        assertThat(json.path("best").toString())
                .isEqualTo(
                        "{\"trial\":1,\"hyperparameters\":{\"learningRate\":0.0123456,\"optimizer\":\"ADAM\",\"units\":32},"
                                + "\"validation\":2.375,\"test\":2.25,\"seeds\":3,\"seedDeviation\":0.125,"
                                + "\"gain\":{\"low\":0.05,\"high\":0.15}}");
        assertThat(json.path("naive").toString()).isEqualTo("{\"validation\":3.0,\"test\":2.5}");
        assertThat(json.path("metric").asString()).isEqualTo("validation.rmse");
        assertThat(json.path("model").asString()).isEqualTo(model.toString());
        assertThat(json.path("seconds").asDouble()).isPositive();

        String told = progress.toString(StandardCharsets.UTF_8);
        assertThat(told)
                .contains("✓ Postgres started on port")
                .contains("✓ data set uploaded: 1461 days of weather")
                .contains("✓ study created: 3 trials, grid, seed 11")
                .contains(
                        "trial  1 completed  validation.rmse 2.250  █x▁  learningRate 0.01235, units 32, optimizer ADAM"
                                + "  (best so far)")
                .contains("trial  3 pruned     validation.rmse 2.750")
                .contains("✓ search finished: 3 trials")
                .contains("✓ 2 candidates repeated with 3 seeds each")
                .contains("✓ winner confirmed on the sealed test part")
                .contains("Means over 3 seeds; on the test part with a standard deviation of 0.1250 between them.")
                .contains("95 % interval of the gain on the test part: 5.0 to 15.0 %.")
                .contains("✓ model loads again and predicts")
                .contains("sealed test      2.250           2.500")
                .contains("Model    " + model)
                .contains("Try next:")
                .doesNotContain("\u001b");
        assertThat(children()).isEmpty();
    }

    @Test
    void aServiceThatDiesAtItsStartIsToldWithItsLog() throws IOException {
        fake.program("service", """
                package dev.cairn.service;
                public class CairnService {
                    public static void main(String[] arguments) {
                        System.err.println("the moon is in the wrong quarter");
                        System.exit(7);
                    }
                }
                """);
        assertThatThrownBy(() -> run(settings(null)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the service ended with exit code 7")
                .hasMessageContaining("wrong quarter")
                .hasMessageContaining("All logs: ");
        assertThat(children()).isEmpty();
    }

    @Test
    void aWorkerThatEndsIsStartedAgain() throws IOException {
        fake.program("worker", """
                package dev.cairn.worker;
                import java.nio.file.*;
                public class Worker {
                    public static void main(String[] arguments) throws Exception {
                        Path once = Path.of(System.getenv("CAIRN_WORKER_DIRECTORY"), "died");
                        boolean first = System.getenv("CAIRN_WORKER_NAME").equals("worker-1") && Files.notExists(once);
                        if (first) {
                            Files.createFile(once);
                            // Not before the search has begun: dying at the start is another matter.
                            var trials = java.net.URI.create(System.getenv("CAIRN_URL") + "/api/v1/studies/1/trials");
                            var client = java.net.http.HttpClient.newHttpClient();
                            String answer = "";
                            while (!answer.contains("RUNNING")) {
                                try {
                                    answer = client.send(java.net.http.HttpRequest.newBuilder(trials).build(),
                                            java.net.http.HttpResponse.BodyHandlers.ofString()).body();
                                } catch (java.io.IOException e) {
                                    Thread.onSpinWait();
                                }
                            }
                            Runtime.getRuntime().halt(137);
                        }
                        new java.util.concurrent.CountDownLatch(1).await();
                    }
                }
                """, FakeInstallation.source("VerifyModel"));
        run(settings(null), Duration.ofMillis(300));
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("worker-1 ended with exit code 137; it is started again")
                .contains("model loads again");
        assertThat(children()).isEmpty();
    }

    @Test
    void aModelThatDoesNotLoadIsAFailure() throws IOException {
        fake.program(
                "worker",
                "package dev.cairn.worker; public class VerifyModel { public static void main(String[] a) {"
                        + " System.out.println(\"no such layer\"); System.exit(1); } }",
                "package dev.cairn.worker; public class Worker { public static void main(String[] a) throws Exception {"
                        + " new java.util.concurrent.CountDownLatch(1).await(); } }");
        assertThatThrownBy(() -> run(settings(null)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not load again")
                .hasMessageContaining("no such layer");
        assertThat(summary.size()).isZero();
        assertThat(children()).isEmpty();
    }

    @Test
    void aTakenPortIsASentence() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> run(settings(socket.getLocalPort())))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("port " + socket.getLocalPort() + " is taken");
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void anOutputThatIsNoFolderIsFoundBeforeTheWork() throws IOException {
        output = Files.createFile(folder.resolve("a file"));
        assertThatThrownBy(() -> run(settings(null)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("where the model would be saved");
    }

    @Test
    void ctrlCStopsEveryProcessAndLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process cairn = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dcairn.home=" + fake.installation().home(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.cairn.cli.Cairn",
                        "demo",
                        "--trials=3",
                        "--keep",
                        "--output=" + output)
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> family;
        var told = new ArrayList<String>();
        try (BufferedReader reader = cairn.inputReader(StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null && !line.contains("press Ctrl-C")) {
                told.add(line);
                line = reader.readLine();
            }
            family = cairn.descendants().toList();
            cairn.toHandle().destroy();
            // SIGTERM and Ctrl-C's SIGINT take the same way through the JVM.
            told.addAll(reader.lines().collect(Collectors.toList()));
        }
        assertThat(cairn.waitFor(30, TimeUnit.SECONDS))
                .as(() -> String.join("\n", told))
                .isTrue();
        assertThat(family).hasSizeGreaterThan(4);
        for (ProcessHandle process : family) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        assertThat(told).noneMatch(line -> line.contains("Exception") || line.contains("\tat "));
    }
}
