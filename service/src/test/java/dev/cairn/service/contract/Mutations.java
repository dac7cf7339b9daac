package dev.cairn.service.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes of a valid body that know its structure, and some that do not. */
final class Mutations {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** JSON texts in the place of any value; some are none. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "-1e400",
            "9223372036854775808",
            "1.5",
            "\"\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"" + "x".repeat(5000) + "\"",
            "[]",
            "{}",
            "[[[]]]",
            "\"NaN\"",
            "\"Infinity\"",
            "\"𝕌\u202E\"",
            "1" + "0".repeat(400),
            "[null]",
            "{\"type\": \"REAL\"}",
            "\"=1+1\"",
            "2147483648",
            "-0.0",
            "\"' or 1=1 --\"",
            "\"PT999999999H\"",
            "\"P1Y\"",
            "1e-320",
            "\"0\"",
            "[\"a\",\"a\"]",
            "{\"\":0}",
            "{\"a\":1,\"a\":2}",
            "01",
            "'a'",
            "NaN",
            "9007199254740993",
            "\"../../etc\"",
            "\"\\n\\t\"");

    /** That a repetition adds: what is repeated may have been repeated before. */
    private static final int MOST_NODES = 3000;

    private static final List<String> KEYS =
            List.of("", "typ", "\u0000", "__proto__", "type", "name", "x".repeat(300), "a/b~c", "hold ");

    private final SplittableRandom random;

    Mutations(SplittableRandom random) {
        this.random = random;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The value as it is, once in three, or with up to four changes. */
    String json(JsonNode valid) {
        JsonNode root = valid.isMissingNode() ? JsonNodeFactory.instance.objectNode() : valid.deepCopy();
        withoutHolds(root);
        vary(root);
        int changes = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4);
        var marks = new ArrayList<String>();
        for (int i = 0; i < changes; i++) {
            change(root, marks);
        }
        String text = JSON.writeValueAsString(root);
        for (int i = 0; i < marks.size(); i++) {
            text = text.replace("\"mark " + i + "\"", marks.get(i));
        }
        return random.nextInt(25) == 0 ? text(text) : text;
    }

    /** A call that waits half a minute tells nothing. */
    private static void withoutHolds(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("hold").isString()) {
            object.remove("hold");
        }
        node.forEach(Mutations::withoutHolds);
    }

    /** A name or a request is used once. */
    private void vary(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("name").isString() && object.has("space")) {
                object.put("name", "fuzz-" + random.nextInt(1_000_000));
            }
            if (object.path("request").isString()) {
                object.put("request", new UUID(random.nextLong(), random.nextLong()).toString());
            }
        }
        node.forEach(this::vary);
    }

    /** One change somewhere; what is no JSON value is marked, to be put in afterwards. */
    private void change(JsonNode root, List<String> marks) {
        var containers = new ArrayList<JsonNode>();
        collect(root, containers);
        if (containers.isEmpty()) {
            return;
        }
        JsonNode at = any(containers);
        if (at instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.isEmpty() ? any(KEYS) : any(names);
            JsonNode value = object.path(name);
            switch (random.nextInt(7)) {
                case 0 -> object.remove(name);
                case 1 ->
                    object.set(
                            any(KEYS), value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value.deepCopy());
                case 2 ->
                    object.putArray(name).add(value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
                case 3 -> object.put(name, boundary(value));
                default -> object.put(name, mark(marks));
            }
        } else if (at instanceof ArrayNode array) {
            switch (random.nextInt(4)) {
                case 0 -> array.removeAll();
                case 1 -> array.add(mark(marks));
                case 2 -> {
                    JsonNode again = array.isEmpty()
                            ? root.at(JsonPointer.empty()).deepCopy()
                            : array.get(0).deepCopy();
                    int most = Math.max(1, MOST_NODES / nodes(again));
                    for (int i = 0; i < Math.min(most, 1 + random.nextInt(300)); i++) {
                        array.add(again.deepCopy());
                    }
                }
                default -> {
                    if (!array.isEmpty()) {
                        array.set(random.nextInt(array.size()), mark(marks));
                    }
                }
            }
        }
    }

    private static int nodes(JsonNode node) {
        int nodes = 1;
        for (JsonNode child : node) {
            nodes += nodes(child);
        }
        return nodes;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private String mark(List<String> marks) {
        marks.add(any(ODD));
        return "mark " + (marks.size() - 1);
    }

    private double boundary(JsonNode value) {
        double number = value.isNumber() ? value.asDouble() : 0;
        return any(List.of(
                -number, number + 1, number * 1e18, number / 1e300, Double.MIN_VALUE, Double.MAX_VALUE, -1e-9, 0.0));
    }

    /** A text broken off, or with something in its middle. */
    String text(String text) {
        int at = random.nextInt(text.length() + 1);
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + any(ODD) + text.substring(at);
            case 2 -> "\uFEFF" + text;
            default -> text.substring(0, at) + "\u0000\u001f" + text.substring(at);
        };
    }
}
