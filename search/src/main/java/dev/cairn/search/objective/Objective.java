package dev.cairn.search.objective;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * What a study improves.
 *
 * @param metric the reported metric's name, such as {@code validation.rmse}
 * @param direction MINIMIZE when absent
 */
public record Objective(String metric, @Nullable Direction direction) {
    public Objective {
        direction = direction == null ? Direction.MINIMIZE : direction;
        var rules = new Rules();
        checkMetric(rules, metric);
        rules.hold();
    }

    static void checkMetric(Rules rules, @Nullable String metric) {
        if (rules.present(metric, "metric")) {
            rules.check(
                    metric.matches("[A-Za-z][A-Za-z0-9_.]{0,127}"),
                    "/metric",
                    () -> "metric must be a letter followed by letters, digits, dots or underscores but was '" + metric
                            + "'");
        }
    }

    /** The value as a score: larger is better. The only place that knows directions. */
    public double score(double value) {
        return direction == Direction.MINIMIZE ? -value : value;
    }

    /** A score as the value it came from. */
    public double value(double score) {
        return score(score);
    }
}
