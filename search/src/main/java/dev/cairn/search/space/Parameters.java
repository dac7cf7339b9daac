package dev.cairn.search.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the kinds of parameter share: their rules and the arithmetic of steps. */
final class Parameters {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,63}");
    /** Steps finer than this are a continuum; it also keeps every index exact in a double. */
    private static final double MOST_STEPS = 1e9;

    private Parameters() {}

    static void checkName(Rules rules, @Nullable String name) {
        if (rules.present(name, "name")) {
            rules.check(
                    NAME.matcher(name).matches(),
                    "/name",
                    () ->
                            "name must be a letter followed by letters, digits, dots or underscores, at most 64, but was '"
                                    + name + "'");
        }
    }

    static void checkRange(Rules rules, @Nullable Number low, @Nullable Number high, Scale scale) {
        boolean lowIsThere = rules.present(low, "low");
        if (!rules.present(high, "high") || !lowIsThere) {
            return;
        }
        double from = low.doubleValue();
        double to = high.doubleValue();
        if (!rules.check(
                Double.isFinite(from) && Double.isFinite(to),
                "/low",
                () -> "low and high must be finite but were " + low + " and " + high)) {
            return;
        }
        rules.check(
                Double.isFinite(to - from),
                "/low",
                () -> "high - low must be at most " + Double.MAX_VALUE + " but low was " + low + " with high " + high);
        rules.check(
                low instanceof Double || Scalars.isExact(low.longValue()) && Scalars.isExact(high.longValue()),
                "/low",
                () -> "low and high must be whole numbers of at most 2^53 = " + Scalars.LARGEST_WHOLE
                        + " in size, which JSON keeps exactly,"
                        + " but were " + low + " and " + high);
        rules.check(from < to, "/low", () -> "low must be below high but was " + low + " with high " + high);
        rules.check(
                scale == Scale.LINEAR || from > 0,
                "/low",
                () -> "low must be above 0 on a " + scale + " scale but was " + low);
        rules.check(
                scale == Scale.LINEAR || from <= 0 || Double.isFinite(to / from),
                "/high",
                () -> "high / low must be finite on a " + scale + " scale but low was " + low + " with high " + high);
    }

    static void checkStep(
            Rules rules, @Nullable Number low, @Nullable Number high, Scale scale, @Nullable Number step) {
        if (step == null) {
            return;
        }
        rules.check(scale == Scale.LINEAR, "/step", () -> "step needs a LINEAR scale but the scale is " + scale);
        double width = step.doubleValue();
        boolean positive =
                rules.check(Double.isFinite(width) && width > 0, "/step", () -> "step must be above 0 but was " + step);
        if (!positive || low == null || high == null) {
            return;
        }
        double range = high.doubleValue() - low.doubleValue();
        if (range > 0) {
            rules.check(
                    width <= range, "/step", () -> "step must be at most high - low = " + range + " but was " + step);
            rules.check(
                    range / width <= MOST_STEPS,
                    "/step",
                    () -> "step must leave at most 1e9 values but was " + step + "; leave it out for a continuum");
        }
    }

    /** The values in canonical types, each once. */
    static List<Object> checkValues(Rules rules, @Nullable List<Object> values) {
        return rules.present(values, "values") ? Scalars.distinct(rules, "/values", values) : List.of();
    }

    /** The conditions in canonical types and in the order of names. */
    static Map<String, List<Object>> conditions(Rules rules, @Nullable Map<String, List<Object>> when) {
        var copy = new TreeMap<String, List<Object>>();
        if (when != null) {
            when.forEach((parent, values) -> {
                String pointer = "/when/" + parent;
                if (rules.check(
                        values != null && !values.isEmpty(), pointer, () -> "when must list at least one value")) {
                    copy.put(parent, scalars(rules, values, pointer));
                }
            });
        }
        return Collections.unmodifiableMap(copy);
    }

    private static List<Object> scalars(Rules rules, List<Object> values, String pointer) {
        var scalars = new ArrayList<Object>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object scalar = Scalars.of(value);
            if (rules.check(
                    scalar != null,
                    pointer + "/" + i,
                    () -> "when must list strings, finite numbers or booleans but had " + value)) {
                scalars.add(scalar);
            }
        }
        return List.copyOf(scalars);
    }

    /** The default in its canonical type. */
    static Object standard(Parameter parameter, Object value) {
        var rules = new Rules();
        rules.nested("/default", () -> parameter.canonical(value));
        rules.hold();
        return parameter.canonical(value);
    }

    static Object listed(Parameter parameter, List<Object> values, @Nullable Object value) {
        Object scalar = Scalars.of(value);
        require(scalar != null && values.contains(scalar), () -> {
            boolean isAlike = values.stream().anyMatch(v -> v.toString().equals(value));
            return parameter.name() + " must be one of " + values + " but was "
                    + (isAlike ? Scalars.name(value) : value);
        });
        return Objects.requireNonNull(scalar);
    }

    static double number(Parameter parameter, @Nullable Object value) {
        require(
                value instanceof Number n && Double.isFinite(n.doubleValue()),
                () -> parameter.name() + " must be a " + (value instanceof Number ? "finite " : "") + "number but was "
                        + Scalars.name(value));
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }

    static void require(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new InvalidValueException(List.of(new Violation("", message.get())));
        }
    }

    /** The least and the largest value; empty if there is none, or if values are not all numbers. */
    static Optional<Interval> bounds(@Nullable Parameter parameter) {
        if (parameter instanceof Parameter.Real real) {
            return Optional.of(new Interval(real.low(), real.high()));
        }
        if (parameter instanceof Parameter.Int whole) {
            return Optional.of(new Interval(whole.low(), whole.high()));
        }
        return parameter instanceof Parameter.Listed listed
                        && listed.values().stream().allMatch(Number.class::isInstance)
                ? Optional.of(Interval.of(listed.values().stream()
                        .mapToDouble(value -> ((Number) value).doubleValue())
                        .toArray()))
                : Optional.empty();
    }

    static NumericRange range(double low, double high, Scale scale) {
        return new NumericRange(low, high, scale);
    }

    /** Whole steps between low and high; a step that misses high by rounding still reaches it. */
    static long steps(double low, double high, double step) {
        return (long) Math.floor((high - low) / step + 1e-9);
    }

    static Object onGrid(Parameter.Real parameter, double number) {
        double index = (number - parameter.low()) / Objects.requireNonNull(parameter.step());
        require(
                Math.abs(index - Math.rint(index)) < 1e-6,
                () -> parameter.name() + " must be " + parameter.low() + " plus a multiple of " + parameter.step()
                        + " but was " + number);
        return parameter.valueAt((long) Math.rint(index));
    }

    static long index(Parameter parameter, long index) {
        long size = parameter
                .size()
                .orElseThrow(
                        () -> new IllegalStateException(parameter.name() + " is continuous and has no n-th value"));
        return Objects.checkIndex(index, size);
    }

    /** The middle of one of {@code n} equal shares of [0, 1]; inverse of {@link #share}. */
    static double middle(long index, long n) {
        return (index + 0.5) / n;
    }

    /** Which of {@code n} equal shares of [0, 1] a place falls in. */
    static long share(double unit, long n) {
        return Math.min(n - 1, Math.max(0, (long) Math.floor(unit * n)));
    }
}
