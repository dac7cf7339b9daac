package dev.cairn.search.pruner;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The trial that is judged.
 *
 * @param number its number in the study, from 1
 * @param objective the study's first
 * @param curve what it has reported of that objective's metric, in the metric's own unit; at least one step
 * @param previousStep the last step that was known before the latest report, or {@link Pruner#NO_STEP}
 */
public record Running(long number, Objective objective, Curve curve, long previousStep) {
    public Running {
        if (curve.values().isEmpty()) {
            throw new IllegalArgumentException("curve must have at least one step");
        }
    }

    public long lastStep() {
        return curve.values().lastKey();
    }

    /** In the metric's own unit. */
    public double lastValue() {
        return curve.values().lastEntry().getValue();
    }

    /** The best score so far. */
    public double best() {
        return scores().bestBy(lastStep()).orElseThrow();
    }

    /** The best score up to a step; empty if nothing was reported by then. */
    public OptionalDouble bestBy(long step) {
        return scores().bestBy(step);
    }

    /** The best score when it got to a step, see {@link Others#reached}; empty if it has not got there. */
    public OptionalDouble bestOnReaching(long step) {
        return scores().bestOnReaching(step);
    }

    private Scores scores() {
        return new Scores(objective, curve);
    }

    /** A score for people, in the metric's own unit. */
    String tell(double score) {
        return String.format(Locale.ROOT, "%.4g", objective.value(score));
    }
}
