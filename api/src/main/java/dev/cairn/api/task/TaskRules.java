package dev.cairn.api.task;

import dev.cairn.search.Rules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds for every task. */
final class TaskRules {
    private TaskRules() {}

    /** The rule of every task's data set address. */
    static void checkDataset(Rules rules, @Nullable String dataset) {
        if (rules.present(dataset, "dataset")) {
            rules.check(
                    dataset.matches("sha256:[0-9a-f]{64}"),
                    "/dataset",
                    () -> "dataset must be 'sha256:' and 64 lower-case hex digits but was '" + dataset + "'");
        }
    }

    /** The rule of every column's name. */
    static void checkColumn(Rules rules, String field, @Nullable String column) {
        if (rules.present(column, field)) {
            rules.check(!column.isBlank(), "/" + field, () -> field + " must name a column");
        }
    }

    /** The rule of every list of columns. */
    static void checkDistinct(Rules rules, String field, List<?> columns) {
        var seen = new HashSet<Object>();
        for (int i = 0; i < columns.size(); i++) {
            Object column = columns.get(i);
            rules.check(seen.add(column), "/" + field + "/" + i, () -> field + " names column '" + column + "' twice");
        }
    }

    /** The rule of values that all trials of a study have. */
    static void checkHyperparameters(Rules rules, Hyperparameters known, Map<String, Object> fixed) {
        known.objectionsToFixed(fixed).forEach(v -> rules.check(false, "/hyperparameters" + v.pointer(), v::message));
    }
}
