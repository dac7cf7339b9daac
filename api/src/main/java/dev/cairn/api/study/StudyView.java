package dev.cairn.api.study;

import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A study as people see it.
 *
 * @param reason why it ended or stands still, as a sentence
 * @param archived whether lists leave it out
 * @param trials how many search trials stand in each state; states without one are left out
 * @param best the completed search trial with the best first objective
 * @param confirmation what the sealed test part said of the winner, once it was opened
 */
public record StudyView(
        long id,
        StudyState state,
        @Nullable String reason,
        StudySpec spec,
        boolean archived,
        Map<TrialState, Long> trials,
        @Nullable TrialView best,
        @Nullable Confirmation confirmation,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /**
     * The opening of the sealed test part.
     *
     * @param winner the search trial whose configuration was confirmed
     * @param trial the confirming trial, which owns the model
     * @param metrics test scores and the naive forecast's beside them; absent until the run has ended
     */
    public record Confirmation(
            long winner,
            long trial,
            Instant openedAt,
            @Nullable Map<String, Double> metrics,
            @Nullable String model) {}
}
