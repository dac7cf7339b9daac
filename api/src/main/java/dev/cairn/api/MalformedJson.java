package dev.cairn.api;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/** Says in a sentence for a person why a text is not JSON. */
public final class MalformedJson {
    private MalformedJson() {}

    /** Without the place, which the exception's location has. */
    public static String reason(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            String message = String.valueOf(e.getOriginalMessage());
            return message.contains("nesting")
                    ? "nested more than " + CairnJson.DEEPEST + " levels deep"
                    : message.startsWith("Number") ? "a number has too many digits" : "a name or text is too long";
        }
        return e instanceof StreamReadException
                ? withoutAdvice(e.getOriginalMessage())
                : "one JSON value is expected, but more text follows it";
    }

    /** The parser's own words, without its advice to programmers about its settings. */
    private static String withoutAdvice(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.split(" \\(start marker|: ?maybe|[;:,(]? ?(to )?enable |`|\\[Source|\\(for ")[0].strip();
    }
}
