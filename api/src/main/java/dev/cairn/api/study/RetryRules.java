package dev.cairn.api.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * How often a trial is tried again, per cause.
 *
 * @param workerLost further attempts after a worker vanished; 3 when absent
 * @param crashed further attempts after the training process died without saying why; 1 when absent
 */
public record RetryRules(
        @JsonProperty("WORKER_LOST") @Nullable Integer workerLost,
        @JsonProperty("CRASHED") @Nullable Integer crashed) {
    public static final RetryRules DEFAULT = new RetryRules(null, null);

    public RetryRules {
        workerLost = workerLost == null ? 3 : workerLost;
        crashed = crashed == null ? 1 : crashed;
        int lost = workerLost;
        int died = crashed;
        var rules = new Rules();
        rules.check(lost >= 0 && lost <= 100, "/WORKER_LOST", () -> "WORKER_LOST must be in [0, 100] but was " + lost);
        rules.check(died >= 0 && died <= 100, "/CRASHED", () -> "CRASHED must be in [0, 100] but was " + died);
        rules.hold();
    }
}
