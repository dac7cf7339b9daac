package dev.cairn.service.study;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A study as it stands in the database.
 *
 * @param archived whether lists leave it out
 * @param trialBudget how many search trials it may create
 * @param trialsCreated search trials that count against the budget
 * @param trialsEnded of those, in a final state, as far as events are numbered
 * @param lastTrialNumber the number of its newest trial
 * @param suggestionNumber how many points its sampler has suggested
 * @param lastEventSeq number of its latest numbered event
 * @param exhausted its sampler has no further point
 */
public record Study(
        long id,
        StudySpec spec,
        StudyState state,
        @Nullable String reason,
        boolean archived,
        long trialBudget,
        long trialsCreated,
        long trialsEnded,
        long lastTrialNumber,
        long suggestionNumber,
        long lastEventSeq,
        boolean exhausted,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /** Whether the search is over: nothing more is created, and all that was created has ended. */
    public boolean hasSpentItsBudget() {
        return trialsEnded == trialsCreated && (exhausted || trialsCreated >= trialBudget);
    }

    /** Whether a further trial may be created now. */
    public boolean mayCreateTrial() {
        Integer parallel = spec.budget().parallel();
        return state == StudyState.ACTIVE
                && !exhausted
                && trialsCreated < trialBudget
                && (parallel == null || trialsCreated - trialsEnded < parallel);
    }

    /**
     * A trial's own seed, from the study's and a number below 2^53 that no other trial of the study has: the suggestion's, or
     * one below 0. It is below 2^53 itself, so that every JSON reader keeps it.
     */
    public long trialSeed(long number) {
        return new SplittableRandom(spec.seed() * 0x9E3779B97F4A7C15L + number).nextLong() >>> 11;
    }
}
