package dev.cairn.api.problem;

import dev.cairn.search.Violation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem document ({@code application/problem+json}).
 *
 * @param type {@code /api/v1/problems#} and the code in lower case: relative to the service, which explains it there
 * @param detail what happened this time, for a person
 * @param code machine-readable and stable
 * @param violations every rule broken, with a JSON Pointer into the request; absent where there is nothing to point at
 */
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        ProblemCode code,
        @Nullable List<Violation> violations) {

    public static Problem of(ProblemCode code, @Nullable String detail) {
        return new Problem(type(code), code.title(), code.status(), detail, code, null);
    }

    public static Problem of(ProblemCode code, String detail, List<Violation> violations) {
        return new Problem(type(code), code.title(), code.status(), detail, code, List.copyOf(violations));
    }

    private static String type(ProblemCode code) {
        return "/api/v1/problems#" + anchor(code);
    }

    /** The code's place in the list that {@code type} points into. */
    public static String anchor(ProblemCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
