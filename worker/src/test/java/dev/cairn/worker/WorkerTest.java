package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker in this JVM, with real child JVMs, against a server that stands for the service. */
class WorkerTest {
    @TempDir
    private static Path folder;

    private static FakeService service;
    private static Worker worker;
    private static Thread running;
    /** How much later it is for the worker than for us. */
    private static final AtomicLong skipped = new AtomicLong();

    @BeforeAll
    static void start() throws IOException {
        service = new FakeService();
        service.datasets.put(FakeService.sha256(Leases.table()), Leases.table());
        var environment = Map.of(
                "CAIRN_URL", service.url().toString(),
                "CAIRN_WORKER_NAME", "tested",
                "CAIRN_WORKER_DIRECTORY", folder.toString(),
                "CAIRN_PROGRESS_LIMIT", "PT8S",
                "CAIRN_TRIAL_MEMORY_MIB", "640");
        worker = new Worker(
                WorkerSettings.from(environment),
                CairnClient.builder().environment(environment).build(),
                () -> System.nanoTime() + skipped.get());
        running = new Thread(() -> {
            try {
                worker.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        running.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        worker.stop();
        service.close();
        running.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(running.isAlive()).isFalse();
        // A child that was killed while it started takes a moment to go.
        assertThat(children()).allSatisfy(child -> child.onExit().get(20, TimeUnit.SECONDS));
    }

    @Test
    void aTrialIsTrainedAndItsModelArrivesWithItsOutcome() throws Exception {
        Lease lease = granted(Leases.lease(Map.of()));
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.COMPLETED);
        assertThat(outcome.metrics())
                .containsKeys(
                        "validation.rmse",
                        "validation.mae",
                        "validation.skill",
                        "train.loss",
                        "parameters",
                        "naive.validation.rmse",
                        "memory.peak.mebibytes",
                        "memory.predicted.mebibytes",
                        "epoch.seconds",
                        "epoch.predicted.seconds");
        assertThat(service.steps(lease, outcome)).containsExactly(1L, 2L);
        assertThat(outcome.log()).contains("epoch 2");
        Path model = folder.resolve("fetched.zip");
        Files.write(model, service.blobs.get(outcome.blobs().get(BlobKind.MODEL)));
        assertThat(VerifyModel.verify(model))
                .contains("of trial " + lease.trial())
                .contains("temp_max");
    }

    @Test
    void aTrialThatTakesTooLongIsATimeoutAndSaysWhereItWas() throws Exception {
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        skipped.addAndGet(Duration.ofHours(24).toNanos());
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.cause()).isEqualTo(FailureCause.TIMEOUT);
        assertThat(outcome.message()).isEqualTo("the trial took longer than PT24H");
        assertThat(outcome.log()).contains("epoch ", "thread \"main\"", "dev.cairn.worker.lstm.LstmTrial.run(");
    }

    @Test
    void aRetriedTrialGivesTheSameMetrics() throws Exception {
        Outcome first = service.outcome(granted(Leases.lease(Map.of())));
        Outcome second = service.outcome(granted(Leases.lease(Map.of())));
        assertThat(second.metrics().get("validation.rmse"))
                .isEqualTo(first.metrics().get("validation.rmse"));
    }

    @Test
    void aLostGrantIsAskedForWithTheSameRequest() throws Exception {
        // The client itself repeats a call once when its connection breaks: three losses need the worker's patience.
        service.lostGrants.set(3);
        int before = service.asks.size();
        Lease lease = granted(Leases.lease(Map.of()));
        assertThat(service.outcome(lease).result()).isEqualTo(Result.COMPLETED);
        assertThat(service.asks.subList(before, before + 4)).hasSize(4).containsOnly(service.asks.get(before));
    }

    @Test
    void anAskThatBroughtNothingIsRepeatedAndAGrantEndsIt() throws Exception {
        int before = service.asks.size();
        service.turnAway();
        service.turnAway();
        service.outcome(granted(Leases.lease(Map.of())));
        service.outcome(granted(Leases.lease(Map.of())));
        List<UUID> asks = service.asks.subList(before, before + 4);
        assertThat(asks.subList(0, 3)).containsOnly(asks.get(0));
        assertThat(asks.get(3)).isNotEqualTo(asks.get(0));
    }

    @Test
    void theNextTrialComesWithTheOutcomeOfTheOneBefore() throws Exception {
        Lease first = Leases.endless();
        service.grant(first);
        service.report(first, true);
        Lease second = Leases.lease(Map.of());
        service.grant(second);
        service.direct(first.attempt(), Directive.Kind.STOP);
        assertThat(service.outcome(second).result()).isEqualTo(Result.COMPLETED);
        assertThat(service.handedOver).contains(second.attempt());
    }

    @Test
    void whatIsMeasuredWhileTheServiceIsAwayArrivesLater() throws Exception {
        service.away.set(5);
        Lease lease = granted(Leases.lease(Map.of("epochs", 12)));
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.COMPLETED);
        assertThat(service.away).hasValue(0);
        assertThat(service.steps(lease, outcome))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void aTrialToldToStopEndsPrunedAndItsChildServesTheNext() throws Exception {
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        List<ProcessHandle> before = children();
        service.direct(lease.attempt(), Directive.Kind.STOP);
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.PRUNED);
        assertThat(outcome.metrics()).containsKey("validation.rmse");
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void aCancelledTrialEnds() throws Exception {
        Lease lease = granted(Leases.endless());
        service.direct(lease.attempt(), Directive.Kind.CANCEL);
        assertThat(service.outcome(lease).result()).isEqualTo(Result.PRUNED);
    }

    @Test
    void aSupersededTrialIsDroppedAndItsChildKilled() throws Exception {
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        ProcessHandle child = child();
        service.refusals.put(lease.attempt(), ProblemCode.LEASE_SUPERSEDED);
        child.onExit().get(60, TimeUnit.SECONDS);
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
    }

    @Test
    void aChildKilledFromOutsideIsACrashAndTheWorkerGoesOn() throws Exception {
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        child().destroyForcibly();
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.cause()).isEqualTo(FailureCause.CRASHED);
        assertThat(outcome.message()).contains("exit code 137 (signal 9)");
        assertThat(outcome.log()).contains("epoch 1");
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
    }

    @Test
    void aChildThatCrashesInNativeCodeSaysWhereAndTheWorkerGoesOn() throws Exception {
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        // To a JVM it is the same whether native code did this or somebody else.
        new ProcessBuilder("kill", "-SEGV", Long.toString(child().pid()))
                .start()
                .waitFor();
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.cause()).isEqualTo(FailureCause.CRASHED);
        assertThat(outcome.message()).contains("after a crash in native code (SIGSEGV");
        assertThat(outcome.log())
                .contains("epoch 1", "Problematic frame:", "Current thread", "Native frames")
                .doesNotContain("Registers:");
        try (var left = Files.list(folder.resolve("scratch"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
    }

    @Test
    void aChildThatHangsIsATimeoutAndIsKilled() throws Exception {
        service.leaseDuration = Duration.ofSeconds(3);
        Lease lease = granted(Leases.endless());
        service.report(lease, true);
        ProcessHandle child = child();
        new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start().waitFor();
        // While nothing happens the lease is renewed.
        service.report(lease, false);
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.cause()).isEqualTo(FailureCause.TIMEOUT);
        assertThat(outcome.log()).contains("epoch 1");
        child.onExit().get(60, TimeUnit.SECONDS);
        service.leaseDuration = Duration.ofSeconds(30);
    }

    @Test
    void aRefusedOutcomeIsToldAsAFailureInsteadOfBeingLost() throws Exception {
        Lease lease = Leases.lease(Map.of());
        service.refusedOutcomes.put(lease.attempt(), ProblemCode.INVALID_REQUEST);
        Outcome outcome = service.outcome(granted(lease));
        assertThat(outcome.cause()).isEqualTo(FailureCause.CRASHED);
        assertThat(outcome.message()).contains("the service refused the outcome");
    }

    @Test
    void aCheckpointThatIsGoneOrBrokenCostsTimeOnly() throws Exception {
        String digest = "c".repeat(64);
        for (byte[] bytes : List.of(new byte[0], "other bytes".getBytes())) {
            Lease lease = granted(Leases.resuming(Leases.lease(Map.of()), new Checkpoint(1L, digest)));
            Outcome outcome = service.outcome(lease);
            assertThat(outcome.result()).isEqualTo(Result.COMPLETED);
            assertThat(service.steps(lease, outcome)).containsExactly(1L, 2L);
            service.blobs.put(digest, bytes);
        }
        byte[] bytes = "no checkpoint".getBytes();
        service.blobs.put(FakeService.sha256(bytes), bytes);
        Lease lease = granted(Leases.resuming(Leases.lease(Map.of()), new Checkpoint(1L, FakeService.sha256(bytes))));
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.COMPLETED);
        assertThat(service.steps(lease, outcome)).containsExactly(1L, 2L);
        assertThat(outcome.log()).contains("begins afresh, because the checkpoint of epoch 1 cannot be used");
    }

    @Test
    void aDivergedTrialIsInfeasible() throws Exception {
        Lease lease =
                granted(Leases.lease(Map.of("optimizer", "SGD", "learningRate", 10.0, "l2", 1.0, "batchSize", 1)));
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.INFEASIBLE);
        assertThat(outcome.cause()).isEqualTo(FailureCause.DIVERGED);
        assertThat(outcome.message()).contains("in epoch 1");
    }

    @Test
    void aTrialThatWillNotFitIsGivenBackWithWhatItNeeds() throws Exception {
        // 34 million weights: 140 MB each time that they, or something for each of them, are kept.
        Lease lease = granted(Leases.lease(Map.of("units", 1024, "layers", 4)));
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.INFEASIBLE);
        assertThat(outcome.cause()).isEqualTo(FailureCause.HOST_OOM);
        assertThat(outcome.needsMebibytes()).isBetween(1000, 2500);
        assertThat(outcome.message()).contains("MiB but may have 640: it was not begun");
        assertThat(outcome.log()).doesNotContain("epoch 1");
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
    }

    @Test
    void aMissingOrWrongDataSetIsADataError() throws Exception {
        Outcome missing = service.outcome(granted(Leases.lease("f".repeat(64), Map.of())));
        assertThat(missing.cause()).isEqualTo(FailureCause.DATA_ERROR);
        service.datasets.put("e".repeat(64), Leases.table());
        Outcome wrong = service.outcome(granted(Leases.lease("e".repeat(64), Map.of())));
        assertThat(wrong.cause()).isEqualTo(FailureCause.DATA_ERROR);
        assertThat(wrong.message()).contains("digest");
    }

    @Test
    void theLeaseIsRenewedWhileTheDataSetIsFetched() throws Exception {
        Lease lease = slowlyFetched();
        service.grant(lease);
        service.report(lease, false);
        letGo(lease);
        assertThat(service.outcome(lease).result()).isEqualTo(Result.COMPLETED);
    }

    @Test
    void aTrialCancelledWhileItsDataSetIsFetchedIsNotTrained() throws Exception {
        Lease lease = slowlyFetched();
        service.direct(lease.attempt(), Directive.Kind.CANCEL);
        service.grant(lease);
        service.report(lease, false);
        // By the second report the worker has read the answer to the first.
        service.report(lease, false);
        letGo(lease);
        Outcome outcome = service.outcome(lease);
        assertThat(outcome.result()).isEqualTo(Result.PRUNED);
        assertThat(outcome.log()).isNull();
    }

    @Test
    void aTrialSupersededWhileItsDataSetIsFetchedIsDropped() throws Exception {
        Lease lease = slowlyFetched();
        service.refusals.put(lease.attempt(), ProblemCode.LEASE_SUPERSEDED);
        service.refused.clear();
        service.grant(lease);
        assertThat(service.refused.poll(60, TimeUnit.SECONDS)).isEqualTo(lease.attempt());
        untilTheRefusalIsRead(lease);
        List<ProcessHandle> before = children();
        letGo(lease);
        assertThat(service.outcome(granted(Leases.lease(Map.of()))).result()).isEqualTo(Result.COMPLETED);
        assertThat(service.refused).isEmpty();
        // It had nothing to do with the trial yet, and no other was started.
        assertThat(before).containsAll(children());
    }

    /** A trial's reporting thread ends with the refusal; that it was sent does not mean that it has arrived. */
    private static void untilTheRefusalIsRead(Lease lease) {
        String name = "reporting trial " + lease.trialNumber();
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theLeaseIsRenewedWhileTheModelIsUploaded() throws Exception {
        var go = new CountDownLatch(1);
        service.uploads = go;
        service.heldUploads.clear();
        service.leaseDuration = Duration.ofMillis(300);
        Lease lease = granted(Leases.lease(Map.of()));
        assertThat(service.heldUploads.poll(60, TimeUnit.SECONDS)).isNotNull();
        service.forgetReports(lease);
        service.report(lease, false);
        service.report(lease, false);
        go.countDown();
        assertThat(service.outcome(lease).result()).isEqualTo(Result.COMPLETED);
        service.leaseDuration = Duration.ofSeconds(30);
    }

    /** Of a table that the worker does not have, and which waits to be let go. The lease lasts a moment. */
    private static Lease slowlyFetched() {
        byte[] table = Leases.otherTable();
        String digest = FakeService.sha256(table);
        service.datasets.put(digest, table);
        service.heldDatasets.put(digest, new CountDownLatch(1));
        service.leaseDuration = Duration.ofMillis(300);
        return Leases.lease(digest, Map.of(), Duration.ofMillis(300));
    }

    private static void letGo(Lease lease) {
        service.leaseDuration = Duration.ofSeconds(30);
        String address = Objects.requireNonNull(lease.task()).dataset();
        service.heldDatasets.get(address.substring("sha256:".length())).countDown();
    }

    @Test
    void aDiskThatCannotTakeTheDataSetIsACrashOfThisWorker() throws Exception {
        byte[] table = Leases.otherTable();
        String digest = FakeService.sha256(table);
        service.datasets.put(digest, table);
        // In the place of the file: a folder that is not empty, which no move replaces.
        Path inTheWay = Files.createDirectories(folder.resolve("datasets").resolve(digest + ".csv"));
        Path inside = Files.createFile(inTheWay.resolve("file"));
        Outcome outcome = service.outcome(granted(Leases.lease(digest, Map.of())));
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.cause()).isEqualTo(FailureCause.CRASHED);
        assertThat(outcome.message()).contains("the worker tested cannot store the data set");
        Files.delete(inside);
        Files.delete(inTheWay);
    }

    private static Lease granted(Lease lease) {
        service.grant(lease);
        return lease;
    }

    private static ProcessHandle child() {
        assertThat(children()).hasSize(1);
        return children().get(0);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }
}
