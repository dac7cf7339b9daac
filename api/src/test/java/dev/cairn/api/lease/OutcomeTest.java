package dev.cairn.api.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.search.InvalidValueException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {
    private static final Set<FailureCause> INFEASIBLE = EnumSet.of(
            FailureCause.DIVERGED, FailureCause.INVALID_CONFIG, FailureCause.DEVICE_OOM, FailureCause.HOST_OOM);
    private static final Set<FailureCause> FAILED =
            EnumSet.of(FailureCause.DATA_ERROR, FailureCause.TIMEOUT, FailureCause.CRASHED);

    private static Outcome outcome(Result result, @Nullable FailureCause cause) {
        return new Outcome(result, cause, null, null, null, null, null);
    }

    private static boolean isTaken(Result result, @Nullable FailureCause cause) {
        try {
            outcome(result, cause);
            return true;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(FailureCause.class)
    void eachCauseGoesWithTheResultOfItsTrial(FailureCause cause) {
        assertThat(isTaken(Result.INFEASIBLE, cause)).isEqualTo(INFEASIBLE.contains(cause));
        assertThat(isTaken(Result.FAILED, cause)).isEqualTo(FAILED.contains(cause));
    }

    @ParameterizedTest
    @EnumSource(
            value = Result.class,
            names = {"COMPLETED", "PRUNED", "PREEMPTED"})
    void otherResultsHaveNoCause(Result result) {
        assertThat(outcome(result, null).metrics()).isEmpty();
        assertThatThrownBy(() -> outcome(result, FailureCause.CRASHED))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(result + " has no cause");
    }

    @ParameterizedTest
    @EnumSource(
            value = Result.class,
            names = {"INFEASIBLE", "FAILED"})
    void failuresNeedACause(Result result) {
        assertThatThrownBy(() -> outcome(result, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("needs a cause");
    }

    @Test
    void aResultIsRequired() {
        assertThatThrownBy(() -> outcome(null, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("result is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "G000000000000000000000000000000000000000000000000000000000000000"})
    void aBlobIsNamedByItsDigest(String digest) {
        assertThatThrownBy(() ->
                        new Outcome(Result.COMPLETED, null, null, null, Map.of(BlobKind.MODEL, digest), null, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("64 lower-case hex digits");
    }

    @ParameterizedTest
    @EnumSource(
            value = Result.class,
            names = {"COMPLETED", "PRUNED", "PREEMPTED"})
    void onlyAPreemptedTrialHasACheckpoint(Result result) {
        var checkpoint = new Checkpoint(3L, "0".repeat(64));
        ThrowingCallable made = () -> new Outcome(result, null, null, null, null, null, null, checkpoint);
        if (result == Result.PREEMPTED) {
            assertThatNoException().isThrownBy(made);
        } else {
            assertThatThrownBy(made).hasMessageContaining("only PREEMPTED has a checkpoint");
        }
    }

    @Test
    void aCheckpointIsNamedByStepAndDigest() {
        assertThatThrownBy(() -> new Checkpoint(-1L, "abc"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("step must be at least 0")
                .hasMessageContaining("64 lower-case hex digits");
        assertThatThrownBy(() -> new Checkpoint(null, null)).hasMessageContaining("sha256 is required");
    }

    @Test
    void equalOutcomesAreTheSameBytesWhateverTheOrderOfTheirMetrics() {
        Map<String, Double> one = new LinkedHashMap<>();
        one.put("a", 1.0);
        one.put("b", 2.0);
        Map<String, Double> other = new LinkedHashMap<>();
        other.put("b", 2.0);
        other.put("a", 1.0);
        assertThat(json(one)).isEqualTo(json(other));
    }

    private static String json(Map<String, Double> metrics) {
        return CairnJson.strict()
                .writeValueAsString(new Outcome(Result.COMPLETED, null, metrics, null, null, null, null));
    }

    @Test
    void aLogHasALimit() {
        String longest = "x".repeat(Report.LONGEST_LOG);
        assertThat(new Outcome(Result.COMPLETED, null, null, null, null, null, longest).log())
                .isEqualTo(longest);
        assertThatThrownBy(() -> new Outcome(Result.COMPLETED, null, null, null, null, null, longest + "x"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("log may be at most");
    }
}
