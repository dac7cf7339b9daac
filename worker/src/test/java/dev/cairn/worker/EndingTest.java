package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.worker.trial.TrialEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndingTest {
    private static final Map<String, Double> LAST = Map.of("validation.rmse", 2.0);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrialThatWasCompletedIsCompletedWhateverItWasTold(boolean told) {
        var metrics = Map.of("validation.rmse", 1.0);
        assertThat(Ending.of(new TrialEvent.Completed(metrics), told, LAST)).contains(Ending.completed(metrics));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrialThatDivergedIsInfeasibleWhateverItWasTold(boolean told) {
        assertThat(Ending.of(new TrialEvent.Failed(FailureCause.DIVERGED, "grew"), told, LAST))
                .hasValueSatisfying(ending -> {
                    assertThat(ending.result()).isEqualTo(Result.INFEASIBLE);
                    assertThat(ending.cause()).isEqualTo(FailureCause.DIVERGED);
                });
    }

    @Test
    void aTrialThatObeyedIsPrunedWithItsLastMetrics() {
        assertThat(Ending.of(new TrialEvent.Stopped(), true, LAST)).contains(Ending.asTold(LAST));
        assertThat(Ending.of(new TrialEvent.Died(1, null, false), true, LAST)).contains(Ending.asTold(LAST));
    }

    @Test
    void anEndThatNobodyAskedForIsACrash() {
        assertThat(Ending.of(new TrialEvent.Stopped(), false, LAST))
                .hasValueSatisfying(ending -> assertThat(ending.cause()).isEqualTo(FailureCause.CRASHED));
        assertThat(Ending.of(new TrialEvent.Died(137, null, false), false, LAST))
                .hasValueSatisfying(ending -> assertThat(ending.message()).contains("exit code 137 (signal 9)"));
    }

    @Test
    void aProcessThatTheMachineKilledForItsMemoryIsNoCrash() {
        assertThat(Ending.of(new TrialEvent.Died(137, null, true), false, LAST)).hasValueSatisfying(ending -> {
            assertThat(ending.result()).isEqualTo(Result.INFEASIBLE);
            assertThat(ending.cause()).isEqualTo(FailureCause.HOST_OOM);
        });
    }

    @Test
    void noNulReachesTheDatabase() {
        assertThat(Ending.failed(FailureCause.DATA_ERROR, "column 'a\0b'").message())
                .isEqualTo("column 'a b'");
    }

    @Test
    void progressEndsNothing() {
        assertThat(Ending.of(new TrialEvent.Ready("cpu"), false, LAST)).isEmpty();
        assertThat(Ending.of(new TrialEvent.Progressed(), true, LAST)).isEmpty();
        assertThat(Ending.of(new TrialEvent.Measured(new Measurement(1L, LAST)), true, LAST))
                .isEmpty();
    }
}
