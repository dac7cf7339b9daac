package dev.cairn.worker.data;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.Classification;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.TextClassification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tables and tasks of classes, for tests. */
final class ClassTables {
    private ClassTables() {}

    static TextClassification texts(ClassSplit split, @Nullable String group) {
        return new TextClassification("sha256:" + "0".repeat(64), "text", "label", group, null, split, null);
    }

    static SequenceClassification sequences(ClassSplit split) {
        return new SequenceClassification(
                "sha256:" + "0".repeat(64), "run", "step", List.of("x"), "label", null, null, split, null);
    }

    static CsvTable texts(int count, IntFunction<String> text, IntFunction<String> label) {
        return new CsvTable(
                List.of("text", "label"),
                IntStream.range(0, count)
                        .mapToObj(i -> List.of(text.apply(i), label.apply(i)))
                        .toList());
    }

    /** One column of numbers, as text. */
    static CsvTable sequences(int count, IntFunction<List<String>> numbers, IntFunction<String> label) {
        var lines = new ArrayList<List<String>>();
        for (int i = 0; i < count; i++) {
            List<String> own = numbers.apply(i);
            for (int row = 0; row < own.size(); row++) {
                lines.add(List.of("s" + i, Integer.toString(row), own.get(row), label.apply(i)));
            }
        }
        return new CsvTable(List.of("run", "step", "x", "label"), lines);
    }

    static Map<String, Object> values(Classification task, Object... pairs) {
        var point = new java.util.HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            point.put((String) pairs[i], pairs[i + 1]);
        }
        return task.complete(point);
    }
}
