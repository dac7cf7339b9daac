package dev.cairn.service.trial;

import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which trials of a study are asked for, in which order.
 *
 * @param states empty: any
 * @param where a {@link Where}, or null
 */
record TrialQuery(
        long study,
        List<Purpose> purposes,
        List<TrialState> states,
        @Nullable String where,
        TrialFields fields,
        TrialOrder order) {

    /** @throws InvalidValueException with all that is wrong with the condition and the order */
    static TrialQuery of(
            long study,
            StudySpec spec,
            List<Purpose> purposes,
            List<TrialState> states,
            @Nullable String where,
            String sort,
            Supplier<List<String>> metrics) {
        var fields = new TrialFields(spec, metrics);
        var rules = new Rules();
        if (where != null) {
            try {
                Where.append(where, fields, new SqlText());
            } catch (InvalidValueException e) {
                e.violations().forEach(v -> rules.check(false, "", () -> "where: " + v.message()));
            }
        }
        var order = new TrialOrder[1];
        rules.nested("", () -> order[0] = TrialOrder.of(sort, fields));
        rules.hold();
        return new TrialQuery(study, List.copyOf(purposes), List.copyOf(states), where, fields, order[0]);
    }

    /** Appends what follows {@code from trial t}, but for place and order. */
    void append(SqlText sql) {
        sql.add(" where t.study_id = ").value(study, "bigint");
        sql.add(" and t.purpose = any(").value(names(purposes), "text[]").add(")");
        if (!states.isEmpty()) {
            sql.add(" and t.state = any(").value(names(states), "text[]").add(")");
        }
        if (where != null) {
            sql.add(" and ");
            Where.append(where, fields, sql);
        }
    }

    private static String[] names(List<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toArray(String[]::new);
    }
}
