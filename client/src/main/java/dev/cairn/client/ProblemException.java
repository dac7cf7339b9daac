package dev.cairn.client;

import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The service answered, and refused. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;
    private final String codeName;
    private final @Nullable Duration retryAfter;

    public ProblemException(Problem problem) {
        this(problem, problem.code().name(), null);
    }

    ProblemException(Problem problem, String codeName, @Nullable Duration retryAfter) {
        super(sentence(problem));
        this.problem = problem;
        this.codeName = codeName;
        this.retryAfter = retryAfter;
    }

    /** What the service said. */
    public Problem problem() {
        return problem;
    }

    /** The stable code; of a newer service's code that is not known here, the nearest known by status. */
    public ProblemCode code() {
        return problem.code();
    }

    /** The code as the service wrote it, known here or not. */
    public String codeName() {
        return codeName;
    }

    /** Of HTTP. */
    public int status() {
        return problem.status();
    }

    /** How long to stay away, if the service said. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Every rule that the request broke, each with a JSON Pointer into it; empty if there is nothing to point at. */
    public List<Violation> violations() {
        return problem.violations() == null ? List.of() : problem.violations();
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
