package dev.cairn.api.dataset;

import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.TimeSplit.Fold;
import dev.cairn.api.task.TimeSplit.Parts;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** Whether a table can serve a task that detects anomalies. */
final class LabelledTable {
    private LabelledTable() {}

    /**
     * Reads all that the task's trials will read.
     *
     * @throws InvalidValueException also if labels are there and a part that judges has none of a kind: then nothing that
     *     compares with labels is defined in it
     */
    static void check(AnomalyDetection task, Table table) {
        int reach = Objects.requireNonNull(task.reach());
        int rows = rows(task, table);
        var rules = new Rules();
        rules.nested("/split", () -> task.split().parts(rows, reach, 1));
        rules.hold();
        if (task.label() != null) {
            checkLabels(rules, task, Labels.of(task, table, rows), task.split().parts(rows, reach, 1), reach);
        }
        rules.hold();
    }

    /** The watched columns are features here and targets of the forecasting task that shares the series. */
    private static int rows(AnomalyDetection task, Table table) {
        try {
            return TimeSeries.of(task.forecasting(), table, all -> all, Grid.Storage.NOWHERE)
                    .rows();
        } catch (InvalidValueException e) {
            List<Violation> violations = e.violations().stream()
                    .map(v -> new Violation(v.pointer().replaceFirst("^/targets/", "/features/"), v.message()))
                    .toList();
            throw new InvalidValueException(violations);
        }
    }

    private static void checkLabels(Rules rules, AnomalyDetection task, Labels labels, Parts parts, int reach) {
        for (Fold fold : parts.search()) {
            checkBoth(rules, "validation", fold.held(), labels, reach);
            if ("SUPERVISED"
                    .equals(Objects.requireNonNull(task.hyperparameters()).get("method"))) {
                checkTraining(rules, fold.train(), labels, "anomaly", labels::anomalous);
                checkTraining(rules, fold.train(), labels, "normal row", labels::normal);
            }
        }
        if (parts.confirmation() != null) {
            checkBoth(rules, "test", parts.confirmation().held(), labels, reach);
        }
    }

    private static void checkBoth(Rules rules, String part, Rows held, Labels labels, int reach) {
        var judged = new Rows(Math.max(held.from(), reach), held.to());
        int anomalous = labels.anomalous(judged);
        int normal = labels.normal(judged);
        rules.check(
                anomalous > 0 && normal > 0,
                "/split",
                () -> "the " + part + " part, rows " + (judged.from() + 1) + " to " + judged.to() + ", has " + anomalous
                        + " rows labelled anomalous and " + normal
                        + " labelled normal; a part that judges needs some of both: choose other shares, or name no"
                        + " label and take validation.loss as the objective");
    }

    private static void checkTraining(
            Rules rules, List<Rows> train, Labels labels, String what, ToIntFunction<Rows> count) {
        rules.check(
                train.stream().mapToInt(count).sum() > 0,
                "/split",
                () -> "method SUPERVISED learns from labels, but the training part, rows "
                        + (train.get(0).from() + 1) + " to "
                        + train.get(train.size() - 1).to() + ", has no labelled "
                        + what);
    }
}
