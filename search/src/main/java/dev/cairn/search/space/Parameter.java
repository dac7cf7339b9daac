package dev.cairn.search.space;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.Rules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One dimension of a search space.
 *
 * <p>Values are JSON scalars in one canonical Java type each: {@link Double} for {@link Real}, {@link Long} for {@link
 * Int}, and for {@link Ordinal} and {@link Categorical} the type of the listed value ({@link String}, {@link Boolean},
 * {@link Long} for whole numbers, {@link Double} for others).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Parameter.Real.class, name = "REAL"),
    @JsonSubTypes.Type(value = Parameter.Int.class, name = "INTEGER"),
    @JsonSubTypes.Type(value = Parameter.Ordinal.class, name = "ORDINAL"),
    @JsonSubTypes.Type(value = Parameter.Categorical.class, name = "CATEGORICAL")
})
public sealed interface Parameter {
    /** Unique in its space; a letter, then letters, digits, dots or underscores. */
    String name();

    /** The parameter exists only where each named parent has one of the listed values; empty: always. */
    Map<String, List<Object>> when();

    /** The declared default, {@code default} on the wire, in its canonical type; null if none is declared. */
    @Nullable
    Object standard();

    /** How many values it can take; empty when it is continuous. */
    OptionalLong size();

    /**
     * The {@code index}-th value of a finite parameter, in order.
     *
     * @throws IndexOutOfBoundsException outside [0, size)
     * @throws IllegalStateException if the parameter is continuous
     */
    Object valueAt(long index);

    /**
     * The value in its canonical type.
     *
     * @throws dev.cairn.search.InvalidValueException if the parameter cannot have this value
     */
    Object canonical(@Nullable Object value);

    /**
     * Where a canonical value lies in [0, 1]: by scale for numbers, by position for ordinals. Not meaningful for
     * categories, where it is only the position. Each of n admissible values sits inside its own share, so {@link #fromUnit}
     * undoes it.
     */
    double toUnit(Object value);

    /**
     * The admissible value whose share holds a place in [0, 1]: n listed or stepped values own equal shares, a whole number
     * on a LOG scale the share from half below to half above it.
     */
    Object fromUnit(double unit);

    /**
     * A real number.
     *
     * @param step distance between admissible values counted from {@code low}, absent for a continuum; needs LINEAR
     * @param standard see {@link #standard()}
     */
    record Real(
            String name,
            Double low,
            Double high,
            @Nullable Scale scale,
            @Nullable Double step,
            @Nullable Map<String, List<Object>> when,
            @JsonProperty("default") @Nullable Double standard)
            implements Parameter {
        public Real {
            scale = scale == null ? Scale.LINEAR : scale;
            var rules = new Rules();
            when = Parameters.conditions(rules, when);
            Parameters.checkName(rules, name);
            Parameters.checkRange(rules, low, high, scale);
            Parameters.checkStep(rules, low, high, scale, step);
            rules.hold();
            if (standard != null) {
                standard = (Double) Parameters.standard(new Real(name, low, high, scale, step, when), standard);
            }
        }

        /** Without a default. */
        public Real(
                String name,
                Double low,
                Double high,
                @Nullable Scale scale,
                @Nullable Double step,
                @Nullable Map<String, List<Object>> when) {
            this(name, low, high, scale, step, when, null);
        }

        @Override
        public OptionalLong size() {
            return step == null ? OptionalLong.empty() : OptionalLong.of(Parameters.steps(low, high, step) + 1);
        }

        @Override
        public Object valueAt(long index) {
            // The last step may miss high by rounding.
            return Math.min(high, low + Parameters.index(this, index) * Objects.requireNonNull(step));
        }

        @Override
        public Object canonical(@Nullable Object value) {
            double number = Parameters.number(this, value);
            Parameters.require(
                    number >= low && number <= high,
                    () -> name + " must be in [" + low + ", " + high + "] but was " + value);
            return step == null ? (Object) (number + 0.0) : Parameters.onGrid(this, number);
        }

        @Override
        public double toUnit(Object value) {
            if (step != null) {
                return Parameters.middle(Math.round(((Double) value - low) / step), size().getAsLong());
            }
            return Parameters.range(low, high, scale).toUnit((Double) value);
        }

        @Override
        public Object fromUnit(double unit) {
            if (step != null) {
                return valueAt(Parameters.share(unit, size().getAsLong()));
            }
            return Parameters.range(low, high, scale).fromUnit(unit);
        }
    }

    /**
     * A whole number; JSON type INTEGER.
     *
     * @param step distance between admissible values counted from {@code low}; 1 when absent
     * @param standard see {@link #standard()}
     */
    record Int(
            String name,
            Long low,
            Long high,
            @Nullable Scale scale,
            @Nullable Long step,
            @Nullable Map<String, List<Object>> when,
            @JsonProperty("default") @Nullable Long standard)
            implements Parameter {
        public Int {
            scale = scale == null ? Scale.LINEAR : scale;
            var rules = new Rules();
            when = Parameters.conditions(rules, when);
            Parameters.checkName(rules, name);
            Parameters.checkRange(rules, low, high, scale);
            Parameters.checkStep(rules, low, high, scale, step);
            rules.hold();
            if (standard != null) {
                standard = (Long) Parameters.standard(new Int(name, low, high, scale, step, when), standard);
            }
        }

        /** Without a default. */
        public Int(
                String name,
                Long low,
                Long high,
                @Nullable Scale scale,
                @Nullable Long step,
                @Nullable Map<String, List<Object>> when) {
            this(name, low, high, scale, step, when, null);
        }

        private long stride() {
            return step == null ? 1 : step;
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of((high - low) / stride() + 1);
        }

        @Override
        public Object valueAt(long index) {
            return low + Parameters.index(this, index) * stride();
        }

        @Override
        public Object canonical(@Nullable Object value) {
            double number = Parameters.number(this, value);
            Parameters.require(
                    number == Math.rint(number) && number >= low && number <= high,
                    () -> name + " must be a whole number in [" + low + ", " + high + "] but was " + value);
            long whole = (long) number;
            Parameters.require(
                    (whole - low) % stride() == 0,
                    () -> name + " must be " + low + " plus a multiple of " + stride() + " but was " + value);
            return whole;
        }

        /** Each whole number sits in the middle of its own share, so that the ends get their full probability. */
        @Override
        public double toUnit(Object value) {
            long whole = (Long) value;
            return step == null ? widened().toUnit(whole) : Parameters.middle((whole - low) / step, size().getAsLong());
        }

        @Override
        public Object fromUnit(double unit) {
            if (step != null) {
                return valueAt(Parameters.share(unit, size().getAsLong()));
            }
            return Math.min(high, Math.max(low, Math.round(widened().fromUnit(unit))));
        }

        private NumericRange widened() {
            return Parameters.range(low - 0.5, high + 0.5, scale);
        }
    }

    /** A parameter that names each of its values. */
    sealed interface Listed extends Parameter {
        List<Object> values();

        @Override
        default OptionalLong size() {
            return OptionalLong.of(values().size());
        }

        @Override
        default Object valueAt(long index) {
            return values().get((int) Parameters.index(this, index));
        }

        @Override
        default Object canonical(@Nullable Object value) {
            return Parameters.listed(this, values(), value);
        }

        @Override
        default double toUnit(Object value) {
            return Parameters.middle(values().indexOf(value), values().size());
        }

        @Override
        default Object fromUnit(double unit) {
            return values().get((int) Parameters.share(unit, values().size()));
        }
    }

    /** Listed values whose order means something: neighbours are alike. */
    record Ordinal(
            String name,
            List<Object> values,
            @Nullable Map<String, List<Object>> when,
            @JsonProperty("default") @Nullable Object standard)
            implements Listed {
        public Ordinal {
            var rules = new Rules();
            when = Parameters.conditions(rules, when);
            Parameters.checkName(rules, name);
            values = Parameters.checkValues(rules, values);
            rules.hold();
            if (standard != null) {
                standard = Parameters.standard(new Ordinal(name, values, when), standard);
            }
        }

        /** Without a default. */
        public Ordinal(String name, List<Object> values, @Nullable Map<String, List<Object>> when) {
            this(name, values, when, null);
        }
    }

    /** Listed values without an order. */
    record Categorical(
            String name,
            List<Object> values,
            @Nullable Map<String, List<Object>> when,
            @JsonProperty("default") @Nullable Object standard)
            implements Listed {
        public Categorical {
            var rules = new Rules();
            when = Parameters.conditions(rules, when);
            Parameters.checkName(rules, name);
            values = Parameters.checkValues(rules, values);
            rules.hold();
            if (standard != null) {
                standard = Parameters.standard(new Categorical(name, values, when), standard);
            }
        }

        /** Without a default. */
        public Categorical(String name, List<Object> values, @Nullable Map<String, List<Object>> when) {
            this(name, values, when, null);
        }
    }
}
