package dev.cairn.search.pruner;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the study's other trials have reached, as scores. Answers are scores at a step, never curves, so that a database can
 * give them. The order of the answers means nothing.
 */
public interface Others {
    /**
     * Each completed trial's best score up to a step, of those that had reported anything by then. One that breaks an outcome
     * constraint is left out.
     */
    List<Double> completedBy(long step);

    /**
     * Every trial that got to a step, whether it runs, was pruned or has completed. Reports may skip steps, so what counts is
     * its best score up to its first report at or past the step: what was known when it could first be judged there.
     */
    List<Standing> reached(long step);

    /** The best final score of the completed trials that keep the outcome constraints; empty while there is none. */
    OptionalDouble bestFinal();

    /**
     * Where a trial stood.
     *
     * @param number the trial's number in its study
     * @param score the best until then
     * @param finalScore what it completed with; absent if it has not completed
     * @param keepsLimits false if it has completed and breaks an outcome constraint: then nobody is stopped because of it
     */
    record Standing(long number, double score, @Nullable Double finalScore, boolean keepsLimits) {}

    /**
     * Another trial, for those who have it in memory.
     *
     * @param number its number in the study
     * @param curve what it has reported, in the metric's own unit
     * @param value the first objective's value it completed with, finite; absent while it runs and if it was pruned
     * @param keepsLimits false if it has completed and breaks an outcome constraint
     */
    record Peer(long number, Curve curve, @Nullable Double value, boolean keepsLimits) {
        /** In a study without outcome constraints, or within them. */
        public Peer(long number, Curve curve, @Nullable Double value) {
            this(number, curve, value, true);
        }
    }

    /** Of trials in memory: those that run, were pruned or have completed. */
    static Others of(Objective objective, List<Peer> peers) {
        return new Peers(objective, List.copyOf(peers));
    }
}
