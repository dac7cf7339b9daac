package dev.cairn.cli.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and values as people read them. */
public final class Figures {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Figures() {}

    /** Four significant digits; a hyphen for nothing. */
    public static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        if (!Double.isFinite(value)) {
            return value.toString();
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e7)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return BigDecimal.valueOf(value).round(FOUR_DIGITS).toPlainString();
    }

    /** A hyperparameter's value: reals shortened, all else as it is. */
    public static String value(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof Double real ? number(real) : value.toString();
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** {@code 1 trial}, {@code 2 trials}. */
    public static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }
}
