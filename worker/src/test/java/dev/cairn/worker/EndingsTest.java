package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.worker.Result;
import dev.cairn.worker.trial.TrialEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndingsTest {
    private static final Map<String, Double> LAST = Map.of("validation.rmse", 2.0);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrialThatWasCompletedIsCompletedWhateverItWasTold(boolean told) {
        var metrics = Map.of("validation.rmse", 1.0);
        assertThat(Endings.of(new TrialEvent.Completed(metrics), told, LAST)).contains(Result.completed(metrics));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrialThatDivergedIsInfeasibleWhateverItWasTold(boolean told) {
        assertThat(Endings.of(new TrialEvent.Failed(FailureCause.DIVERGED, "grew"), told, LAST))
                .hasValueSatisfying(ending -> {
                    assertThat(ending.result()).isEqualTo(Outcome.Result.INFEASIBLE);
                    assertThat(ending.cause()).isEqualTo(FailureCause.DIVERGED);
                });
    }

    @Test
    void aTrialThatObeyedIsPrunedWithItsLastMetrics() {
        assertThat(Endings.of(new TrialEvent.Stopped(), true, LAST)).contains(Result.pruned(LAST));
        assertThat(Endings.of(new TrialEvent.Died(1, null, false), true, LAST)).contains(Result.pruned(LAST));
    }

    @Test
    void anEndThatNobodyAskedForIsACrash() {
        assertThat(Endings.of(new TrialEvent.Stopped(), false, LAST))
                .hasValueSatisfying(ending -> assertThat(ending.cause()).isEqualTo(FailureCause.CRASHED));
        assertThat(Endings.of(new TrialEvent.Died(137, null, false), false, LAST))
                .hasValueSatisfying(ending -> assertThat(ending.message()).contains("exit code 137 (signal 9)"));
    }

    @Test
    void aProcessThatTheMachineKilledForItsMemoryIsNoCrash() {
        assertThat(Endings.of(new TrialEvent.Died(137, null, true), false, LAST))
                .hasValueSatisfying(ending -> {
                    assertThat(ending.result()).isEqualTo(Outcome.Result.INFEASIBLE);
                    assertThat(ending.cause()).isEqualTo(FailureCause.HOST_OOM);
                });
    }

    @Test
    void noNulReachesTheDatabase() {
        assertThat(Result.failed(FailureCause.DATA_ERROR, "column 'a\0b'").message())
                .isEqualTo("column 'a b'");
    }

    @Test
    void progressEndsNothing() {
        assertThat(Endings.of(new TrialEvent.Ready("cpu"), false, LAST)).isEmpty();
        assertThat(Endings.of(new TrialEvent.Progressed(), true, LAST)).isEmpty();
        assertThat(Endings.of(new TrialEvent.Measured(new Measurement(1L, LAST)), true, LAST))
                .isEmpty();
    }
}
