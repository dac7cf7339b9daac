package dev.cairn.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML 1.2 as the tree that the same JSON would be: one document, names are texts and stand once, no aliases, anchors or
 * tags, so that a small text cannot become a large tree and no type is chosen by the writer. Plain words mean what they mean in
 * JSON; {@code yes} and {@code 012} are texts, {@code 1e-5} is a number.
 */
public final class YamlReader {
    private static final int DEEPEST = CairnJson.DEEPEST;
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,99})");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]{1,99}|[0-9]{1,99}(\\.[0-9]{0,99})?)([eE][-+]?[0-9]{1,9})?");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** A text that is no such YAML. */
    public static final class MalformedYamlException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedYamlException(Optional<Mark> at, String message) {
            super(at.map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
                            .orElse("")
                    + message);
        }
    }

    private final Iterator<Event> events;

    private YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    /** @throws MalformedYamlException with line and column */
    public static JsonNode tree(String text) {
        var settings = LoadSettings.builder()
                .setLabel("body")
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            var reader = new YamlReader(new Parse(settings).parseString(text).iterator());
            return reader.document();
        } catch (MarkedYamlEngineException e) {
            throw new MalformedYamlException(e.getProblemMark(), String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new MalformedYamlException(Optional.empty(), "it cannot be read as YAML");
        }
    }

    private JsonNode document() {
        events.next();
        Event first = events.next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            return NODES.missingNode();
        }
        JsonNode tree = node(events.next(), 0);
        events.next();
        Event after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw new MalformedYamlException(after.getStartMark(), "one document is expected, but another one follows");
        }
        return tree;
    }

    private JsonNode node(Event event, int depth) {
        if (event instanceof AliasEvent) {
            throw new MalformedYamlException(event.getStartMark(), "aliases are not taken; write the value out");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw new MalformedYamlException(event.getStartMark(), "anchors are not taken");
        }
        if (event instanceof CollectionStartEvent start && start.getTag().isPresent()
                || event instanceof ScalarEvent scalar && scalar.getTag().isPresent()) {
            throw new MalformedYamlException(event.getStartMark(), "tags are not taken");
        }
        if (depth > DEEPEST) {
            throw new MalformedYamlException(event.getStartMark(), "nested more than " + DEEPEST + " levels deep");
        }
        if (event instanceof MappingStartEvent) {
            return object(depth);
        }
        return event instanceof SequenceStartEvent ? array(depth) : scalar((ScalarEvent) event);
    }

    private ObjectNode object(int depth) {
        ObjectNode object = NODES.objectNode();
        for (Event name = events.next(); name.getEventId() != Event.ID.MappingEnd; name = events.next()) {
            if (!(name instanceof ScalarEvent text)) {
                throw new MalformedYamlException(name.getStartMark(), "a name must be a text");
            }
            node(name, depth);
            if (object.has(text.getValue())) {
                throw new MalformedYamlException(name.getStartMark(), "'" + text.getValue() + "' stands here twice");
            }
            object.set(text.getValue(), node(events.next(), depth + 1));
        }
        return object;
    }

    private ArrayNode array(int depth) {
        ArrayNode array = NODES.arrayNode();
        for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            array.add(node(item, depth + 1));
        }
        return array;
    }

    private static JsonNode scalar(ScalarEvent event) {
        String text = event.getValue();
        if (event.getScalarStyle() != ScalarStyle.PLAIN) {
            return NODES.stringNode(text);
        }
        return switch (text) {
            case "", "~", "null" -> NODES.nullNode();
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case ".nan" -> NODES.stringNode("NaN");
            case ".inf" -> NODES.stringNode("Infinity");
            case "-.inf" -> NODES.stringNode("-Infinity");
            default -> number(text);
        };
    }

    private static JsonNode number(String text) {
        if (WHOLE.matcher(text).matches()) {
            var number = new BigInteger(text);
            if (number.bitLength() < Integer.SIZE) {
                return NODES.numberNode(number.intValue());
            }
            return number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
        }
        boolean hasLeadingZero = text.matches("[-+]?0[0-9].*");
        if (hasLeadingZero || !NUMBER.matcher(text).matches()) {
            return NODES.stringNode(text);
        }
        double number = Double.parseDouble(text);
        return Double.isInfinite(number) ? NODES.numberNode(new BigDecimal(text)) : NODES.numberNode(number);
    }
}
