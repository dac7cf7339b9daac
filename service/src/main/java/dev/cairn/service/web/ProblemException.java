package dev.cairn.service.web;

import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.util.List;

/** A call that is refused, as its problem document. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public static ProblemException of(ProblemCode code, String detail) {
        return new ProblemException(Problem.of(code, detail));
    }

    public static ProblemException of(ProblemCode code, List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.get(0).message()
                : "the request breaks " + violations.size() + " rules";
        return new ProblemException(Problem.of(code, detail, violations));
    }

    public static ProblemException notFound(String what) {
        return of(ProblemCode.NOT_FOUND, "there is no " + what);
    }

    public Problem problem() {
        return problem;
    }
}
