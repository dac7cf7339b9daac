package dev.cairn.api.trial;

import java.util.Map;
import java.util.Set;

/** Where one execution of a trial stands. */
public enum AttemptState {
    RUNNING,
    SUCCEEDED,
    LOST,
    PREEMPTED,
    FAILED,
    CANCELLED;

    private static final Map<AttemptState, Set<AttemptState>> NEXT = Map.of(
            RUNNING, Set.of(SUCCEEDED, LOST, PREEMPTED, FAILED, CANCELLED),
            LOST, Set.of(RUNNING, SUCCEEDED, PREEMPTED, FAILED, CANCELLED));

    /** Whether an attempt may go from here to there. A lost attempt that nobody replaced may still come back. */
    public boolean canBecome(AttemptState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
