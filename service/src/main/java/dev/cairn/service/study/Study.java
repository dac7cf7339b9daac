package dev.cairn.service.study;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A study as it stands in the database.
 *
 * @param stopsAs what it becomes after STOPPING
 * @param trialBudget how many search trials it may create
 * @param trialsCreated search trials that count against the budget
 * @param trialsEnded of those, in a final state, as far as events are numbered
 * @param trialsFailed how often a search trial failed, as far as events are numbered
 * @param suggestionNumber how many points its sampler has suggested
 * @param lastEventSeq number of its latest numbered event
 * @param exhausted its sampler has no further point
 */
public record Study(
        long id,
        StudySpec spec,
        StudyState state,
        @Nullable String reason,
        @Nullable StudyState stopsAs,
        long trialBudget,
        long trialsCreated,
        long trialsEnded,
        long trialsFailed,
        long suggestionNumber,
        long lastEventSeq,
        boolean exhausted,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /** Whether the search is over: nothing more is created, and all that was created has ended. */
    public boolean hasTriedEverything() {
        return trialsEnded == trialsCreated && (exhausted || trialsCreated >= trialBudget);
    }

    /** How many further trials may be created now. */
    public long room() {
        if (state != StudyState.ACTIVE || exhausted) {
            return 0;
        }
        long left = trialBudget - trialsCreated;
        Integer parallel = spec.budget().parallel();
        return Math.max(0, parallel == null ? left : Math.min(left, parallel - (trialsCreated - trialsEnded)));
    }
}
