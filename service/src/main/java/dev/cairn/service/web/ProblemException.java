package dev.cairn.service.web;

import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.util.List;

/** A call that is refused, as its problem document. */
public final class ProblemException extends RuntimeException {
    private static final int MOST_VIOLATIONS = 100;
    private static final int LONGEST_TEXT = 500;

    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public static ProblemException of(ProblemCode code, String detail) {
        return new ProblemException(Problem.of(code, detail));
    }

    /** With the first of the violations in full, and in words that are cut where somebody sent a book. */
    public static ProblemException of(ProblemCode code, List<Violation> violations) {
        List<Violation> told = violations.stream()
                .limit(MOST_VIOLATIONS)
                .map(violation -> new Violation(cut(violation.pointer()), cut(violation.message())))
                .toList();
        String detail =
                violations.size() == 1 ? told.get(0).message() : "the request breaks " + violations.size() + " rules";
        return new ProblemException(Problem.of(code, detail, told));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    public static ProblemException notFound(String what) {
        return of(ProblemCode.NOT_FOUND, "there is no " + what);
    }

    public Problem problem() {
        return problem;
    }
}
