package dev.cairn.api.trial;

import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Points that a person wants tried, from 1 to {@value #MOST}.
 *
 * @param points values by parameter
 * @param priority trials of higher priority are leased first; 0 when absent, as suggestions have it
 * @param repeat whether a point that a trial has already shall be measured once more, as a noisy objective may need; no when
 *     absent
 */
public record PointsToTry(
        List<Map<String, Object>> points,
        @Nullable Integer priority,
        @Nullable Boolean repeat) {
    public static final int MOST = 1000;

    public PointsToTry {
        priority = priority == null ? 0 : priority;
        repeat = repeat != null && repeat;
        var rules = new Rules();
        if (rules.present(points, "points")) {
            int size = points.size();
            rules.check(
                    size >= 1 && size <= MOST,
                    "/points",
                    () -> "points must be from 1 to " + MOST + " but were " + size);
            points = points.stream()
                    .map(point -> Collections.unmodifiableMap(new TreeMap<>(point)))
                    .toList();
        }
        rules.hold();
    }
}
