package dev.cairn.benchmarks.run;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.problem.Problems;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Lets a program in another language evaluate the same functions: a line of JSON in, a line of JSON out. */
public final class Conversation {
    private Conversation() {}

    /** What may be asked; one of both. */
    record Question(@Nullable String problems, @Nullable Evaluation evaluate) {}

    record Evaluation(
            @Nullable String problem,
            long seed,
            long index,
            @Nullable Map<String, Object> parameters) {}

    record Description(String name, String suite, SearchSpace space, double optimum, double floorSigma, int startup) {
        static Description of(BenchmarkProblem problem) {
            return new Description(
                    problem.name(),
                    problem.suite(),
                    problem.space(),
                    problem.optimum(),
                    problem.floorSigma(),
                    problem.startup());
        }
    }

    record Descriptions(List<Description> problems) {}

    record Observed(double observed, double noiseless) {}

    record Failed(String failed) {}

    record Refused(String error) {}

    /** Anything broken is answered too, as {@code {"error": …}}. */
    public static String answer(String line) {
        return Json.MAPPER.writeValueAsString(answerTo(line));
    }

    private static Object answerTo(String line) {
        try {
            Question question = Json.MAPPER.readValue(line, Question.class);
            if (question != null && question.problems() != null) {
                return new Descriptions(
                        Problems.select(List.of(question.problems().split(","))).stream()
                                .map(Description::of)
                                .toList());
            }
            if (question != null && question.evaluate() != null) {
                return evaluated(question.evaluate());
            }
            return new Refused("a line must be {\"problems\": …} or {\"evaluate\": {…}}");
        } catch (JacksonException e) {
            return new Refused("not the JSON that was expected: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Object evaluated(Evaluation evaluation) {
        if (evaluation.problem() == null || evaluation.parameters() == null) {
            return new Refused("evaluate needs problem, seed, index and parameters");
        }
        BenchmarkProblem problem = Problems.named(evaluation.problem());
        double noiseless = problem.noiseless(problem.space().point(evaluation.parameters()));
        return Double.isNaN(noiseless)
                ? new Failed("DIVERGED")
                : new Observed(problem.observed(noiseless, evaluation.seed(), evaluation.index()), noiseless);
    }
}
