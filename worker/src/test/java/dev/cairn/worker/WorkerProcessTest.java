package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process of its own. */
class WorkerProcessTest {
    @TempDir
    private Path folder;

    private FakeService service;
    /** Each test starts what it needs: a worker that nobody asks for anything takes seconds of the processor. */
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.datasets.put(FakeService.sha256(Leases.table()), Leases.table());
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        service.close();
    }

    @Test
    void aTrialIsGivenBackWithItsCheckpointOnSigtermAndGoesOnElsewhere() throws Exception {
        Process worker = process(Map.of());
        Lease lease = Leases.endless();
        service.grant(lease);
        // The first is saved after a second.
        service.curve(lease, 2);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        awaitFile(folder.resolve("scratch"), "checkpoint-");
        worker.destroy();
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.PREEMPTED);
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
        child.onExit().get(60, TimeUnit.SECONDS);

        assertContinues(lease, Objects.requireNonNull(outcome.checkpoint()));
    }

    @Test
    void aSignalThatReachesTheChildFirstIsNoCrash() throws Exception {
        Process worker = process(Map.of());
        Lease lease = Leases.endless();
        service.grant(lease);
        service.report(lease, true);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        child.destroy();
        child.onExit().get(60, TimeUnit.SECONDS);
        worker.destroy();
        assertThat(service.outcome(lease).result()).isEqualTo(Result.PREEMPTED);
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTrialWhoseWorkerWasKilledGoesOnElsewhere() throws Exception {
        Process worker = process(Map.of("CAIRN_CHECKPOINT_EPOCHS", "3"));
        Lease lease = Leases.endless();
        service.grant(lease);
        Checkpoint checkpoint = service.checkpoint(lease);
        worker.destroyForcibly().waitFor();
        assertThat(checkpoint.step() % 3).isZero();

        assertContinues(lease, checkpoint);
    }

    /** Another process tells the points after the checkpoint, and they are the ones of a trial that was never broken off. */
    private void assertContinues(Lease lease, Checkpoint checkpoint) throws Exception {
        long step = checkpoint.step();
        process(Map.of());
        Lease unbroken = Leases.endless();
        service.grant(unbroken);
        Map<Long, Map<String, Double>> expected = service.curve(unbroken, step + 3);
        service.direct(unbroken.attempt(), Directive.Kind.STOP);
        Lease resumed = Leases.resuming(lease, checkpoint);
        service.grant(resumed);
        Map<Long, Map<String, Double>> points = service.curve(resumed, step + 3);
        assertThat(points).doesNotContainKeys(1L, step);
        for (long after = step + 1; after <= step + 3; after++) {
            assertThat(points.get(after).get("validation.rmse"))
                    .isEqualTo(expected.get(after).get("validation.rmse"));
        }
    }

    /** Waits for a file whose name begins so, somewhere in a folder. */
    private static void awaitFile(Path folder, String prefix) throws IOException {
        boolean found = false;
        while (!found) {
            try (Stream<Path> files = Files.walk(folder)) {
                found = files.anyMatch(file -> file.getFileName().toString().matches(prefix + "\\d+\\.zip"));
            } catch (UncheckedIOException e) {
                // A file went while we looked.
            }
        }
    }

    @Test
    void theSpareTakesTheNextTrialAndGivesTheSameBitsAsAUsedProcess() throws Exception {
        Process worker = process(Map.of("CAIRN_TRIALS_PER_PROCESS", "2", "CAIRN_TRIAL_MEMORY_MIB", "512"));
        service.grant(Leases.lease(Map.of("units", 7, "dropRate", 0.5)));
        Lease used = Leases.lease(Map.of("dropRate", 0.2, "epochs", 4));
        service.grant(used);
        Outcome inUsed = service.outcome(used);
        // The last of its process: meanwhile the spare starts.
        ProcessHandle spare = worker.children()
                .max(Comparator.comparing(
                        process -> process.info().startInstant().orElseThrow()))
                .orElseThrow();
        Lease fresh = Leases.resuming(used, null);
        service.grant(fresh);
        Outcome inFresh = service.outcome(fresh);
        assertThat(worker.children()).containsExactly(spare);
        assertThat(inFresh.blobs()).isEqualTo(inUsed.blobs()).isNotEmpty();
    }

    @Test
    void aTrainingChildDiesWithAWorkerThatIsKilled() throws Exception {
        Process worker = process(Map.of());
        Lease lease = Leases.endless();
        service.grant(lease);
        service.report(lease, true);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        worker.destroyForcibly().waitFor();
        child.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void anIdleChildDiesWithAWorkerThatIsKilled() throws Exception {
        Process worker = process(Map.of());
        Lease lease = Leases.lease(Map.of());
        service.grant(lease);
        assertThat(service.outcome(lease).result()).isEqualTo(Result.COMPLETED);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        worker.destroyForcibly().waitFor();
        child.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void nonsenseInTheEnvironmentIsRefused() throws Exception {
        Process refused = process(Map.of("CAIRN_PROGRESS_LIMIT", "soon"));
        assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(new String(refused.getInputStream().readAllBytes()))
                .contains("CAIRN_PROGRESS_LIMIT cannot be 'soon'");
    }

    @Test
    void aWorkerThatClaimsAnotherBackendThanItHasEndsWithASentence() throws Exception {
        Process refused = process(Map.of("CAIRN_BACKEND", "cuda"));
        assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(new String(refused.getInputStream().readAllBytes()))
                .contains("The worker cannot go on: CAIRN_BACKEND is cuda but Deeplearning4j runs on cpu");
    }

    @Test
    void aBackendThatIsNotThereIsNamedInASentence() throws Exception {
        String without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("nd4j-native"))
                .collect(Collectors.joining(File.pathSeparator));
        Process refused = process(Map.of(), without);
        assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(1);
        assertThat(new String(refused.getInputStream().readAllBytes()))
                .contains("The worker cannot go on: Deeplearning4j does not start: "
                        + "no ND4J back end that runs on this machine is on the class path");
    }

    private Process process(Map<String, String> environment) throws IOException {
        return process(environment, System.getProperty("java.class.path"));
    }

    private Process process(Map<String, String> environment, String classPath) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Worker.class.getName())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("CAIRN_URL", service.url().toString(), "CAIRN_WORKER_DIRECTORY", folder.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
