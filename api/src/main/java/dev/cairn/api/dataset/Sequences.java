package dev.cairn.api.dataset;

import dev.cairn.api.task.SequenceClassification;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.time.ZoneOffset;
import java.util.List;

/** Reads the numbers of sequences. */
public final class Sequences {
    private static final int MOST_VIOLATIONS = 20;
    /** The header is line 1. */
    private static final int FIRST_LINE = 2;

    private Sequences() {}

    /**
     * The features of some sequences; no other line of the table is read.
     *
     * @param lines of each sequence
     * @return [row][feature] of each
     * @throws InvalidValueException naming the first cells that are no finite numbers, and times that do not increase, with
     *     pointers into the task
     */
    public static List<double[][]> values(SequenceClassification task, CsvTable table, List<int[]> lines) {
        var rules = new Rules();
        List<double[][]> values =
                lines.stream().map(some -> values(rules, task, table, some)).toList();
        rules.hold();
        return values;
    }

    private static double[][] values(Rules rules, SequenceClassification task, CsvTable table, int[] lines) {
        checkTimes(rules, task, table, lines);
        double[][] values = new double[lines.length][task.features().size()];
        for (int feature = 0; feature < task.features().size(); feature++) {
            String name = task.features().get(feature);
            int column = table.columns().indexOf(name);
            String pointer = "/features/" + feature;
            for (int row = 0; row < lines.length && rules.violations().size() < MOST_VIOLATIONS; row++) {
                String text = table.lines().get(lines[row]).get(column);
                double number = NumberCell.parse(text.strip());
                int line = lines[row] + FIRST_LINE;
                if (rules.check(
                        !Double.isNaN(number),
                        pointer,
                        () -> "line " + line + ", column '" + name + "': "
                                + (text.isBlank() ? "the cell is empty" : "'" + text + "' is not a finite number"))) {
                    values[row][feature] = number;
                }
            }
        }
        return values;
    }

    private static void checkTimes(Rules rules, SequenceClassification task, CsvTable table, int[] lines) {
        int column = table.columns().indexOf(task.time());
        double before = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < lines.length && rules.violations().size() < MOST_VIOLATIONS; row++) {
            String text = table.lines().get(lines[row]).get(column).strip();
            int line = lines[row] + FIRST_LINE;
            double now = time(text);
            double last = before;
            rules.check(
                    !Double.isNaN(now), "/time", () -> "line " + line + ": '" + text + "' is no number, date or time");
            rules.check(
                    Double.isNaN(now) || now > last,
                    "/time",
                    () -> "line " + line + ": '" + text
                            + "' does not follow the row before in its sequence; times must increase without repetition");
            before = Double.isNaN(now) ? before : now;
        }
    }

    /** A number as it is, a time in seconds. */
    private static double time(String text) {
        double number = NumberCell.parse(text);
        return Double.isNaN(number)
                ? TimeCell.parse(text)
                        .map(time -> time.toEpochSecond(ZoneOffset.UTC) + time.getNano() / 1e9)
                        .orElse(Double.NaN)
                : number;
    }
}
