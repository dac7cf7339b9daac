package dev.cairn.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.space.Range;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Trainer;
import dev.cairn.client.worker.TrialContext;
import dev.cairn.client.worker.TrialException;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.space.Point;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    record H(@Range(low = 0, high = 1) double rate) {
        H {
            if (rate == 0.5) {
                throw new IllegalArgumentException("half is not allowed");
            }
        }
    }

    private static final int STEPS = 10;

    /** Walks to 0; goes on from where it was. */
    private static Result walk(H h, TrialContext trial) throws Exception {
        double loss = 1;
        long step = 1;
        var saved = trial.resumedFrom();
        if (saved.isPresent()) {
            loss = ByteBuffer.wrap(saved.get().bytes()).getDouble();
            step = saved.get().step() + 1;
        }
        for (; step <= STEPS && !trial.shouldStop(); step++) {
            loss *= 1 - h.rate();
            trial.report(step, "loss", loss);
            trial.checkpoint(
                    step, ByteBuffer.allocate(Double.BYTES).putDouble(loss).array());
            trial.log("step " + step);
        }
        return Result.of("loss", loss);
    }

    @Test
    void aTrainersCurveMetricsAndLogComeBackInNoTime() {
        long begun = System.nanoTime();
        Rehearsed end = Rehearsal.of(RehearsalTest::walk, new H(0.25))
                .objectives("loss")
                .run();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(end.result().result()).isEqualTo(Outcome.Result.COMPLETED);
        assertThat(end.result().metrics()).isEqualTo(Map.of("loss", Math.pow(0.75, STEPS)));
        assertThat(end.curve()).hasSize(STEPS).contains(new Measurement(1L, Map.of("loss", 0.75)));
        assertThat(end.log()).startsWith("step 1\n").endsWith("step 10\n");
    }

    @Test
    void aTrialThatIsToldToStopIsPrunedWhereItWas() {
        Rehearsed end =
                Rehearsal.of(RehearsalTest::walk, new H(0.25)).stopAfter(4).run();
        assertThat(end.result().result()).isEqualTo(Outcome.Result.PRUNED);
        assertThat(end.curve()).hasSize(4);
    }

    @Test
    void aPreemptedTrialGoesOnFromItsCheckpointAsIfNothingHadBeen() {
        Rehearsed whole = Rehearsal.of(RehearsalTest::walk, new H(0.25)).run();
        Rehearsed broken =
                Rehearsal.of(RehearsalTest::walk, new H(0.25)).preemptAfter(4).run();
        assertThat(broken.result().result()).isEqualTo(Outcome.Result.PREEMPTED);
        assertThat(broken.savedStep()).hasValue(4);
        Rehearsed end = broken.resume().run();
        assertThat(end.curve()).isEqualTo(whole.curve());
        assertThat(end.result()).isEqualTo(whole.result());
    }

    @Test
    void whatATrainerThrowsIsItsCause() {
        assertThat(failing((h, trial) -> {
                            throw TrialException.diverged("grew");
                        })
                        .cause())
                .isEqualTo(FailureCause.DIVERGED);
        assertThat(failing((h, trial) -> {
                            throw TrialException.dataError("a column is missing");
                        })
                        .message())
                .isEqualTo("a column is missing");
        Result crash = failing((h, trial) -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(crash.cause()).isEqualTo(FailureCause.CRASHED);
        assertThat(crash.message()).contains("a bug");
        assertThat(failing((h, trial) -> {
                            throw new OutOfMemoryError("heap");
                        })
                        .cause())
                .isEqualTo(FailureCause.HOST_OOM);
    }

    private static Result failing(Trainer<H> trainer) {
        return Rehearsal.of(trainer, new H(0.25)).run().result();
    }

    @Test
    void aPointThatTheRecordRefusesIsAnInvalidConfiguration() {
        var bound = Trainer.of(H.class, RehearsalTest::walk);
        Result refused = Rehearsal.of(bound, Map.of("rate", 0.5)).run().result();
        assertThat(refused.cause()).isEqualTo(FailureCause.INVALID_CONFIG);
        assertThat(refused.message()).contains("half is not allowed");
        assertThatThrownBy(() -> Rehearsal.of(RehearsalTest::walk, new H(2))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aMetricThatIsMissingIsMissedHere() {
        Result refused = Rehearsal.of((Trainer<Point>) (point, trial) -> Result.of("los", 1), Map.of())
                .objectives("loss")
                .run()
                .result();
        assertThat(refused.result()).isEqualTo(Outcome.Result.FAILED);
        assertThat(refused.message()).contains("lack [loss]");
    }

    @Test
    void whatIsExplicitlyCompletedCountsThoughItWasToldToStop() {
        Trainer<Point> stubborn = (point, trial) -> {
            trial.report(1, "loss", 1);
            return trial.shouldStop() ? Result.completed(Map.of("loss", 1.0)) : Result.of("loss", 2);
        };
        assertThat(Rehearsal.of(stubborn, Map.of()).stopAfter(1).run().result().result())
                .isEqualTo(Outcome.Result.COMPLETED);
    }

    @Test
    void theFolderIsThereWhileItTrainsOnly() throws Exception {
        var folder = new Path[1];
        Rehearsal.of(
                        (Trainer<Point>) (point, trial) -> {
                            folder[0] = trial.folder();
                            Files.writeString(trial.folder().resolve("model.bin"), "weights");
                            return Result.of("loss", 1).withModel(trial.folder().resolve("model.bin"));
                        },
                        Map.of())
                .run();
        assertThat(folder[0]).doesNotExist();
    }
}
