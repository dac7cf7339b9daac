package dev.cairn.service.trial;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of a {@link Where}.
 *
 * @param column where it begins, from 1
 */
record Word(Kind kind, String text, int column) {
    enum Kind {
        NUMBER,
        NAME,
        /** Without its quotes. */
        TEXT,
        SYMBOL,
        END
    }

    private static final Pattern WORD =
            Pattern.compile("\\s*(?:(?<number>-?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)"
                    + "|(?<name>[A-Za-z][A-Za-z0-9_.]*)"
                    + "|'(?<single>[^']*)'|\"(?<double>[^\"]*)\""
                    + "|(?<symbol><=|>=|==|!=|[()<>\\[\\],]))");

    /** Ends with END. */
    static List<Word> of(String text) {
        var words = new ArrayList<Word>();
        Matcher next = WORD.matcher(text);
        int at = 0;
        while (!text.substring(at).isBlank()) {
            if (!next.region(at, text.length()).lookingAt()) {
                throw unreadable(text, at);
            }
            words.add(of(next));
            at = next.end();
        }
        words.add(new Word(Kind.END, "", text.length() + 1));
        return words;
    }

    private static Word of(Matcher found) {
        for (Kind kind : List.of(Kind.NUMBER, Kind.NAME, Kind.SYMBOL)) {
            String group = kind.name().toLowerCase(Locale.ROOT);
            if (found.group(group) != null) {
                return new Word(kind, found.group(group), found.start(group) + 1);
            }
        }
        String group = found.group("single") != null ? "single" : "double";
        if (found.group(group).indexOf('\0') >= 0) {
            throw refusal(found.start(group), "a text must not contain the character U+0000");
        }
        return new Word(Kind.TEXT, found.group(group), found.start(group));
    }

    private static InvalidValueException unreadable(String text, int from) {
        int at = from;
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String what = switch (text.charAt(at)) {
            case '\'', '"' -> "the quote is not closed";
            case '=' -> "'=' is not a comparison: write == for equal";
            case '&' -> "write 'and' instead of '&'";
            case '|' -> "write 'or' instead of '|'";
            case '!' -> "write 'not' instead of '!', or != for not equal";
            case '+', '-', '*', '/', '%', '^' -> "a name is compared with a value; there is no arithmetic here";
            default -> "'" + new String(Character.toChars(text.codePointAt(at))) + "' has no meaning here";
        };
        return refusal(at + 1, what);
    }

    private static InvalidValueException refusal(int column, String message) {
        return new InvalidValueException(List.of(new Violation("", "column " + column + ": " + message)));
    }

    InvalidValueException refusal(String message) {
        return refusal(column, message);
    }

    InvalidValueException expected(String what) {
        return refusal("expected " + what + " but found " + (kind == Kind.END ? "the end" : "'" + text + "'"));
    }

    boolean is(Kind wanted, String word) {
        return kind == wanted && text.equals(word);
    }
}
