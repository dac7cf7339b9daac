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
 * @param confirmation how the winner was found and what the sealed test part said of it, once the search is over
 * @param lastEvent number of its latest event: whoever listens from there on misses nothing that this view does not know. A
 *     client may find none: older services do not say it
 * @param project the name of the one it belongs to
 */
public record StudyView(
        long id,
        StudyState state,
        @Nullable String reason,
        StudySpec spec,
        boolean archived,
        Map<TrialState, Long> trials,
        @Nullable TrialView best,
        @Nullable ConfirmationView confirmation,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Long lastEvent,
        String project) {}
