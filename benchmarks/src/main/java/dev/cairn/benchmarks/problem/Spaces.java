package dev.cairn.benchmarks.problem;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Search spaces in few words. */
final class Spaces {
    private Spaces() {}

    static SearchSpace space(Parameter... parameters) {
        return new SearchSpace(List.of(parameters));
    }

    /** {@code x0}, {@code x1} and so on, each in the same range. */
    static SearchSpace cube(int dimensions, double low, double high) {
        return new SearchSpace(IntStream.range(0, dimensions)
                .mapToObj(i -> real("x" + i, low, high))
                .toList());
    }

    static double[] cubePoint(Values values, int dimensions) {
        return IntStream.range(0, dimensions)
                .mapToDouble(i -> values.number("x" + i))
                .toArray();
    }

    static Parameter real(String name, double low, double high) {
        return real(name, low, high, Map.of());
    }

    static Parameter real(String name, double low, double high, Map<String, List<Object>> when) {
        return new Parameter.Real(name, low, high, null, null, when);
    }

    static Parameter stepped(String name, double low, double high, double step) {
        return new Parameter.Real(name, low, high, null, step, null);
    }

    static Parameter log(String name, double low, double high) {
        return log(name, low, high, Map.of());
    }

    static Parameter log(String name, double low, double high, Map<String, List<Object>> when) {
        return new Parameter.Real(name, low, high, Scale.LOG, null, when);
    }

    /** Fine near the upper end, for rates close to 1. */
    static Parameter reverseLog(String name, double low, double high) {
        return new Parameter.Real(name, low, high, Scale.REVERSE_LOG, null, null);
    }

    static Parameter whole(String name, long low, long high) {
        return whole(name, low, high, Map.of());
    }

    static Parameter whole(String name, long low, long high, Map<String, List<Object>> when) {
        return new Parameter.Int(name, low, high, null, null, when);
    }

    static Parameter logWhole(String name, long low, long high) {
        return logWhole(name, low, high, Map.of());
    }

    static Parameter logWhole(String name, long low, long high, Map<String, List<Object>> when) {
        return new Parameter.Int(name, low, high, Scale.LOG, null, when);
    }

    static Parameter category(String name, Object... values) {
        return new Parameter.Categorical(name, List.of(values), null);
    }

    static Parameter category(String name, Map<String, List<Object>> when, Object... values) {
        return new Parameter.Categorical(name, List.of(values), when);
    }

    static Parameter ordinal(String name, Object... values) {
        return new Parameter.Ordinal(name, List.of(values), null);
    }

    static Parameter ordinal(String name, Map<String, List<Object>> when, Object... values) {
        return new Parameter.Ordinal(name, List.of(values), when);
    }

    static Map<String, List<Object>> when(String parent, Object... values) {
        return Map.of(parent, List.of(values));
    }
}
