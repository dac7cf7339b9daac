package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
import dev.cairn.api.dataset.Table;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit.Fold;
import dev.cairn.api.task.TimeSplit.Parts;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The rows that a trial's purpose may see. For all but a confirmation the table ends with the last validation part <em>before</em> a single
 * value is read: what stands in the sealed test rows does not exist for anything that is built on this.
 *
 * @param series all visible rows
 * @param folds rows that serve as targets, for each network that the trial trains
 */
record VisibleRows(TimeSeries series, List<Fold> folds) {

    /**
     * Cuts a data set for a purpose.
     *
     * @param reach rows before a forecast that this trial looks at; the task's own, of the whole study, if that is more
     * @throws InvalidValueException if it does not have the task's columns, a visible cell is no finite number, a part has
     *     no room, or the purpose is to confirm and the task has no test part
     */
    static VisibleRows of(Forecasting task, Purpose purpose, Table table, int reach, Grid.Storage storage) {
        var parts = new AtomicReference<Parts>();
        TimeSeries series = TimeSeries.of(
                task,
                table,
                rows -> {
                    parts.set(task.split().parts(rows, reach(task, reach), Objects.requireNonNull(task.horizon())));
                    return purpose.opensTest() ? rows : parts.get().searchEnd();
                },
                storage);
        if (!purpose.opensTest()) {
            return new VisibleRows(series, parts.get().search());
        }
        Fold confirmation = parts.get().confirmation();
        if (confirmation == null) {
            throw new InvalidValueException(
                    List.of(new Violation("/split/test", "there is no test part to confirm on")));
        }
        return new VisibleRows(series, List.of(confirmation));
    }

    /** Rows before a forecast that count as seen, whichever trial of a study looks. */
    static int reach(Forecasting task, int own) {
        return task.reach() == null ? own : Math.max(own, task.reach());
    }

    /** The training rows without the latest, and the latest: what early stopping watches. */
    record Watched(List<Rows> fitted, List<Rows> watched) {

        /**
         * @param share of the training rows, in [0, 1)
         * @throws InvalidValueException if it leaves too little of either
         */
        static Watched of(List<Rows> train, double share, int reach, int horizon) {
            if (share == 0) {
                return new Watched(train, List.of());
            }
            Rows last = train.get(train.size() - 1);
            int all = train.stream().mapToInt(Rows::count).sum();
            int kept = Math.min((int) (all * share), last.count());
            int from = last.to() - kept;
            // As between the other parts: no forecast of the training reaches into what is watched.
            var before = new Rows(last.from(), from - (horizon - 1));
            List<Rows> fitted = new ArrayList<>(train.subList(0, train.size() - 1));
            if (before.count() > 0) {
                fitted.add(before);
            }
            int usable = fitted.stream()
                    .mapToInt(part -> part.to() - Math.max(part.from(), reach))
                    .filter(count -> count > 0)
                    .sum();
            if (kept < horizon || usable < horizon) {
                throw new InvalidValueException(List.of(new Violation(
                        "",
                        "of " + all + " training rows " + kept
                                + " would be watched for early stopping: too few to watch or to train on with a window of "
                                + reach + " and a horizon of " + horizon)));
            }
            return new Watched(fitted, List.of(new Rows(from, last.to())));
        }
    }
}
