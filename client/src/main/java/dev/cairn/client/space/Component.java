package dev.cairn.client.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scale;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One component of a record, as a parameter. */
final class Component {
    private final RecordComponent declared;
    private final Kind kind;

    Component(RecordComponent declared) {
        this.declared = declared;
        this.kind = Kind.of(declared.getType());
    }

    String name() {
        return declared.getName();
    }

    Class<?> type() {
        return declared.getType();
    }

    /** Notes what is wrong with it, by its name and its annotation. */
    Optional<Parameter> parameter(Rules rules, List<Parameter> before) {
        Range range = declared.getAnnotation(Range.class);
        Values values = declared.getAnnotation(Values.class);
        When when = declared.getAnnotation(When.class);
        boolean known = check(
                rules,
                kind != Kind.OTHER,
                () -> "has the type " + type().getSimpleName()
                        + ", but a parameter is a number, a boolean, a String or an enum");
        check(rules, range == null || values == null, () -> "has both @Range and @Values");
        check(rules, range == null || kind.isNumber(), () -> "has @Range but is no number");
        check(
                rules,
                range != null || scale() == Scale.LINEAR,
                () -> "has @" + (has(Log.class) ? "Log" : "ReverseLog") + " without @Range");
        check(rules, !has(Log.class) || !has(ReverseLog.class), () -> "has both @Log and @ReverseLog");
        check(
                rules,
                !known || range != null || values != null || kind == Kind.ENUM || kind == Kind.BOOLEAN,
                () -> kind.isNumber() ? "needs @Range or @Values" : "needs @Values");
        check(
                rules,
                when == null || !type().isPrimitive(),
                () -> "has @When, so it must be able to be null: its type cannot be " + type());
        if (!known || rules.violations().stream().anyMatch(v -> v.pointer().equals(pointer()))) {
            return Optional.empty();
        }
        String annotation = range != null ? "@Range" : values != null ? "@Values" : "its type";
        try {
            return Optional.of(range != null ? ranged(range, before) : listed(values, before));
        } catch (InvalidValueException e) {
            e.violations().forEach(v -> check(rules, false, () -> "(" + annotation + "): " + v.message()));
        } catch (NumberFormatException e) {
            check(rules, false, () -> "(" + annotation + ") cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            check(rules, false, () -> "(" + annotation + "): " + e.getMessage());
        }
        return Optional.empty();
    }

    private Parameter ranged(Range range, List<Parameter> before) {
        Object standard = standard();
        if (kind == Kind.WHOLE) {
            Long step = range.step() == 0 ? null : (Long) whole(range.step());
            return new Parameter.Int(
                    name(), whole(range.low()), whole(range.high()), scale(), step, conditions(before), (Long)
                            standard);
        }
        Double step = range.step() == 0 ? null : (Double) range.step();
        return new Parameter.Real(
                name(), range.low(), range.high(), scale(), step, conditions(before), (Double) standard);
    }

    private Parameter listed(@Nullable Values values, List<Parameter> before) {
        List<Object> all = values == null
                ? kind.all(type())
                : Arrays.stream(values.value()).map(this::parsed).toList();
        return kind.isNumber()
                ? new Parameter.Ordinal(name(), all, conditions(before), standard())
                : new Parameter.Categorical(name(), all, conditions(before), standard());
    }

    private @Nullable Object standard() {
        Default given = declared.getAnnotation(Default.class);
        return given == null ? null : parsed(given.value());
    }

    private Object parsed(String text) {
        return kind.parsed(type(), text);
    }

    private static long whole(double number) {
        if (number != Math.rint(number)) {
            throw new NumberFormatException("a whole number has whole bounds, but one was " + number);
        }
        return (long) number;
    }

    private Map<String, List<Object>> conditions(List<Parameter> before) {
        When when = declared.getAnnotation(When.class);
        if (when == null) {
            return Map.of();
        }
        Parameter parent = before.stream()
                .filter(parameter -> parameter.name().equals(when.component()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "@When names '" + when.component() + "', which is no component declared before"));
        List<Object> values =
                Arrays.stream(when.is()).map(text -> Kind.like(parent, text)).toList();
        return Map.of(when.component(), values);
    }

    private Scale scale() {
        return has(Log.class) ? Scale.LOG : has(ReverseLog.class) ? Scale.REVERSE_LOG : Scale.LINEAR;
    }

    private boolean has(Class<? extends Annotation> annotation) {
        return declared.isAnnotationPresent(annotation);
    }

    /** A point's value in this component's type; null where it has none. */
    @Nullable
    Object bound(Rules rules, @Nullable Object value) {
        if (value == null) {
            check(
                    rules,
                    declared.isAnnotationPresent(When.class),
                    () -> "has no value in the point, and no @When that would allow that");
            return null;
        }
        try {
            return kind.bound(type(), value);
        } catch (IllegalArgumentException | ClassCastException | ArithmeticException e) {
            check(rules, false, () -> "cannot be " + value + ": its type is " + type().getSimpleName());
            return null;
        }
    }

    /** A record's value of this component, as a point has it; empty for null. */
    Optional<Object> read(Record of) {
        try {
            var accessor = declared.getAccessor();
            accessor.setAccessible(true);
            Object value = accessor.invoke(of);
            return Optional.ofNullable(value instanceof Enum<?> constant ? constant.name() : value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's components can be read", e);
        }
    }

    private boolean check(Rules rules, boolean holds, Supplier<String> message) {
        return rules.check(holds, pointer(), () -> "component '" + name() + "' " + message.get());
    }

    private String pointer() {
        return "/" + name();
    }
}
