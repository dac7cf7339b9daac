package dev.cairn.search.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of a constraint.
 *
 * @param column where it begins, from 1
 */
record Token(Kind kind, String text, int column) {
    enum Kind {
        NUMBER,
        NAME,
        /** Without its quotes. */
        TEXT,
        SYMBOL,
        END
    }

    private static final Pattern WORD = Pattern.compile("(?<number>(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)"
            + "|(?<name>[A-Za-z][A-Za-z0-9_.]*)"
            + "|'(?<single>[^']*)'|\"(?<double>[^\"]*)\""
            + "|(?<symbol><=|>=|==|!=|[-+*/%^()<>\\[\\],])");
    private static final Pattern SPACE = Pattern.compile("\\s*");

    /** Ends with END. */
    static List<Token> of(String text) {
        var tokens = new ArrayList<Token>();
        Matcher word = WORD.matcher(text);
        Matcher space = SPACE.matcher(text);
        int at = 0;
        while (true) {
            space.region(at, text.length()).lookingAt();
            at = space.end();
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, "", at + 1));
                return tokens;
            }
            if (!word.region(at, text.length()).lookingAt()) {
                throw unreadable(text, at);
            }
            tokens.add(of(word, at + 1));
            at = word.end();
        }
    }

    private static Token of(Matcher word, int column) {
        if (word.group("number") != null) {
            return new Token(Kind.NUMBER, word.group(), column);
        }
        if (word.group("name") != null) {
            return new Token(Kind.NAME, word.group(), column);
        }
        if (word.group("symbol") != null) {
            return new Token(Kind.SYMBOL, word.group(), column);
        }
        String single = word.group("single");
        return new Token(Kind.TEXT, single == null ? word.group("double") : single, column);
    }

    private static InvalidValueException unreadable(String text, int at) {
        char c = text.charAt(at);
        String what = switch (c) {
            case '\'', '"' -> "the quote is not closed";
            case '=' -> "'=' is not a comparison: write == for equal";
            case '&' -> "write 'and' instead of '&'";
            case '|' -> "write 'or' instead of '|'";
            case '!' -> "write 'not' instead of '!', or != for not equal";
            default -> "'" + new String(Character.toChars(text.codePointAt(at))) + "' has no meaning here";
        };
        return refusal(at + 1, what);
    }

    static InvalidValueException refusal(int column, String message) {
        return new InvalidValueException(List.of(new Violation("", "column " + column + ": " + message)));
    }

    InvalidValueException refusal(String message) {
        return refusal(column, message);
    }

    InvalidValueException expected(String what) {
        return refusal("expected " + what + " but found " + (kind == Kind.END ? "the end" : "'" + text + "'"));
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }
}
