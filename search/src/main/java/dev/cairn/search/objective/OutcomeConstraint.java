package dev.cairn.search.objective;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * A limit on a reported metric, such as a latency of at most 5 ms. A trial beyond it is measured and teaches, but is not among
 * the best.
 *
 * @param metric the reported metric's name
 * @param atMost the largest value wanted; absent: no upper limit
 * @param atLeast the smallest value wanted; absent: no lower limit
 */
public record OutcomeConstraint(
        String metric, @Nullable Double atMost, @Nullable Double atLeast) {
    public OutcomeConstraint {
        Double high = atMost;
        Double low = atLeast;
        var rules = new Rules();
        Objective.checkMetric(rules, metric);
        rules.check(high != null || low != null, "/atMost", () -> "atMost, atLeast or both are required");
        rules.check(high == null || Double.isFinite(high), "/atMost", () -> "atMost must be finite but was " + high);
        rules.check(low == null || Double.isFinite(low), "/atLeast", () -> "atLeast must be finite but was " + low);
        rules.check(
                high == null || low == null || low <= high,
                "/atLeast",
                () -> "atLeast must be at most atMost but was " + low + " with atMost " + high);
        rules.hold();
    }

    public boolean holds(double value) {
        return (atMost == null || value <= atMost) && (atLeast == null || value >= atLeast);
    }
}
