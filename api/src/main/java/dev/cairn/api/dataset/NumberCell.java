package dev.cairn.api.dataset;

import java.util.Locale;
import java.util.Set;

/** Text as a number: decimal digits, a point, an exponent. Narrower than Java, which also takes 12f and 0x1p3. */
final class NumberCell {
    private static final Set<String> MISSING = Set.of("", "na", "nan", "null");
    private static final int LONGEST_MISSING = 4;

    private NumberCell() {}

    static boolean isMissing(String text) {
        return text.length() <= LONGEST_MISSING && MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Not a number if it is no finite one. */
    static double parse(String text) {
        double number = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(number) ? number : Double.NaN;
    }

    private static boolean isNumber(String text) {
        int end = text.length();
        int at = end > 0 && isSign(text.charAt(0)) ? 1 : 0;
        int whole = digits(text, at);
        int fraction = 0;
        at += whole;
        if (at < end && text.charAt(at) == '.') {
            fraction = digits(text, at + 1);
            at += 1 + fraction;
        }
        if (whole + fraction == 0) {
            return false;
        }
        if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            at += at < end && isSign(text.charAt(at)) ? 1 : 0;
            int exponent = digits(text, at);
            at += exponent;
            return exponent > 0 && at == end;
        }
        return at == end;
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }
}
