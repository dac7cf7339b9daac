package dev.cairn.cli.terminal;

import java.util.regex.Pattern;

/**
 * Colours that people with any colour vision can tell apart (blue and orange), or none.
 *
 * @param coloured whether escape codes are written at all
 */
public record Style(boolean coloured) {
    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    public String strong(String text) {
        return wrap("1", text);
    }

    public String faint(String text) {
        return wrap("2", text);
    }

    /** What went well, and the best. */
    public String good(String text) {
        return wrap("38;5;39", text);
    }

    /** What needs a look. */
    public String warning(String text) {
        return wrap("38;5;208", text);
    }

    private String wrap(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Without escape codes. */
    static String plain(String text) {
        return text.indexOf('\u001b') < 0 ? text : CODES.matcher(text).replaceAll("");
    }

    /** Columns on the screen. Everything we draw takes one column a character. */
    public static int width(String text) {
        String plain = plain(text);
        return plain.codePointCount(0, plain.length());
    }

    /** At most so many columns; escape codes are kept, so that no colour leaks. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var kept = new StringBuilder();
        var codes = CODES.matcher(text);
        int at = 0;
        int room = columns - 1;
        while (at < text.length()) {
            if (codes.find(at) && codes.start() == at) {
                kept.append(codes.group());
                at = codes.end();
            } else {
                int point = text.codePointAt(at);
                at += Character.charCount(point);
                if (room > 0) {
                    kept.appendCodePoint(point);
                } else if (room == 0) {
                    kept.append('…');
                }
                room--;
            }
        }
        return kept.toString();
    }
}
