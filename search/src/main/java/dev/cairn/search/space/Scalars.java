package dev.cairn.search.space;

import dev.cairn.search.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON scalars in one Java type each. */
public final class Scalars {
    /** The most values that a list may name. */
    private static final int MOST = 1000;

    private Scalars() {}

    /** Whole numbers up to here are exact in a double, and so in JSON. */
    static final long LARGEST_WHOLE = 1L << 53;

    static boolean isExact(long whole) {
        return whole >= -LARGEST_WHOLE && whole <= LARGEST_WHOLE;
    }

    /** What a value is called where its type is what is wrong with it: the text '1' is not the number 1. */
    static String name(@Nullable Object value) {
        return value instanceof String ? "the text '" + value + "'" : String.valueOf(value);
    }

    /** 16, 16L and 16.0 are the same value; null if it is no scalar. */
    public static @Nullable Object of(@Nullable Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            double d = number.doubleValue();
            if (!Double.isFinite(d)) {
                return null;
            }
            return d == Math.rint(d) && Math.abs(d) < LARGEST_WHOLE ? (Object) (long) d : (Object) d;
        }
        return null;
    }

    /** Listed values in canonical types, each once; notes what is wrong with the list under {@code pointer}. */
    public static List<Object> distinct(Rules rules, String pointer, List<Object> values) {
        rules.check(!values.isEmpty(), pointer, () -> "values must not be empty");
        rules.check(
                values.size() <= MOST, pointer, () -> "values may be at most " + MOST + " but were " + values.size());
        var seen = new HashSet<Object>();
        var canonical = new ArrayList<Object>();
        for (int i = 0; i < values.size(); i++) {
            String at = pointer + "/" + i;
            Object given = values.get(i);
            Object value = of(given);
            rules.check(
                    !(given instanceof Long whole) || isExact(whole),
                    at,
                    () -> "whole numbers must be of at most 2^53 = " + LARGEST_WHOLE
                            + " in size, which JSON keeps exactly, but had " + given + ": write it as a text");
            if (rules.check(
                    value != null, at, () -> "values must be strings, finite numbers or booleans but had " + given)) {
                rules.check(seen.add(value), at, () -> "values must differ but " + value + " appears twice");
                canonical.add(value);
            }
        }
        return List.copyOf(canonical);
    }
}
