package dev.cairn.api.trial;

import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One point of a learning curve.
 *
 * @param step counts from 1; an epoch for the shipped tasks
 * @param metrics values by name; may be infinite or not a number (as strings {@code "NaN"}, {@code "Infinity"})
 */
public record Measurement(Long step, Map<String, Double> metrics) {
    public Measurement {
        Long given = step;
        var rules = new Rules();
        if (rules.present(step, "step")) {
            rules.check(given >= 0, "/step", () -> "step must be at least 0 but was " + given);
        }
        if (rules.present(metrics, "metrics")) {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        }
        rules.hold();
    }
}
