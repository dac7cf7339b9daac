package dev.cairn.api.lease;

import java.time.Duration;

/**
 * The answer to a report.
 *
 * @param directive what the worker shall do now
 * @param timeLeft until the lease runs out unless it is renewed
 */
public record Directive(Kind directive, Duration timeLeft) {
    public enum Kind {
        CONTINUE,
        /** End the trial now and report it as PRUNED, unless it has just ended otherwise: the study's pruner stops it. */
        STOP,
        /**
         * End the trial now: its study is ending, and reports no longer renew the lease. A COMPLETED outcome still counts as
         * COMPLETED; after any other, or at the lease's end, the trial is CANCELLED.
         */
        CANCEL
    }
}
