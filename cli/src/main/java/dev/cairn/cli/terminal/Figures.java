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

    /** A measure: four significant digits, so that a column of them lines up; a hyphen for nothing. */
    public static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        if (!isPlain(value)) {
            return odd(value);
        }
        int decimals = 3 - (value == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(value))));
        return String.format(Locale.ROOT, "%." + Math.max(0, decimals) + "f", value);
    }

    /** A setting: as short as four significant digits allow. */
    private static String real(double value) {
        return isPlain(value)
                ? BigDecimal.valueOf(value)
                        .round(FOUR_DIGITS)
                        .stripTrailingZeros()
                        .toPlainString()
                : odd(value);
    }

    private static boolean isPlain(double value) {
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-3 && size < 1e7);
    }

    private static String odd(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2e", value) : Double.toString(value);
    }

    /** A hyperparameter's value: reals shortened, all else as it is. */
    public static String value(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof Double real ? real(real) : value.toString();
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** {@code 1 trial}, {@code 2 trials}. */
    public static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }
}
