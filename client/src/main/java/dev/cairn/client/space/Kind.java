package dev.cairn.client.space;

import dev.cairn.search.space.Parameter;
import java.util.Arrays;
import java.util.List;

/** What a component can be. */
enum Kind {
    REAL,
    WHOLE,
    BOOLEAN,
    STRING,
    ENUM,
    OTHER;

    static Kind of(Class<?> type) {
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return REAL;
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return WHOLE;
        }
        if (type == boolean.class || type == Boolean.class) {
            return BOOLEAN;
        }
        return type == String.class ? STRING : type.isEnum() ? ENUM : OTHER;
    }

    boolean isNumber() {
        return this == REAL || this == WHOLE;
    }

    /** Every value of a type that has few. */
    List<Object> all(Class<?> type) {
        return this == BOOLEAN
                ? List.of(false, true)
                : Arrays.stream(type.getEnumConstants())
                        .map(constant -> (Object) ((Enum<?>) constant).name())
                        .toList();
    }

    /** A value that an annotation spells. */
    Object parsed(Class<?> type, String text) {
        return switch (this) {
            case REAL -> Double.valueOf(text);
            case WHOLE -> Long.valueOf(text);
            case BOOLEAN -> parsedBoolean(text);
            case ENUM -> constant(type, text).name();
            default -> text;
        };
    }

    private static boolean parsedBoolean(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    /** A value of another parameter, as an annotation spells it; one that it does not have is left to the space to refuse. */
    static Object like(Parameter parent, String text) {
        if (parent instanceof Parameter.Listed listed) {
            return listed.values().stream()
                    .filter(value -> value.toString().equals(text))
                    .findFirst()
                    .orElse(text);
        }
        return parent instanceof Parameter.Int ? (Object) Long.valueOf(text) : text;
    }

    /** A point's value as a component of this type has it. */
    Object bound(Class<?> type, Object value) {
        return switch (this) {
            case REAL -> real(type, ((Number) value).doubleValue());
            case WHOLE -> whole(type, (Number) value);
            case BOOLEAN -> (Boolean) value;
            case ENUM -> constant(type, (String) value);
            default -> (String) value;
        };
    }

    private static Object real(Class<?> type, double number) {
        if (type == float.class || type == Float.class) {
            return (float) number;
        }
        return number;
    }

    private static Object whole(Class<?> type, Number number) {
        if (number.doubleValue() != Math.rint(number.doubleValue())) {
            throw new ArithmeticException("not whole");
        }
        if (type == int.class || type == Integer.class) {
            return Math.toIntExact(number.longValue());
        }
        return number.longValue();
    }

    private static Enum<?> constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> (Enum<?>) constant)
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is none of " + Arrays.toString(type.getEnumConstants())));
    }
}
