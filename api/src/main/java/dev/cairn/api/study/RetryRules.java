package dev.cairn.api.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.search.Rules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a trial is tried again, per cause, and how soon. Only causes that another attempt may escape have a limit: the same
 * configuration on the same data diverges again, and what is preempted is tried again without being counted.
 *
 * @param workerLost further attempts after a worker vanished; 3 when absent
 * @param crashed further attempts after the training process died without saying why; 1 when absent
 * @param timeout further attempts after one that made no progress; 0 when absent, since such an attempt has cost much
 * @param backoff how long a trial stays in the queue after its first failure; twice as long after each further one; none when
 *     absent
 * @param longestBackoff where the doubling ends; PT10M, or {@code backoff} if that is longer, when absent
 */
public record RetryRules(
        @JsonProperty("WORKER_LOST") @Nullable Integer workerLost,
        @JsonProperty("CRASHED") @Nullable Integer crashed,
        @JsonProperty("TIMEOUT") @Nullable Integer timeout,
        @Nullable Duration backoff,
        @Nullable Duration longestBackoff) {
    public static final int MOST = 100;
    public static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration STANDARD_LONGEST = Duration.ofMinutes(10);
    public static final RetryRules DEFAULT = new RetryRules(null, null, null, null, null);

    public RetryRules {
        workerLost = workerLost == null ? 3 : workerLost;
        crashed = crashed == null ? 1 : crashed;
        timeout = timeout == null ? 0 : timeout;
        backoff = backoff == null ? Duration.ZERO : backoff;
        Duration first = backoff;
        longestBackoff = longestBackoff != null
                ? longestBackoff
                : first.compareTo(STANDARD_LONGEST) > 0 ? first : STANDARD_LONGEST;
        Duration last = longestBackoff;
        var rules = new Rules();
        checkLimit(rules, FailureCause.WORKER_LOST, workerLost);
        checkLimit(rules, FailureCause.CRASHED, crashed);
        checkLimit(rules, FailureCause.TIMEOUT, timeout);
        boolean shortEnough = rules.check(
                !first.isNegative() && first.compareTo(LONGEST) <= 0,
                "/backoff",
                () -> "backoff must be in [PT0S, " + LONGEST + "] but was " + first);
        rules.check(
                !shortEnough || (last.compareTo(first) >= 0 && last.compareTo(LONGEST) <= 0),
                "/longestBackoff",
                () -> "longestBackoff must be in [" + first + ", " + LONGEST + "] but was " + last);
        rules.hold();
    }

    private static void checkLimit(Rules rules, FailureCause cause, int limit) {
        rules.check(
                limit >= 0 && limit <= MOST,
                "/" + cause,
                () -> cause + " must be in [0, " + MOST + "] but was " + limit);
    }

    /** How many attempts of a trial may fail by this cause and be followed by another; 0 for a cause that is never retried. */
    public int limit(FailureCause cause) {
        return switch (cause) {
            case WORKER_LOST -> workerLost;
            case CRASHED -> crashed;
            case TIMEOUT -> timeout;
            case PREEMPTED, DIVERGED, INVALID_CONFIG, DEVICE_OOM, HOST_OOM, DATA_ERROR -> 0;
        };
    }
}
