package dev.cairn.api.insight;

import dev.cairn.search.importance.PedAnova;
import dev.cairn.search.importance.PedAnova.Importance;
import java.time.Instant;
import java.util.List;

/**
 * How important each parameter was for reaching a study's best trials; see {@link PedAnova}.
 *
 * @param seq computed from the study's events up to this number
 * @param trials how many completed trials it was computed from
 * @param target the best share of the trials that is explained
 * @param seconds what computing all insights took
 * @param objectives in the study's order
 */
public record ImportanceView(
        long study,
        long seq,
        long trials,
        double target,
        Instant computedAt,
        double seconds,
        List<OfObjective> objectives) {
    public ImportanceView {
        objectives = List.copyOf(objectives);
    }

    /** @param parameters all of the space, the most important first */
    public record OfObjective(String metric, List<Importance> parameters) {
        public OfObjective {
            parameters = List.copyOf(parameters);
        }
    }
}
