package dev.cairn.api.trial;

import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became known of a completed trial after its end, such as a person's rating.
 *
 * @param metrics by name; one that the trial has already is replaced
 */
public record LateMetrics(Map<String, Double> metrics) {
    public LateMetrics {
        var rules = new Rules();
        if (rules.present(metrics, "metrics")) {
            metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
            rules.check(!metrics.isEmpty(), "/metrics", () -> "metrics must not be empty");
        }
        rules.hold();
    }
}
