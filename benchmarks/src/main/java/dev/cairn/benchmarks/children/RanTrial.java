package dev.cairn.benchmarks.children;

import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.TrialEvent;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A trial that a child has completed.
 *
 * @param epochSeconds mean of the epochs but the first; 0 if there was one only
 */
record RanTrial(TrialEvent.Predicted predicted, TrialEvent.Used used, double epochSeconds) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * Runs a trial to its end.
     *
     * @param clock in nanoseconds
     * @throws IllegalStateException if it does not complete
     */
    static RanTrial on(ChildJvm child, TrialOrder order, LongSupplier clock) throws InterruptedException {
        child.run(order);
        TrialEvent.@Nullable Predicted predicted = null;
        TrialEvent.@Nullable Used used = null;
        long first = 0;
        long last = 0;
        int epochs = 0;
        while (true) {
            TrialEvent event = child.next(PATIENCE)
                    .orElseThrow(() -> new IllegalStateException("a trial has said nothing for " + PATIENCE));
            if (event instanceof TrialEvent.Predicted told) {
                predicted = told;
            } else if (event instanceof TrialEvent.Used told) {
                used = told;
            } else if (event instanceof TrialEvent.Measured) {
                last = clock.getAsLong();
                first = epochs == 0 ? last : first;
                epochs++;
            } else if (event instanceof TrialEvent.Completed && predicted != null && used != null) {
                return new RanTrial(predicted, used, epochs < 2 ? 0 : (last - first) * 1e-9 / (epochs - 1));
            } else if (isEnd(event)) {
                throw new IllegalStateException(
                        "a trial ended otherwise than completed: " + event + "\n" + child.log());
            }
        }
    }

    private static boolean isEnd(TrialEvent event) {
        return event instanceof TrialEvent.Completed
                || event instanceof TrialEvent.Failed
                || event instanceof TrialEvent.Stopped
                || event instanceof TrialEvent.Unusable
                || event instanceof TrialEvent.Died;
    }
}
