package dev.cairn.api.dataset;

import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.Classification;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.TextClassification;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a classification as its split sees them: which class and which group each is of. Of a sequence's numbers nothing
 * is read here; texts are, to find those that are nearly the same.
 *
 * @param classes names, sorted
 * @param labels [example], index of its class
 * @param groups [example], number of its group
 * @param lines of each example, indexes into the table's
 */
public record LabelledExamples(
        Classification task, List<String> classes, int[] labels, int[] groups, List<int[]> lines) {
    private static final int MOST_VIOLATIONS = 20;
    private static final int MOST_CLASSES = 1000;
    /** The header is line 1. */
    private static final int FIRST_LINE = 2;

    /**
     * Finds a task's examples in a table.
     *
     * @throws InvalidValueException naming every column that is not there and the first lines that break a rule, with pointers
     *     into the task
     */
    public static LabelledExamples of(Classification task, CsvTable table) {
        var rules = new Rules();
        columns(task).forEach((pointer, column) -> TimeSeries.checkColumn(rules, table, column, pointer));
        rules.hold();
        List<int[]> lines = task instanceof SequenceClassification sequences
                ? sequences(table, table.columns().indexOf(sequences.sequence()))
                : IntStream.range(0, table.lines().size())
                        .mapToObj(line -> new int[] {line})
                        .toList();
        String[] labels = constant(rules, table, lines, task.label(), "/label");
        List<String> classes = List.copyOf(
                new TreeSet<>(Arrays.stream(labels).filter(s -> s != null).toList()));
        rules.check(
                classes.size() >= 2 && classes.size() <= MOST_CLASSES,
                "/label",
                () -> "column '" + task.label() + "' must have 2 to " + MOST_CLASSES + " classes but has "
                        + classes.size());
        rules.check(
                task.positive() == null || classes.contains(task.positive()),
                "/positive",
                () -> "there is no class '" + task.positive() + "'");
        var sets = new UnionFind(lines.size());
        if (task.group() != null) {
            join(sets, constant(rules, table, lines, task.group(), "/group"));
        }
        if (task instanceof TextClassification texts) {
            NearDuplicates.join(texts(rules, table, texts), sets);
        }
        rules.hold();
        int[] indexes = Arrays.stream(labels).mapToInt(classes::indexOf).toArray();
        return new LabelledExamples(task, classes, indexes, sets.sets(), lines);
    }

    private static Map<String, String> columns(Classification task) {
        var columns = new LinkedHashMap<String, String>();
        columns.put("/label", task.label());
        String group = task.group();
        if (group != null) {
            columns.put("/group", group);
        }
        if (task instanceof SequenceClassification sequences) {
            columns.put("/sequence", sequences.sequence());
            columns.put("/time", sequences.time());
            for (int i = 0; i < sequences.features().size(); i++) {
                columns.put("/features/" + i, sequences.features().get(i));
            }
        } else if (task instanceof TextClassification texts) {
            columns.put("/text", texts.text());
        }
        return columns;
    }

    /** The lines of each sequence, in the order of their first ones. */
    private static List<int[]> sequences(CsvTable table, int column) {
        var bySequence = new LinkedHashMap<String, List<Integer>>();
        for (int line = 0; line < table.lines().size(); line++) {
            bySequence
                    .computeIfAbsent(table.lines().get(line).get(column).strip(), name -> new ArrayList<>())
                    .add(line);
        }
        return bySequence.values().stream()
                .map(lines -> lines.stream().mapToInt(line -> line).toArray())
                .toList();
    }

    /** What stands in a column, the same in all lines of an example. Null where a rule is broken. */
    private static @Nullable String[] constant(
            Rules rules, CsvTable table, List<int[]> lines, String name, String pointer) {
        int column = table.columns().indexOf(name);
        var values = new String[lines.size()];
        for (int i = 0; i < values.length && rules.violations().size() < MOST_VIOLATIONS; i++) {
            int[] all = lines.get(i);
            String value = table.lines().get(all[0]).get(column).strip();
            rules.check(
                    !value.isEmpty(),
                    pointer,
                    () -> "line " + (all[0] + FIRST_LINE) + ", column '" + name + "': the cell is empty");
            values[i] = value;
            for (int line : all) {
                String other = table.lines().get(line).get(column).strip();
                if (!rules.check(
                        other.equals(value),
                        pointer,
                        () -> "line " + (line + FIRST_LINE) + ", column '" + name + "': '" + other
                                + "' stands in a sequence that has '" + value + "' in line "
                                + (all[0] + FIRST_LINE))) {
                    break;
                }
            }
        }
        return values;
    }

    private static void join(UnionFind sets, @Nullable String[] names) {
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < names.length; i++) {
            Integer known = first.putIfAbsent(names[i], i);
            if (known != null) {
                sets.join(known, i);
            }
        }
    }

    private static List<String> texts(Rules rules, CsvTable table, TextClassification task) {
        int column = table.columns().indexOf(task.text());
        var texts = new ArrayList<String>();
        for (int line = 0; line < table.lines().size() && rules.violations().size() < MOST_VIOLATIONS; line++) {
            String text = table.lines().get(line).get(column);
            int at = line + FIRST_LINE;
            rules.check(!text.isBlank(), "/text", () -> "line " + at + ", column '" + task.text() + "': no text");
            texts.add(text);
        }
        return texts;
    }

    public int count() {
        return labels.length;
    }

    /**
     * The parts that the task's split makes of them.
     *
     * @throws InvalidValueException with a pointer into the task if a part would not have every class
     */
    public ClassSplit.Parts parts() {
        var rules = new Rules();
        ClassSplit.Parts[] parts = new ClassSplit.Parts[1];
        rules.nested("/split", () -> parts[0] = task.split().parts(classes, labels, groups));
        rules.hold();
        return parts[0];
    }

    /** Refuses what any trial, or the confirmation, would refuse. */
    void check(CsvTable table) {
        parts();
        if (task instanceof SequenceClassification sequences) {
            Sequences.values(sequences, table, lines);
        }
    }
}
