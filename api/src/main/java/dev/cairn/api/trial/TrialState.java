package dev.cairn.api.trial;

import java.util.Map;
import java.util.Set;

/** Where a trial stands. The database holds the same table of legal changes and refuses any other. */
public enum TrialState {
    QUEUED,
    RUNNING,
    COMPLETED,
    PRUNED,
    INFEASIBLE,
    FAILED,
    CANCELLED;

    private static final Map<TrialState, Set<TrialState>> NEXT = Map.of(
            QUEUED, Set.of(RUNNING, COMPLETED, PRUNED, INFEASIBLE, FAILED, CANCELLED),
            RUNNING, Set.of(QUEUED, COMPLETED, PRUNED, INFEASIBLE, FAILED, CANCELLED),
            INFEASIBLE, Set.of(QUEUED),
            FAILED, Set.of(QUEUED),
            CANCELLED, Set.of(QUEUED));

    /** Whether it has ended and stays so, unless a person queues it again. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }

    /** Whether a person may queue it again. */
    public boolean mayBeRetried() {
        return isFinal() && canBecome(QUEUED);
    }

    /** Whether a trial may go from here to there. A queued trial ends directly when its last attempt reports late. */
    public boolean canBecome(TrialState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
