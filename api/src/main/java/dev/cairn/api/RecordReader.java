package dev.cairn.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a JSON tree into records part by part and goes on after an error, so that a person learns of every violation at once.
 * (Jackson stops at the first.) Understands the shapes of the wire: records, sealed or open interfaces with {@link
 * JsonTypeInfo}, lists, maps, enums, scalars, durations and
 * times.
 */
public final class RecordReader {
    /** Stands for a part that could not be read; null stands for one that is absent. */
    private static final Object UNREADABLE = new Object();

    /** Stands for a list of which some items could not be read: null in their places, so that the others are checked. */
    private record WithGaps(List<Object> items) {
        List<String> gaps() {
            return IntStream.range(0, items.size())
                    .filter(i -> items.get(i) == null)
                    .mapToObj(i -> "/" + i)
                    .toList();
        }
    }

    /** What reflection tells of a record; looked up once, since every call brings some. */
    private record Shape(Constructor<?> constructor, List<String> names, List<Type> types) {
        static Shape of(Class<?> target) {
            RecordComponent[] components = target.getRecordComponents();
            try {
                Constructor<?> canonical = target.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                canonical.setAccessible(true);
                return new Shape(
                        canonical,
                        Arrays.stream(components).map(Shape::nameOf).toList(),
                        Arrays.stream(components)
                                .map(RecordComponent::getGenericType)
                                .toList());
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a record has a canonical constructor", e);
            }
        }

        private static String nameOf(RecordComponent component) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
        }
    }

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> target) {
            return Shape.of(target);
        }
    };

    private final List<Violation> violations = new ArrayList<>();

    private RecordReader() {}

    /**
     * @throws InvalidValueException with every violation, with pointers into the tree
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        var reader = new RecordReader();
        Object value = reader.value(tree, type, "");
        if (value == null) {
            reader.refuse("", "a body is required");
        }
        if (!reader.violations.isEmpty()) {
            throw new InvalidValueException(reader.violations);
        }
        return type.cast(value);
    }

    private @Nullable Object value(JsonNode node, Type type, String pointer) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? list(node, generic.getActualTypeArguments()[0], pointer)
                    : map(node, generic.getActualTypeArguments(), pointer);
        }
        Class<?> target = (Class<?>) type;
        if (target.isAnnotationPresent(JsonTypeInfo.class)) {
            return variant(node, target, pointer);
        }
        if (target.isRecord()) {
            return record(node, target, pointer, null);
        }
        return target.isEnum() ? constant(node, target, pointer) : scalar(node, target, pointer);
    }

    private Object list(JsonNode node, Type element, String pointer) {
        if (!node.isArray()) {
            return refuse(pointer, "must be an array but was " + describe(node));
        }
        var items = new ArrayList<Object>();
        boolean whole = true;
        for (int i = 0; i < node.size(); i++) {
            Object item = value(node.get(i), element, pointer + "/" + i);
            if (item == null) {
                item = refuse(pointer + "/" + i, "must not be null");
            }
            boolean isReadable = item != UNREADABLE && !(item instanceof WithGaps);
            whole &= isReadable;
            items.add(isReadable ? item : null);
        }
        return whole ? items : new WithGaps(items);
    }

    private Object map(JsonNode node, Type[] types, String pointer) {
        if (!node.isObject()) {
            return refuse(pointer, "must be an object but was " + describe(node));
        }
        var entries = new LinkedHashMap<Object, Object>();
        boolean whole = true;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String at = pointer + "/" + escape(field.getKey());
            Object key = key(field.getKey(), (Class<?>) types[0], at);
            Object value = value(field.getValue(), types[1], at);
            if (value == null) {
                value = refuse(at, "must not be null");
            }
            whole &= key != UNREADABLE && value != UNREADABLE && !(value instanceof WithGaps);
            entries.put(key, value);
        }
        return whole ? entries : UNREADABLE;
    }

    private Object key(String name, Class<?> type, String pointer) {
        if (type.isEnum()) {
            return constant(name, type, pointer);
        }
        if (type == Long.class) {
            // At most as many digits as a long surely has.
            return name.matches("-?[0-9]{1,18}")
                    ? Long.valueOf(name)
                    : refuse(pointer, "the name must be a whole number but was '" + name + "'");
        }
        return text(name, pointer);
    }

    private Object variant(JsonNode node, Class<?> target, String pointer) {
        String property = target.getAnnotation(JsonTypeInfo.class).property();
        if (!node.isObject()) {
            return refuse(pointer, "must be an object with a " + property + " but was " + describe(node));
        }
        var known = new LinkedHashMap<String, Class<?>>();
        for (JsonSubTypes.Type subtype :
                target.getAnnotation(JsonSubTypes.class).value()) {
            known.put(subtype.name(), subtype.value());
        }
        String name = node.path(property).asString("");
        Class<?> variant = known.get(name);
        if (variant == null) {
            String given = name.isEmpty()
                    ? " is required"
                    : " '" + name + "' is not known" + NearestWord.hint(name, known.keySet());
            return refuse(pointer + "/" + property, property + given + "; it must be one of " + known.keySet());
        }
        return record(node, variant, pointer, property);
    }

    private Object record(JsonNode node, Class<?> target, String pointer, @Nullable String typeProperty) {
        if (!node.isObject()) {
            return refuse(pointer, "must be an object but was " + describe(node));
        }
        Shape shape = SHAPES.get(target);
        List<String> names = shape.names();
        for (String field : node.propertyNames()) {
            if (!names.contains(field) && !field.equals(typeProperty)) {
                refuse(
                        pointer + "/" + escape(field),
                        "unknown field '" + field + "'" + NearestWord.hint(field, names) + "; known are " + names);
            }
        }
        Object[] arguments = new Object[names.size()];
        Object[] withoutGaps = new Object[names.size()];
        var unreadable = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            String at = "/" + names.get(i);
            JsonNode given = node.path(names.get(i));
            // Whoever writes null may mean "none" or "as it was": better to ask than to guess.
            Object part = given.isNull()
                    ? refuse(pointer + at, "must not be null; what is absent is left out")
                    : value(given, shape.types().get(i), pointer + at);
            if (part == UNREADABLE) {
                unreadable.add(at);
            } else if (part instanceof WithGaps list) {
                arguments[i] = list.items();
                list.gaps().forEach(gap -> unreadable.add(at + gap));
            } else {
                arguments[i] = part;
                withoutGaps[i] = part;
            }
        }
        return construct(shape.constructor(), arguments, pointer, unreadable)
                .or(() -> construct(shape.constructor(), withoutGaps, pointer, unreadable))
                .orElse(UNREADABLE);
    }

    /**
     * Constructs even with unreadable parts left out, for the sake of the other rules that the constructor knows. Empty if it
     * cannot do without them.
     */
    private Optional<Object> construct(
            Constructor<?> constructor, @Nullable Object[] arguments, String pointer, List<String> unreadable) {
        try {
            Object made = constructor.newInstance(arguments);
            return Optional.of(unreadable.isEmpty() ? made : UNREADABLE);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidValueException invalid) {
                invalid.violations().stream()
                        .filter(v -> unreadable.isEmpty() || isOfOthers(v, unreadable))
                        .forEach(v -> violations.add(v.under(pointer)));
                return Optional.of(UNREADABLE);
            }
            if (unreadable.isEmpty()) {
                throw new IllegalStateException(
                        "the constructor of " + constructor.getDeclaringClass() + " failed", e.getCause());
            }
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a value has a constructor that can be called", e);
        }
    }

    /** A rule about a value as a whole cannot be judged while a part of it is unreadable. */
    private static boolean isOfOthers(Violation violation, List<String> unreadable) {
        return !violation.pointer().isEmpty()
                && unreadable.stream()
                        .noneMatch(at -> isWithin(violation.pointer(), at) || isWithin(at, violation.pointer()));
    }

    private static boolean isWithin(String pointer, String outer) {
        return (pointer + "/").startsWith(outer + "/");
    }

    private Object constant(JsonNode node, Class<?> type, String pointer) {
        return node.isString()
                ? constant(node.asString(), type, pointer)
                : refuse(pointer, "must be one of " + names(type) + " but was " + describe(node));
    }

    private Object constant(String name, Class<?> type, String pointer) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        List<String> names = names(type);
        return refuse(
                pointer,
                "'" + name + "' is not known" + NearestWord.hint(name, names) + "; it must be one of " + names);
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(c -> ((Enum<?>) c).name())
                .toList();
    }

    private Object scalar(JsonNode node, Class<?> type, String pointer) {
        if (type == String.class) {
            return node.isString()
                    ? text(node.asString(), pointer)
                    : refuse(pointer, "must be a string but was " + describe(node));
        }
        if (type == Boolean.class || type == boolean.class) {
            return node.isBoolean()
                    ? node.asBoolean()
                    : refuse(pointer, "must be true or false but was " + describe(node));
        }
        if (type == Long.class || type == long.class || type == Integer.class || type == int.class) {
            return whole(node, type, pointer);
        }
        if (type == Double.class || type == double.class) {
            return number(node, pointer);
        }
        if (type == UUID.class) {
            return parsed(node, pointer, "a UUID such as 123e4567-e89b-42d3-a456-426614174000", UUID::fromString);
        }
        if (type == Duration.class) {
            return parsed(node, pointer, "an ISO 8601 duration such as PT20S", Duration::parse);
        }
        if (type == Instant.class) {
            return parsed(node, pointer, "a time such as 2026-01-31T23:59:59Z", Instant::parse);
        }
        if (type == Object.class) {
            return any(node, pointer);
        }
        return wrapped(node, type, pointer);
    }

    /** A value that stands on the wire as what its {@link JsonCreator} takes. */
    private Object wrapped(JsonNode node, Class<?> type, String pointer) {
        Constructor<?> creator = Arrays.stream(type.getDeclaredConstructors())
                .filter(c -> c.isAnnotationPresent(JsonCreator.class) && c.getParameterCount() == 1)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the wire has no type " + type));
        creator.setAccessible(true);
        Object part = value(node, creator.getGenericParameterTypes()[0], pointer);
        return part == UNREADABLE
                ? UNREADABLE
                : construct(creator, new Object[] {part}, pointer, List.of()).orElse(UNREADABLE);
    }

    /** Postgres keeps neither a NUL nor half of a surrogate pair, which would come back as a question mark. */
    private Object text(String text, String pointer) {
        if (text.indexOf('\0') >= 0) {
            return refuse(pointer, "must not contain the character U+0000");
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text
                : refuse(pointer, "must not contain half of a surrogate pair");
    }

    private Object whole(JsonNode node, Class<?> type, String pointer) {
        boolean isLong = type == Long.class || type == long.class;
        double number = node.doubleValue(Double.NaN);
        if (!node.isNumber() || number != Math.rint(number) || Double.isInfinite(number)) {
            return refuse(pointer, "must be a whole number but was " + describe(node));
        }
        if (!(isLong ? node.canConvertToLong() : node.canConvertToInt())) {
            long most = isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
            return refuse(
                    pointer, "must be a whole number in [" + (-most - 1) + ", " + most + "] but was " + describe(node));
        }
        if (isLong) {
            return node.longValue();
        }
        return node.intValue();
    }

    private Object number(JsonNode node, String pointer) {
        if (node.isNumber()) {
            // A bare NaN is no JSON: who reads with a mapper that takes it wants it.
            return node.isDouble() && Double.isNaN(node.doubleValue(0)) || Double.isFinite(node.doubleValue(Double.NaN))
                    ? node.doubleValue()
                    : refuse(pointer, "must be a number of 64 bits but is too large for one");
        }
        return switch (node.isString() ? node.asString() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> refuse(pointer, "must be a number but was " + describe(node));
        };
    }

    private Object parsed(JsonNode node, String pointer, String what, Function<String, Object> parser) {
        try {
            return node.isString()
                    ? parser.apply(node.asString())
                    : refuse(pointer, "must be " + what + " but was " + describe(node));
        } catch (IllegalArgumentException | DateTimeException e) {
            return refuse(pointer, "must be " + what + " but was " + describe(node));
        }
    }

    private Object any(JsonNode node, String pointer) {
        if (node.isString()) {
            return text(node.asString(), pointer);
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() && node.canConvertToLong()
                    ? (Object) node.longValue()
                    : number(node, pointer);
        }
        return refuse(pointer, "must be a string, a number, true or false but was " + describe(node));
    }

    private Object refuse(String pointer, String message) {
        violations.add(new Violation(pointer, message));
        return UNREADABLE;
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> {
                String text = (node.isString() ? "the text " : "") + node;
                yield text.length() > 60 ? text.substring(0, 60) + "…" : text;
            }
        };
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
