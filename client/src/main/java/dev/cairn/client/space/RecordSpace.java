package dev.cairn.client.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.space.Constraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A record whose components are a search space:
 *
 * <pre>{@code
 * record H(@Log @Range(low = 1e-5, high = 0.1) double learningRate,
 *          @Range(low = 8, high = 256) int units,
 *          @Values({"16", "32", "64"}) int batchSize,
 *          Optimizer optimizer,
 *          @When(component = "optimizer", is = "SGD") @Range(low = 0, high = 0.99) Double momentum) {}
 * }</pre>
 *
 * <p>An enum or a {@code boolean} needs no annotation: each of its values may come. The record's own rules may refuse a point:
 * then that configuration is invalid, and the search keeps away from there.
 */
public final class RecordSpace<H extends Record> {
    private final Class<H> type;
    private final List<Component> components;
    private final SearchSpace space;

    private RecordSpace(Class<H> type, List<Component> components, SearchSpace space) {
        this.type = type;
        this.components = components;
        this.space = space;
    }

    /** The record's own constructor refused a point, and said why. */
    public static final class RefusedException extends RuntimeException {
        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @throws InvalidValueException naming every component that is no parameter, and its annotation */
    public static <H extends Record> RecordSpace<H> of(Class<H> type) {
        var rules = new Rules();
        var components = new ArrayList<Component>();
        var parameters = new ArrayList<Parameter>();
        Arrays.stream(type.getRecordComponents()).forEach(declared -> {
            var component = new Component(declared);
            components.add(component);
            component.parameter(rules, parameters).ifPresent(parameters::add);
        });
        rules.hold();
        Require required = type.getAnnotation(Require.class);
        List<Constraint> constraints = required == null
                ? List.of()
                : Arrays.stream(required.value()).map(Constraint::new).toList();
        return new RecordSpace<>(type, components, new SearchSpace(parameters, constraints));
    }

    public SearchSpace space() {
        return space;
    }

    /**
     * The record with a point's values; null where a component is not active.
     *
     * @throws InvalidValueException naming every component whose value does not fit
     * @throws RefusedException if the record's own rules refuse the values
     */
    public H bind(Point point) {
        var rules = new Rules();
        Object[] values = components.stream()
                .map(component -> component.bound(rules, point.get(component.name())))
                .toArray();
        for (String name : point.values().keySet()) {
            rules.check(
                    space.parameter(name).isPresent(),
                    "/" + name,
                    () -> "'" + name + "' is no component of " + type.getSimpleName());
        }
        rules.hold();
        return construct(values);
    }

    /**
     * The point with a record's values, as to be enqueued.
     *
     * @throws InvalidValueException if a value lies outside the space
     */
    public Point point(H hyperparameters) {
        Map<String, Object> values = new TreeMap<>();
        for (Component component : components) {
            component.read(hyperparameters).ifPresent(value -> values.put(component.name(), value));
        }
        return space.point(values);
    }

    private H construct(Object[] values) {
        try {
            Constructor<H> constructor = type.getDeclaredConstructor(
                    components.stream().map(Component::type).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new RefusedException(
                    type.getSimpleName() + " refuses these values: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record has a canonical constructor", e);
        }
    }
}
