package dev.cairn.service.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The least that the schemas of records must say: names and types of fields, which are required (those that are not {@link
 * Nullable}), the constants of enums, the variants of interfaces.
 */
final class WireSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** Where the name of the class says too little outside its surroundings. */
    private static final Map<String, String> NAMES = Map.of(
            "Real", "RealParameter",
            "Int", "IntegerParameter",
            "Categorical", "CategoricalParameter",
            "Ordinal", "OrdinalParameter");

    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    /** By name. */
    Map<String, ObjectNode> all() {
        return schemas;
    }

    private static String name(Class<?> type) {
        Class<?> around = type.getDeclaringClass();
        String name = type.getSimpleName();
        if (around != null && !around.isInterface()) {
            return around.getSimpleName() + name;
        }
        // ExportLine.OfStudy: what a line of an export is of.
        return around != null && around.getSimpleName().equals("ExportLine")
                ? "Export" + name.substring("Of".length())
                : NAMES.getOrDefault(name, name);
    }

    private static ObjectNode reference(String name) {
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode type(String type) {
        return NODES.objectNode().put("type", type);
    }

    /** The schema of a type, or a reference to it. */
    ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (Collection.class.isAssignableFrom(raw)) {
                ObjectNode list = type("array");
                list.set("items", of(arguments[0]));
                return list;
            }
            if (Map.class.isAssignableFrom(raw)) {
                ObjectNode map = type("object");
                map.set("additionalProperties", arguments[1] == Double.class ? reference("Figure") : of(arguments[1]));
                return map;
            }
            return page((Class<?>) arguments[0]);
        }
        Class<?> target = (Class<?>) type;
        ObjectNode scalar = scalar(target);
        return scalar == null ? reference(define(target)) : scalar;
    }

    private ObjectNode page(Class<?> item) {
        String name = "PageOf" + name(item);
        ObjectNode page = schemas.computeIfAbsent(name, added -> type("object"));
        page.putArray("required").add("items");
        ObjectNode fields = page.putObject("properties");
        ObjectNode items = fields.putObject("items").put("type", "array");
        items.set("items", of(item));
        fields.set("next", type("string"));
        return reference(name);
    }

    private static @Nullable ObjectNode scalar(Class<?> type) {
        if (type == String.class || type == UUID.class || type == Duration.class || type == Instant.class) {
            return type("string");
        }
        if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
            return type("integer");
        }
        if (type == double.class || type == Double.class) {
            return type("number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return type("boolean");
        }
        if (type == Object.class) {
            ObjectNode any = NODES.objectNode();
            any.putArray("type").add("string").add("number").add("boolean");
            return any;
        }
        return JsonNode.class.isAssignableFrom(type) ? NODES.objectNode() : null;
    }

    private String define(Class<?> type) {
        String name = name(type);
        if (schemas.containsKey(name)) {
            return name;
        }
        ObjectNode schema = NODES.objectNode();
        schemas.put(name, schema);
        if (type.isEnum()) {
            ArrayNode constants = schema.put("type", "string").putArray("enum");
            Arrays.stream(type.getEnumConstants()).forEach(constant -> constants.add(((Enum<?>) constant).name()));
        } else if (type.isInterface()) {
            variants(type, schema);
        } else {
            fields(type, schema);
        }
        return name;
    }

    private void variants(Class<?> type, ObjectNode schema) {
        ArrayNode any = schema.putArray("oneOf");
        JsonSubTypes variants = type.getAnnotation(JsonSubTypes.class);
        if (variants == null) {
            throw new IllegalStateException(type + " has no variants on the wire");
        }
        String tag = type.getAnnotation(JsonTypeInfo.class).property();
        for (JsonSubTypes.Type variant : variants.value()) {
            String name = define(variant.value());
            ((ObjectNode) schemas.get(name).path("properties")).putObject(tag).put("const", variant.name());
            schemas.get(name).withArray("required").add(tag);
            any.add(reference(name));
        }
    }

    private void fields(Class<?> type, ObjectNode schema) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(JsonValue.class)) {
                schema.setAll(of(method.getGenericReturnType()));
                return;
            }
        }
        if (!type.isRecord()) {
            throw new IllegalStateException(type + " is no record; the wire has records");
        }
        schema.put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode fields = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
            fields.set(name, of(component.getGenericType()));
            if (!mayBeAbsent(component.getAnnotatedType())) {
                required.add(name);
            }
        }
    }

    private static boolean mayBeAbsent(AnnotatedElement type) {
        return type.isAnnotationPresent(Nullable.class);
    }
}
