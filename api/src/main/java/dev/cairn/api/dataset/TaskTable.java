package dev.cairn.api.dataset;

import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.Classification;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Task;
import dev.cairn.search.Rules;
import java.util.Objects;

/** Whether a table can serve a task, found out before any trial is. */
public final class TaskTable {
    private TaskTable() {}

    /**
     * Reads all that the task's trials will read.
     *
     * @throws dev.cairn.search.InvalidValueException naming every column, the first cells that break a rule, and a part without
     *     room, with pointers into the task
     */
    public static void check(Task task, Table table) {
        if (task instanceof Forecasting forecasting) {
            check(forecasting, table);
        } else if (task instanceof Classification classification) {
            CsvTable held = CsvTable.of(table);
            LabelledExamples.of(classification, held).check(held);
        } else if (task instanceof AnomalyDetection detection) {
            LabelledTable.check(detection, table);
        }
    }

    private static void check(Forecasting task, Table table) {
        int rows = TimeSeries.of(task, table, all -> all, Grid.Storage.NOWHERE).rows();
        var rules = new Rules();
        rules.nested(
                "/split",
                () -> task.split()
                        .parts(rows, Objects.requireNonNull(task.reach()), Objects.requireNonNull(task.horizon())));
        rules.hold();
    }
}
