package dev.cairn.api.dataset;

import dev.cairn.api.NearestWord;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.Rules;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Which rows of each series are labelled anomalous, which normal, and which not at all. */
public final class Labels {
    private static final Set<String> ANOMALOUS = Set.of("1", "1.0", "true");
    private static final Set<String> NORMAL = Set.of("0", "0.0", "false");
    private static final Set<String> UNKNOWN = Set.of("", "na", "nan", "null");
    private static final int MOST_VIOLATIONS = 20;

    private enum Label {
        ANOMALOUS,
        NORMAL,
        UNKNOWN
    }

    /** [series][row] */
    private final Label[][] labels;

    private Labels(Label[][] labels) {
        this.labels = labels;
    }

    /**
     * Takes the labels of the first rows out of a table. No label behind them is read.
     *
     * @param rows how many; without a label column all of them are unknown
     * @throws dev.cairn.search.InvalidValueException if there is no such column, or a cell is no label, with its line
     */
    public static Labels of(AnomalyDetection task, Table table, int rows) {
        TimeAxis axis = TimeAxis.of(task.forecasting(), table);
        Label[][] labels = new Label[axis.series().size()][rows];
        for (Label[] one : labels) {
            Arrays.fill(one, Label.UNKNOWN);
        }
        String name = task.label();
        if (name == null) {
            return new Labels(labels);
        }
        var rules = new Rules();
        int column = table.columns().indexOf(name);
        rules.check(
                column >= 0,
                "/label",
                () -> "the data set has no column '" + name + "'" + NearestWord.hint(name, table.columns())
                        + "; it has " + table.columns());
        rules.hold();
        table.forEach((line, cells) -> {
            if (axis.row(line) < rows && rules.violations().size() < MOST_VIOLATIONS) {
                String text = cells.get(column);
                String word = text.strip().toLowerCase(Locale.ROOT);
                rules.check(
                        ANOMALOUS.contains(word) || NORMAL.contains(word) || UNKNOWN.contains(word),
                        "/label",
                        () -> "line " + (line + TimeAxis.FIRST_LINE) + ", column '" + name + "': '" + text
                                + "' is no label; 1 or true is anomalous, 0 or false normal, an empty cell unknown");
                Label[] one = labels[axis.seriesOf(line)];
                // A time that stands on several lines is anomalous if one of them says so.
                Label before = one[axis.row(line)];
                one[axis.row(line)] = before.compareTo(label(word)) < 0 ? before : label(word);
            }
        });
        rules.hold();
        return new Labels(labels);
    }

    private static Label label(String word) {
        return ANOMALOUS.contains(word) ? Label.ANOMALOUS : NORMAL.contains(word) ? Label.NORMAL : Label.UNKNOWN;
    }

    public boolean isKnown(int series, int row) {
        return labels[series][row] != Label.UNKNOWN;
    }

    public boolean isAnomalous(int series, int row) {
        return labels[series][row] == Label.ANOMALOUS;
    }

    /** Rows of all series that are labelled anomalous. */
    int anomalous(Rows part) {
        return count(part, Label.ANOMALOUS);
    }

    /** Rows of all series that are labelled normal. */
    int normal(Rows part) {
        return count(part, Label.NORMAL);
    }

    private int count(Rows part, Label wanted) {
        int count = 0;
        for (Label[] one : labels) {
            for (int row = part.from(); row < part.to(); row++) {
                count += one[row] == wanted ? 1 : 0;
            }
        }
        return count;
    }
}
