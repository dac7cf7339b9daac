package dev.cairn.service.insight;

import dev.cairn.search.importance.PedAnova;
import dev.cairn.search.importance.PedAnova.Importance;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.objective.ParetoFront;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Observation.Completed;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the finished trials of a study say together; a pure function of them.
 *
 * @param trials how many completed ones there are
 * @param importances for each objective, the most important parameter first
 * @param front numbers of the trials that no other beats, best first objective first
 */
record Insight(long trials, List<List<Importance>> importances, List<Long> front) {
    static final PedAnova MEASURE = PedAnova.DEFAULT;

    private record Trial(long number, Point point, Completed result) {}

    static Insight of(Problem problem, List<Observation> observations) {
        List<Trial> completed = observations.stream()
                .filter(one -> one.result() instanceof Completed)
                .map(one -> new Trial(one.number(), one.point(), (Completed) one.result()))
                .toList();
        List<Point> points = completed.stream().map(Trial::point).toList();
        List<List<Importance>> importances = IntStream.range(
                        0, problem.objectives().size())
                .mapToObj(i -> MEASURE.of(problem.space(), points, scores(problem, completed, i)))
                .toList();
        return new Insight(completed.size(), importances, front(problem, completed));
    }

    private static double[] scores(Problem problem, List<Trial> completed, int objective) {
        Objective wanted = problem.objectives().get(objective);
        return completed.stream()
                .mapToDouble(trial -> wanted.score(trial.result().values().get(objective)))
                .toArray();
    }

    private static List<Long> front(Problem problem, List<Trial> completed) {
        var front = new ParetoFront(problem.objectives());
        completed.forEach(trial -> front.add(trial.number(), trial.result().values(), holds(problem, trial.result())));
        return front.entries().stream().map(ParetoFront.Entry::id).toList();
    }

    private static boolean holds(Problem problem, Completed result) {
        List<OutcomeConstraint> constraints = problem.constraints();
        return IntStream.range(0, constraints.size())
                .allMatch(i -> constraints.get(i).holds(result.outcomes().get(i)));
    }
}
