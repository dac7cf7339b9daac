package dev.cairn.client.source;

import dev.cairn.api.dataset.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values as the one text that stands for them in a data set, whatever the machine's language, time zone or Java.
 *
 * <ul>
 *   <li>missing: an empty cell
 *   <li>numbers: decimal, without trailing zeros; of doubles and floats the fewest digits that give the same number back
 *   <li>dates: {@code 2024-01-31}; times: {@code 2024-01-31T18:05:00}, with a fraction only where there is one
 *   <li>moments, such as of a {@code timestamp with time zone}: the same in UTC, with a Z
 *   <li>{@code true}, {@code false}; texts as they are
 * </ul>
 */
final class Cells {
    private static final Set<Class<?>> WHOLE =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);
    /** Beyond, zeros would fill the cell. */
    private static final int LONGEST_PLAIN = 25;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final int LAST_YEAR = 9999;

    private Cells() {}

    /** @throws IllegalArgumentException if the value is none of the type, or of no class known here */
    static String text(@Nullable Object value, ColumnType type) {
        if (value == null) {
            return "";
        }
        return switch (type) {
            case NUMBER -> number(value);
            case TIME -> time(value);
            case BOOLEAN -> {
                if (!(value instanceof Boolean)) {
                    throw not(value, type);
                }
                yield value.toString();
            }
            case TEXT -> value instanceof Number ? number(value) : value instanceof byte[] ? none(value) : any(value);
        };
    }

    private static String none(Object value) {
        throw not(value, ColumnType.TEXT);
    }

    private static String any(Object value) {
        boolean isTime = value instanceof LocalDate
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime
                || value instanceof Instant;
        return isTime ? time(value) : value.toString();
    }

    private static String number(Object value) {
        if (value instanceof Double number) {
            return number.isNaN() ? "NaN" : plain(shortest(finite(number), 15));
        }
        if (value instanceof Float number) {
            return number.isNaN() ? "NaN" : plain(shortest(number));
        }
        if (value instanceof BigDecimal number) {
            return plain(number);
        }
        if (WHOLE.contains(value.getClass())) {
            return value.toString();
        }
        throw not(value, ColumnType.NUMBER);
    }

    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException(number + " is not a finite number");
        }
        return number;
    }

    /** Not Java's own text, which differs between its releases. */
    private static BigDecimal shortest(double number, int digits) {
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits));
        return rounded.doubleValue() == number ? rounded : shortest(number, digits + 1);
    }

    private static BigDecimal shortest(float number) {
        var exact = new BigDecimal(finite(number));
        int digits = 6;
        while (exact.round(new MathContext(digits)).floatValue() != number) {
            digits++;
        }
        return exact.round(new MathContext(digits));
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean isShort = Math.abs(stripped.scale()) < LONGEST_PLAIN && stripped.precision() < 2 * LONGEST_PLAIN;
        return isShort ? stripped.toPlainString() : stripped.toString();
    }

    private static String time(Object value) {
        if (value instanceof LocalDate date) {
            requireYear(date.getYear());
            return date.toString();
        }
        if (value instanceof LocalDateTime time) {
            requireYear(time.getYear());
            int nanos = time.get(ChronoField.NANO_OF_SECOND);
            String fraction = nanos == 0 ? "" : Long.toString(1_000_000_000L + nanos);
            return TIME.format(time)
                    + (nanos == 0 ? "" : "." + fraction.substring(1).replaceAll("0+$", ""));
        }
        if (value instanceof OffsetDateTime moment) {
            requireYear(moment.getYear());
            return time(moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()) + "Z";
        }
        if (value instanceof Instant moment) {
            return time(moment.atOffset(ZoneOffset.UTC));
        }
        throw not(value, ColumnType.TIME);
    }

    /** Databases have an infinity of times. */
    private static void requireYear(int year) {
        if (year < 0 || year > LAST_YEAR) {
            throw new IllegalArgumentException("a time must be of the years 0 to " + LAST_YEAR + " but was of " + year);
        }
    }

    private static IllegalArgumentException not(Object value, ColumnType type) {
        return new IllegalArgumentException("a " + value.getClass().getSimpleName() + " cannot be written as " + type);
    }
}
