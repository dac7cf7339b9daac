package dev.cairn.api.task;

import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which of some classes an example is of. */
public sealed interface Classification extends Task permits SequenceClassification, TextClassification {
    /** Metrics that a worker reports for these tasks and that may be an objective. */
    List<String> OBJECTIVE_METRICS = List.of(
            "validation.logLoss",
            "validation.brier",
            "validation.accuracy",
            "validation.balancedAccuracy",
            "validation.precision",
            "validation.recall",
            "validation.f1",
            "validation.mcc",
            "validation.rocAuc",
            "validation.prAuc",
            "validation.loss",
            "train.loss");

    /** The column with each example's class. */
    String label();

    /** The column of what must not be torn apart: all examples of one group are in the same part. */
    @Nullable
    String group();

    /** The class that is sought, which precision, recall, F1 and the areas are of; absent for the mean over all classes. */
    @Nullable
    String positive();

    ClassSplit split();

    /** Values for hyperparameters that are not searched. */
    Map<String, Object> hyperparameters();

    @Override
    default boolean hasTest() {
        return split().hasTest();
    }

    /** The hyperparameters that a space may search. */
    Hyperparameters searchable();

    @Override
    default List<Violation> objections(
            SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        var violations = new ArrayList<>(searchable().objectionsTo(space, hyperparameters()));
        violations.addAll(
                new TaskMetrics("a classification trial", OBJECTIVE_METRICS).objections(objectives, constraints));
        for (int i = 0; i < objectives.size(); i++) {
            Objective objective = objectives.get(i);
            Direction sensible = direction(objective.metric());
            if (OBJECTIVE_METRICS.contains(objective.metric()) && objective.direction() != sensible) {
                violations.add(new Violation(
                        "/objectives/" + i + "/direction",
                        "'" + objective.metric() + "' is better where it is "
                                + (sensible == Direction.MINIMIZE ? "smaller" : "larger") + ": set direction to "
                                + sensible));
            }
        }
        return violations;
    }

    private static Direction direction(String metric) {
        return Set.of("validation.logLoss", "validation.brier", "validation.loss", "train.loss")
                        .contains(metric)
                ? Direction.MINIMIZE
                : Direction.MAXIMIZE;
    }

    /** Nothing that its trials have in common depends on the space. */
    @Override
    default Classification within(SearchSpace space) {
        return this;
    }
}
