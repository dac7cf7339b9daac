package dev.cairn.service.transfer;

import dev.cairn.api.MalformedJson;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Scalars;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Optuna's trials dumped as a JSON array of objects with {@code number}, {@code state}, {@code params}, {@code value} or {@code
 * values}, and where there are some {@code intermediate_values}, {@code user_attrs}, {@code datetime_start}, {@code
 * datetime_complete}. Other fields are not looked at.
 */
record OptunaJson(Path file, JsonMapper json, OptunaTrials trials) implements Rows {
    @Override
    public void each(Receiver to) {
        JsonNode dump = dump();
        for (int i = 0; i < dump.size(); i++) {
            JsonNode node = dump.get(i);
            String place = "trial at position " + i;
            var read = new ArrayList<OptunaTrials.Frozen>();
            to.take(place, () -> {
                OptunaTrials.Frozen frozen = frozen(node);
                ExportLine trial = trials.trial(frozen);
                read.add(frozen);
                return trial;
            });
            read.forEach(frozen -> trials.curve(frozen).forEach(piece -> to.take(place, () -> piece)));
        }
    }

    private JsonNode dump() {
        JsonNode tree;
        try {
            tree = json.readTree(file);
        } catch (JacksonException e) {
            throw new InvalidValueException(List.of(new Violation("", MalformedJson.reason(e))));
        }
        if (!tree.isArray()) {
            throw new InvalidValueException(List.of(new Violation("", "a dump of trials is a JSON array")));
        }
        return tree;
    }

    private static OptunaTrials.Frozen frozen(JsonNode node) {
        var rules = new Rules();
        rules.check(
                node.path("number").isIntegralNumber() && node.path("number").canConvertToLong(),
                "/number",
                () -> "number must be a whole number");
        rules.check(node.path("state").isString(), "/state", () -> "state must be a word such as COMPLETE");
        rules.check(node.path("params").isObject(), "/params", () -> "params must be an object");
        SortedMap<Long, Double> curve = new TreeMap<>();
        node.path("intermediate_values").properties().forEach(point -> {
            String at = "/intermediate_values/" + point.getKey();
            Double value = number(point.getValue());
            if (rules.check(point.getKey().matches("[0-9]{1,18}"), at, () -> "a step must be a whole number from 0")
                    && rules.check(value != null, at, () -> "an intermediate value must be a number")) {
                curve.put(Long.valueOf(point.getKey()), value);
            }
        });
        List<Double> values = values(node, rules);
        Map<String, Double> attributes = new HashMap<>();
        node.path("user_attrs").properties().forEach(attribute -> {
            Double value = number(attribute.getValue());
            if (value != null) {
                attributes.put(attribute.getKey(), value);
            }
        });
        Instant start = time(node, "datetime_start", rules);
        Instant complete = time(node, "datetime_complete", rules);
        Map<String, Object> params = params(node.path("params"), rules);
        rules.hold();
        return new OptunaTrials.Frozen(
                node.path("number").longValue(),
                node.path("state").asString(),
                params,
                values,
                curve,
                attributes,
                start,
                complete);
    }

    private static Map<String, Object> params(JsonNode node, Rules rules) {
        Map<String, Object> params = new TreeMap<>();
        node.properties().forEach(param -> {
            JsonNode value = param.getValue();
            Object scalar = value.isString()
                    ? value.asString()
                    : value.isBoolean()
                            ? (Object) value.booleanValue()
                            : value.isNumber() ? Scalars.of(value.numberValue()) : null;
            if (rules.check(
                    scalar != null,
                    "/params/" + param.getKey(),
                    () -> "must be a string, a finite number, true or false but was " + value)) {
                params.put(param.getKey(), scalar);
            }
        });
        return params;
    }

    private static List<Double> values(JsonNode node, Rules rules) {
        var values = new ArrayList<Double>();
        boolean several = node.path("values").isArray();
        for (JsonNode given : several ? node.path("values") : List.of(node.path("value"))) {
            Double value = number(given);
            boolean absent = given.isNull() || given.isMissingNode();
            if (rules.check(value != null || absent, "/values", () -> "a value must be a number but was " + given)
                    && value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** Python writes what is not finite as a bare word, which is no JSON; as a string it is read. */
    private static @Nullable Double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asString("")) {
            case "NaN", "nan" -> Double.NaN;
            case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static @Nullable Instant time(JsonNode node, String field, Rules rules) {
        String text = node.path(field).asString("");
        Instant time = OptunaCsv.time(text);
        rules.check(
                text.isEmpty() || time != null,
                "/" + field,
                () -> field + " must be a time such as 2026-01-31 23:59:59 but was '" + text + "'");
        return time;
    }
}
