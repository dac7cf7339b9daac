package dev.cairn.api.insight;

import dev.cairn.search.objective.Objective;
import java.time.Instant;
import java.util.List;

/**
 * The trials that no other beats. With one objective these are the best.
 *
 * @param seq computed from the study's events up to this number
 * @param trials best first objective first
 */
public record ParetoView(long study, long seq, Instant computedAt, List<Objective> objectives, List<Member> trials) {
    public ParetoView {
        objectives = List.copyOf(objectives);
        trials = List.copyOf(trials);
    }

    /**
     * @param number the trial's in its study
     * @param values one for each objective
     */
    public record Member(long trial, long number, List<Double> values) {
        public Member {
            values = List.copyOf(values);
        }
    }
}
