package dev.cairn.search.objective;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a trial reported on its way, the first objective's metric in its own unit: a value by step. Values that are not finite
 * are left out.
 */
public record Curve(@JsonValue NavigableMap<Long, Double> values) {
    public static final Curve NONE = new Curve(Collections.emptyNavigableMap());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Curve {
        var finite = new TreeMap<Long, Double>();
        values.forEach((step, value) -> {
            if (Double.isFinite(value)) {
                finite.put(step, value);
            }
        });
        values = Collections.unmodifiableNavigableMap(finite);
    }

    public static Curve of(Map<Long, Double> values) {
        return new Curve(new TreeMap<>(values));
    }
}
