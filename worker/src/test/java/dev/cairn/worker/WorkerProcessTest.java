package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process of its own. */
class WorkerProcessTest {
    @TempDir
    private Path folder;

    private FakeService service;
    private Process worker;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.datasets.put(FakeService.sha256(Leases.table()), Leases.table());
        worker = process(Map.of("CAIRN_URL", service.url().toString(), "CAIRN_WORKER_DIRECTORY", folder.toString()));
    }

    @AfterEach
    void stop() {
        worker.destroyForcibly();
        service.close();
    }

    @Test
    void aTrialIsGivenBackOnSigterm() throws Exception {
        Lease lease = Leases.endless();
        service.grant(lease);
        service.report(lease, true);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        worker.destroy();
        assertThat(service.outcome(lease).result()).isEqualTo(Result.PREEMPTED);
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isZero();
        child.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aTrainingChildDiesWithAWorkerThatIsKilled() throws Exception {
        Lease lease = Leases.endless();
        service.grant(lease);
        service.report(lease, true);
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        worker.destroyForcibly().waitFor();
        child.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void anIdleChildDiesWithAWorkerThatIsKilled() throws Exception {
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

    private static Process process(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
