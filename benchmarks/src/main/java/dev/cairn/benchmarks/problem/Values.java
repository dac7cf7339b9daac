package dev.cairn.benchmarks.problem;

import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Objects;

/** A point as a function reads it. StrictMath, so that every machine agrees. */
public record Values(SearchSpace space, Point point) {
    boolean has(String name) {
        return point.get(name) != null;
    }

    boolean is(String name, Object value) {
        return value.equals(point.get(name));
    }

    double number(String name) {
        return ((Number) Objects.requireNonNull(point.get(name), name)).doubleValue();
    }

    double log10(String name) {
        return StrictMath.log10(number(name));
    }

    double log2(String name) {
        return Shapes.log2(number(name));
    }

    /** The position of a listed value. */
    int index(String name) {
        Object value = Objects.requireNonNull(point.get(name), name);
        return (int) (space.parameter(name).orElseThrow().toUnit(value)
                * space.parameter(name).orElseThrow().size().orElseThrow());
    }
}
