package dev.cairn.service.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.event.EventType;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.DifferentStudyException;
import dev.cairn.client.Study;
import dev.cairn.client.space.Range;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Trainer;
import dev.cairn.client.worker.TrialException;
import dev.cairn.client.worker.Worker;
import dev.cairn.client.worker.WorkerBuilder;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's study handle and worker SDK against the service. */
class WorkerSdkTest {
    record H(
            @Range(low = -1, high = 1) double x,
            @Range(low = 1, high = 4) int depth) {}

    @TempDir
    private Path folder;

    private final CairnClient client = TestService.shared().client();

    private static StudySpec spec(String name, int trials) {
        return CairnJson.strict().readValue("""
                {"name": "%s", "seed": 3,
                 "space": {"parameters": [
                    {"name": "x", "type": "REAL", "low": -1, "high": 1},
                    {"name": "depth", "type": "INTEGER", "low": 1, "high": 4}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": %d}}
                """.formatted(name, trials), StudySpec.class);
    }

    private Study study(int trials) {
        return client.study(spec(Fixtures.name(), trials));
    }

    private WorkerBuilder worker(Study study, Trainer<H> trainer) {
        return Worker.builder(client)
                .study(study)
                .name("sdk-" + study.id())
                .directory(folder)
                .trainer(H.class, trainer);
    }

    private static CompletableFuture<Void> running(Worker worker) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        worker.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void slotsTuneAStudyToItsEnd() throws Exception {
        Study study = study(12);
        worker(study, (h, trial) -> {
                    for (long step = 1; step <= 3; step++) {
                        trial.report(step, "loss", h.x() * h.x() + h.depth() + 1.0 / step);
                    }
                    return Result.of("loss", h.x() * h.x() + h.depth());
                })
                .slots(3)
                .untilTheEnd()
                .build()
                .run();

        assertThat(study.await(Duration.ofSeconds(30)).state()).isEqualTo(StudyState.COMPLETED);
        List<TrialView> trials = study.trials().toList();
        assertThat(trials).hasSize(12).extracting(TrialView::state).containsOnly(TrialState.COMPLETED);
        TrialView best = study.best().trial();
        assertThat(best.values()).containsExactly(study.best().metrics().get("loss"));
        assertThat(client.trials().curve(best.id())).hasSize(3);
        try (var events = study.events()) {
            List<EventType> types = events.stream().map(event -> event.type()).toList();
            assertThat(types).startsWith(EventType.STUDY_CREATED);
            assertThat(types.stream().filter(EventType.TRIAL_ENDED::equals)).hasSize(12);
        }
    }

    @Test
    void whatATrainerThrowsIsTheTrialsCause() throws Exception {
        Study study = study(2);
        var count = new AtomicLong();
        worker(study, (h, trial) -> {
                    if (count.getAndIncrement() == 0) {
                        throw TrialException.diverged("the loss grew");
                    }
                    return Result.of("loss", 1);
                })
                .untilTheEnd()
                .build()
                .run();
        assertThat(study.trials()).anySatisfy(trial -> {
            assertThat(trial.state()).isEqualTo(TrialState.INFEASIBLE);
            assertThat(trial.cause()).isEqualTo(FailureCause.DIVERGED);
        });
    }

    @Test
    void aCancelledTrialReachesItsTrainer() throws Exception {
        Study study = study(1);
        var begun = new CompletableFuture<Long>();
        Worker worker = worker(study, (h, trial) -> {
                    long step = 0;
                    while (!trial.shouldStop()) {
                        trial.report(++step, "loss", step);
                        begun.complete(trial.lease().trial());
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                    return Result.of("loss", step);
                })
                .untilTheEnd()
                .build();
        CompletableFuture<Void> run = running(worker);
        long trial = begun.get(30, TimeUnit.SECONDS);
        client.trials().cancel(trial);
        run.get(30, TimeUnit.SECONDS);
        assertThat(client.trials().get(trial).state()).isEqualTo(TrialState.CANCELLED);
    }

    @Test
    void aWorkerThatMustStopGivesItsTrialBackAndItGoesOnElsewhere() throws Exception {
        Study study = study(1);
        var reached = new CountDownLatch(1);
        Trainer<H> trainer = (h, trial) -> {
            var saved = trial.resumedFrom();
            long step = saved.isPresent() ? saved.get().step() : 0;
            while (step < 3 || saved.isEmpty() && !trial.shouldStop()) {
                trial.report(++step, "loss", step);
                trial.checkpoint(step, Long.toString(step).getBytes());
                if (step == 3) {
                    reached.countDown();
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Path model = Files.write(
                    trial.folder().resolve("model"),
                    saved.isPresent() ? saved.get().bytes() : new byte[0]);
            return Result.of("loss", step).withModel(model);
        };
        Worker first = worker(study, trainer).build();
        CompletableFuture<Void> run = running(first);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        first.close();
        run.get(30, TimeUnit.SECONDS);
        TrialView back =
                client.trials().get(study.trials().findFirst().orElseThrow().id());
        assertThat(back.state()).isEqualTo(TrialState.QUEUED);
        assertThat(back.attempts()).extracting("state").containsExactly(AttemptState.PREEMPTED);

        worker(study, trainer).untilTheEnd().build().run();
        TrialView ended = study.best().trial();
        assertThat(ended.attempts()).isNull();
        Path model = study.best().save(folder.resolve("saved"));
        assertThat(Long.parseLong(Files.readString(model))).isGreaterThanOrEqualTo(3);
        assertThat(client.trials().curve(ended.id())).extracting("step").doesNotHaveDuplicates();
    }

    @Test
    void aTrainerThatDoesNotListenIsInterruptedAndItsTrialGivenBack() throws Exception {
        Study study = study(1);
        var begun = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        Worker deaf = worker(study, (h, trial) -> {
                    begun.countDown();
                    try {
                        return new CompletableFuture<Result>().get();
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                    }
                })
                .grace(Duration.ofSeconds(2))
                .build();
        CompletableFuture<Void> run = running(deaf);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        deaf.close();
        run.get(30, TimeUnit.SECONDS);
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(study.trials()).extracting(TrialView::state).containsExactly(TrialState.QUEUED);
    }

    @Test
    void theSameSpecificationOpensTheStudyAndAnotherSaysWhatDiffers() {
        String name = Fixtures.name();
        Study created = client.study(spec(name, 5));
        assertThat(client.study(spec(name, 5)).id()).isEqualTo(created.id());
        assertThat(client.study(name).id()).isEqualTo(created.id());
        assertThatThrownBy(() -> client.study(spec(name, 6)))
                .isInstanceOf(DifferentStudyException.class)
                .hasMessageContaining("budget.trials is 6 here and 5 there");
        assertThatThrownBy(() -> client.study("no-such-study"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no study 'no-such-study'");
    }

    @Test
    void enqueuedPointsAreThereAndAStudyThatDoesNotEndIsNotAwaitedForEver() {
        Study study = study(5);
        assertThat(study.enqueue(List.of(Map.of("x", 0.5, "depth", 2))).count()).isEqualTo(1);
        assertThat(study.trials()).extracting(TrialView::state).containsExactly(TrialState.QUEUED);
        assertThatThrownBy(() -> study.await(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("it is ACTIVE");
    }

    @Test
    void withoutALoaderItIsSaidWhatToAdd() throws Exception {
        Study study = study(1);
        worker(
                        study,
                        (h, trial) -> Result.of("loss", 1)
                                .withModel(Files.writeString(trial.folder().resolve("model"), "weights")))
                .untilTheEnd()
                .build()
                .run();
        assertThatThrownBy(() -> study.best().load())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dev.cairn:cairn-worker");
    }
}
