package dev.cairn.service.progress;

import dev.cairn.api.lease.Refit;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Point;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A candidate and what its repetitions came to.
 *
 * @param trial the search trial whose point is repeated
 * @param observed the first objective as that trial measured it
 * @param excluded a person has taken that trial out
 * @param runs its repetitions
 */
record Repeated(
        long trial,
        long number,
        Point point,
        double observed,
        @Nullable Double predicted,
        boolean excluded,
        boolean won,
        @Nullable Integer epochs,
        List<Run> runs) {

    /**
     * One repetition.
     *
     * @param value of the first objective; absent unless it completed
     */
    record Run(
            boolean ended, @Nullable Double value, @Nullable Map<String, Double> metrics) {
        Map<String, Double> measured() {
            return Objects.requireNonNull(metrics);
        }
    }

    private List<Run> completedRuns() {
        return runs.stream().filter(run -> run.value() != null).toList();
    }

    int completed() {
        return completedRuns().size();
    }

    int ended() {
        return Math.toIntExact(runs.stream().filter(Run::ended).count());
    }

    OptionalDouble mean() {
        return completedRuns().stream().mapToDouble(Run::value).average();
    }

    /** About the mean, with n - 1; empty of less than two. */
    OptionalDouble deviation() {
        List<Run> completed = completedRuns();
        if (completed.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean().orElseThrow();
        double squares = completed.stream()
                .mapToDouble(run -> (run.value() - mean) * (run.value() - mean))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (completed.size() - 1)));
    }

    /** Whether it may win: nobody has excluded it meanwhile, one completed, and the means of what is constrained keep to the limits. */
    boolean isEligible(List<OutcomeConstraint> constraints) {
        return !excluded
                && completed() > 0
                && constraints.stream()
                        .allMatch(constraint -> constraint.holds(completedRuns().stream()
                                .mapToDouble(run -> run.measured().get(constraint.metric()))
                                .average()
                                .orElseThrow()));
    }

    double score(Objective objective) {
        return objective.score(mean().orElseThrow());
    }

    /**
     * The median number of epochs after which its repetitions had the weights that they were judged by, halves rounded up; empty
     * if none told.
     */
    OptionalInt medianEpochs() {
        double[] epochs = completedRuns().stream()
                .map(run -> run.measured().get(Refit.BEST_EPOCH))
                .filter(epoch -> epoch != null && epoch >= 1 && epoch <= Integer.MAX_VALUE)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (epochs.length == 0) {
            return OptionalInt.empty();
        }
        double median = (epochs[(epochs.length - 1) / 2] + epochs[epochs.length / 2]) / 2;
        return OptionalInt.of((int) Math.round(median));
    }
}
