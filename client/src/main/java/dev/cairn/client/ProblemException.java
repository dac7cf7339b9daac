package dev.cairn.client;

import dev.cairn.api.problem.Problem;
import dev.cairn.search.Violation;
import java.util.stream.Collectors;

/** The service answered, and refused. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(sentence(problem));
        this.problem = problem;
    }

    /** What the service said. */
    public Problem problem() {
        return problem;
    }

    private static String sentence(Problem problem) {
        String detail = problem.detail() == null ? problem.title() : problem.detail();
        if (problem.violations() == null || problem.violations().isEmpty()) {
            return detail;
        }
        return detail
                + problem.violations().stream().map(Violation::toString).collect(Collectors.joining("; ", ": ", ""));
    }
}
