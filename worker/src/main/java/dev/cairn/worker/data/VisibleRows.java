package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Split;
import dev.cairn.api.task.Split.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;

/**
 * The rows that a trial's purpose may see. For a search the table ends with the validation part <em>before</em> a single
 * cell is read as a number: the sealed test rows do not exist for anything that is built on this.
 *
 * @param series all visible rows
 * @param fitting rows that serve as targets of training, and the only ones that scaling is fitted on; from row 0
 * @param held rows that serve as targets of the evaluation; the last visible ones
 */
public record VisibleRows(TimeSeries series, Rows fitting, Rows held) {

    /**
     * Cuts a data set for a purpose.
     *
     * @throws InvalidValueException if it does not have the task's columns, a visible cell is no finite number, a part has
     *     no room, or the purpose is to confirm and the task has no test part
     */
    public static VisibleRows of(Forecasting task, Purpose purpose, CsvTable table, int windowLength) {
        Split.Parts parts = task.split().parts(table.lines().size(), windowLength, task.horizon());
        return switch (purpose) {
            case SEARCH ->
                new VisibleRows(
                        TimeSeries.of(task, until(table, parts.validation().to())), parts.train(), parts.validation());
            case CONFIRM -> {
                if (!task.hasTest()) {
                    throw new InvalidValueException(
                            List.of(new Violation("/split/test", "there is no test part to confirm on")));
                }
                yield new VisibleRows(
                        TimeSeries.of(task, table),
                        new Rows(0, parts.validation().to()),
                        parts.test());
            }
        };
    }

    private static CsvTable until(CsvTable table, int end) {
        return new CsvTable(table.columns(), table.lines().subList(0, end));
    }
}
