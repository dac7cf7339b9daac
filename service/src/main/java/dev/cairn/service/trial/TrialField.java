package dev.cairn.service.trial;

import dev.cairn.api.CairnJson;
import dev.cairn.api.NearestWord;
import dev.cairn.service.trial.Word.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something of a trial that lists are filtered and sorted by.
 *
 * @param column its expression; of a hyperparameter or metric the column of all of them
 * @param key the name within that column, or null
 * @param type of Postgres
 * @param words the values that a text may have; empty: any
 */
record TrialField(String column, @Nullable String key, String type, List<String> words) {
    static TrialField of(String column, String type) {
        return new TrialField(column, null, type, List.of());
    }

    static TrialField inside(String column, String key) {
        return new TrialField(column, key, "jsonb", List.of());
    }

    /** Appends its expression. */
    SqlText append(SqlText sql) {
        return key == null ? sql.add(column) : sql.add(column + " -> ").value(key, "text");
    }

    /** Appends what rows are sorted by: of a metric only its finite numbers. */
    SqlText appendKey(SqlText sql) {
        if (!"t.metrics".equals(column)) {
            return append(sql);
        }
        append(sql.add("case when jsonb_typeof("));
        append(sql.add(") = 'number' then "));
        return sql.add(" end");
    }

    /** Appends a comparison that is true or false, never null. */
    void compare(Word relation, Word value, SqlText sql) {
        boolean isOrder = !List.of("==", "!=").contains(relation.text());
        String operator = switch (relation.text()) {
            case "==" -> " = ";
            case "!=" -> " <> ";
            default -> " " + relation.text() + " ";
        };
        sql.add("coalesce(");
        if ("jsonb".equals(type)) {
            if (isOrder && value.kind() != Kind.NUMBER) {
                throw relation.refusal("'" + relation.text() + "' compares numbers; compare others by ==, != or in");
            }
            if (isOrder) {
                append(sql.add("jsonb_typeof(")).add(") = 'number' and ");
            }
            append(sql).add(operator).value(json(value), type);
        } else {
            if (isOrder && List.of("text", "boolean").contains(type)) {
                throw relation.refusal("'" + relation.text() + "' compares numbers and times; use ==, != or in here");
            }
            append(sql).add(operator).value(plain(value), type);
        }
        sql.add(", false)");
    }

    private static String json(Word value) {
        if (value.kind() == Kind.NUMBER) {
            return number(value).toString();
        }
        return value.kind() == Kind.TEXT ? CairnJson.strict().writeValueAsString(value.text()) : value.text();
    }

    private static BigDecimal number(Word value) {
        double number = Double.parseDouble(value.text());
        if (Double.isInfinite(number)) {
            throw value.refusal("the number is too large");
        }
        return new BigDecimal(Double.toString(number));
    }

    private Object plain(Word value) {
        return switch (type) {
            case "boolean" -> {
                if (value.kind() != Kind.NAME) {
                    throw value.expected("true or false");
                }
                yield Boolean.valueOf(value.text());
            }
            case "text" -> {
                if (value.kind() != Kind.TEXT) {
                    throw value.expected("a text in quotes");
                }
                if (!words.isEmpty() && !words.contains(value.text())) {
                    throw value.refusal("'" + value.text() + "' is not known" + NearestWord.hint(value.text(), words)
                            + "; it must be one of " + words);
                }
                yield value.text();
            }
            case "timestamptz" -> time(value);
            default -> {
                if (value.kind() != Kind.NUMBER) {
                    throw value.expected("a number");
                }
                yield number(value);
            }
        };
    }

    private static String time(Word value) {
        try {
            return Instant.parse(value.kind() == Kind.TEXT ? value.text() : "").toString();
        } catch (DateTimeException e) {
            throw value.expected("a time in quotes such as '2026-01-31T23:59:59Z'");
        }
    }
}
