package dev.cairn.service.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What in a newer contract breaks whoever relies on an older one. What is asked for may only become less strict, and what is
 * answered only say more; a new constant in an answer counts as saying more.
 */
final class Compatibility {
    private final Contract before;
    private final Contract after;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private Compatibility(Contract before, Contract after) {
        this.before = before;
        this.after = after;
    }

    /** In words; empty if nothing breaks. */
    static List<String> breaks(Contract before, Contract after) {
        var comparison = new Compatibility(before, after);
        before.operations().forEach((call, operation) -> {
            JsonNode now = after.operations().get(call);
            if (now == null) {
                comparison.breaks.add(call + " is gone");
            } else {
                comparison.operation(call, operation, now);
            }
        });
        return comparison.breaks;
    }

    private void operation(String call, JsonNode old, JsonNode now) {
        for (JsonNode reference : old.path("parameters")) {
            JsonNode parameter = before.resolved(reference);
            String name = parameter.path("in").asString() + " parameter '"
                    + parameter.path("name").asString() + "'";
            JsonNode same = find(now, parameter);
            if (same.isMissingNode()) {
                breaks.add(call + ": its " + name + " is gone");
            } else {
                schema(call + ", " + name, parameter.path("schema"), same.path("schema"), true);
            }
        }
        for (JsonNode reference : now.path("parameters")) {
            JsonNode parameter = after.resolved(reference);
            boolean wasRequired =
                    parameterOf(old, parameter, before).path("required").asBoolean(false);
            if (parameter.path("required").asBoolean(false) && !wasRequired) {
                breaks.add(call + ": its parameter '" + parameter.path("name").asString() + "' is required now");
            }
        }
        content(call + ", request", old.path("requestBody"), now.path("requestBody"), true);
        if (now.path("requestBody").path("required").asBoolean(false) && !old.has("requestBody")) {
            breaks.add(call + ": it needs a body now");
        }
        old.path("responses").properties().forEach(entry -> {
            if (entry.getKey().startsWith("2")) {
                JsonNode same = now.path("responses").path(entry.getKey());
                if (same.isMissingNode()) {
                    breaks.add(call + ": its response " + entry.getKey() + " is gone");
                } else {
                    content(call + ", response " + entry.getKey(), entry.getValue(), same, false);
                }
            }
        });
    }

    private JsonNode find(JsonNode operation, JsonNode parameter) {
        return parameterOf(operation, parameter, after);
    }

    private static JsonNode parameterOf(JsonNode operation, JsonNode like, Contract contract) {
        return operation
                .path("parameters")
                .valueStream()
                .map(contract::resolved)
                .filter(p ->
                        p.path("name").equals(like.path("name")) && p.path("in").equals(like.path("in")))
                .findFirst()
                .orElse(contract.document().path("none"));
    }

    private void content(String at, JsonNode old, JsonNode now, boolean isSent) {
        old.path("content").properties().forEach(media -> {
            JsonNode same = now.path("content").path(media.getKey());
            if (same.isMissingNode()) {
                breaks.add(at + ": the content type " + media.getKey() + " is gone");
                return;
            }
            for (String word : List.of("schema", "x-line-schema")) {
                schema(at, media.getValue().path(word), same.path(word), isSent);
            }
        });
    }

    private void schema(String at, JsonNode oldReference, JsonNode nowReference, boolean isSent) {
        String name = oldReference.path("$ref").asString("");
        if (!name.isEmpty() && !compared.add(name + isSent)) {
            return;
        }
        String where =
                name.isEmpty() ? at : name.substring(name.lastIndexOf('/') + 1) + (isSent ? " (sent)" : " (answered)");
        JsonNode old = before.resolved(oldReference);
        JsonNode now = after.resolved(nowReference);
        if (old.has("type") && !old.path("type").equals(now.path("type"))) {
            breaks.add(where + ": the type " + old.path("type") + " has become " + now.path("type"));
            return;
        }
        if (!old.path("const").equals(now.path("const"))) {
            breaks.add(where + ": " + old.path("const") + " has become " + now.path("const"));
        }
        fields(where, old, now, isSent);
        if (isSent) {
            missing(old.path("enum"), now.path("enum"))
                    .forEach(value -> breaks.add(where + ": " + value + " is refused now"));
        }
        missing(old.path("oneOf"), now.path("oneOf"))
                .forEach(variant -> breaks.add(where + ": the variant " + variant + " is gone"));
        old.path("oneOf").forEach(variant -> {
            if (variant.has("$ref")) {
                schema(where, variant, variant, isSent);
            }
        });
        for (String inner : List.of("items", "additionalProperties")) {
            if (old.path(inner).isObject()) {
                schema(where + "[]", old.path(inner), now.path(inner), isSent);
            }
        }
    }

    private void fields(String where, JsonNode old, JsonNode now, boolean isSent) {
        old.path("properties").properties().forEach(field -> {
            JsonNode same = now.path("properties").path(field.getKey());
            if (same.isMissingNode()) {
                breaks.add(where + ": the field '" + field.getKey() + "' is gone");
            } else {
                schema(where + "." + field.getKey(), field.getValue(), same, isSent);
            }
        });
        JsonNode stricter = isSent ? now : old;
        JsonNode looser = isSent ? old : now;
        missing(stricter.path("required"), looser.path("required"))
                .forEach(field -> breaks.add(
                        where + ": the field " + field + (isSent ? " is required now" : " may be absent now")));
    }

    private static Set<String> missing(JsonNode of, JsonNode in) {
        if (in.isMissingNode() && !of.isMissingNode() && of.path(0).isString()) {
            return of.valueStream().map(JsonNode::toString).collect(Collectors.toSet());
        }
        Set<String> there = in.valueStream().map(JsonNode::toString).collect(Collectors.toSet());
        return of.valueStream()
                .map(JsonNode::toString)
                .filter(value -> !there.contains(value))
                .collect(Collectors.toSet());
    }
}
