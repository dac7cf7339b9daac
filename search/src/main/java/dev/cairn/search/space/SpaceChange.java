package dev.cairn.search.space;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A new version of a search space, and which points of the old one are points of the new one too, so that their trials go on
 * teaching.
 *
 * <p>A point keeps its values. What decides is whether the new space has them: all of them after a range was widened or a value
 * added, some after a range was narrowed, a value taken away, a step or scale changed or a constraint added. A value is never
 * moved, other than by rounding to its step.
 *
 * <p>Where only one of the two spaces has a parameter at a point, because it is added or removed or its condition changed, it
 * stands for its default: that is its value where it was not yet there, and a point loses it only if this was its value. Without
 * a default, such points do not map.
 *
 * @param renamed new name by old name
 * @param defaults the value that a parameter stands for where it is not in a space, by its new name, or by its old one if it
 *     is removed
 */
public record SpaceChange(SearchSpace from, SearchSpace to, Map<String, String> renamed, Map<String, Object> defaults) {
    /** @throws InvalidValueException if a name is in neither space, is taken twice, or a default is not its parameter's */
    public SpaceChange {
        renamed = Collections.unmodifiableMap(new TreeMap<>(renamed));
        var canonical = new TreeMap<String, Object>();
        var rules = new Rules();
        checkNames(rules, from, to, renamed);
        Set<String> left = renamed.keySet();
        defaults.forEach((name, value) -> to.parameter(name)
                .or(() -> from.parameter(name).filter(p -> !left.contains(name)))
                .ifPresentOrElse(
                        parameter -> rules.nested(
                                "/defaults/" + name, () -> canonical.put(name, parameter.canonical(value))),
                        () -> rules.check(
                                false,
                                "/defaults/" + name,
                                () -> "'" + name + "' is in neither version of the space")));
        rules.hold();
        defaults = Collections.unmodifiableMap(canonical);
    }

    private static void checkNames(Rules rules, SearchSpace from, SearchSpace to, Map<String, String> renamed) {
        var taken = new HashSet<String>();
        from.parameters().stream()
                .map(Parameter::name)
                .filter(name -> !renamed.containsKey(name))
                .forEach(taken::add);
        renamed.forEach((before, after) -> {
            String at = "/renamed/" + before;
            rules.check(
                    from.parameter(before).isPresent(),
                    at,
                    () -> "'" + before + "' is not in the old version of the space");
            rules.check(
                    to.parameter(after).isPresent(),
                    at,
                    () -> "'" + after + "' is not in the new version of the space");
            rules.check(taken.add(after), at, () -> "'" + after + "' is the name of another parameter already");
        });
    }

    /** What becomes of a point. */
    public sealed interface Result {}

    /** It is this point of the new space. */
    public record Mapped(Point point) implements Result {}

    /**
     * The new space does not have it.
     *
     * @param reasons at least one, with pointers into the point
     */
    public record Unmapped(List<Violation> reasons) implements Result {
        public Unmapped {
            reasons = List.copyOf(reasons);
        }
    }

    /** @param point of the old space */
    public Result map(Point point) {
        Map<String, Object> given = new HashMap<>();
        point.values().forEach((name, value) -> given.put(renamed.getOrDefault(name, name), value));
        var rules = new Rules();
        Map<String, Object> values = new HashMap<>();
        var unclear = new HashSet<String>();
        for (Parameter parameter : to.parameters()) {
            String name = parameter.name();
            Object value = given.remove(name);
            if (!Collections.disjoint(parameter.when().keySet(), unclear)) {
                unclear.add(name); // its parent's violation says enough
            } else if (SearchSpace.isActive(parameter, values)) {
                Object kept = value == null ? defaults.get(name) : value;
                if (rules.check(kept != null, "/" + name, () -> name + " has no value here and no default")) {
                    rules.nested("/" + name, () -> values.put(name, parameter.canonical(kept)));
                }
                if (!values.containsKey(name)) {
                    unclear.add(name);
                }
            } else if (value != null) {
                checkLost(rules, name, value, "is not active here any more");
            }
        }
        given.forEach((name, value) -> checkLost(rules, name, value, "is removed"));
        return result(rules, values);
    }

    private void checkLost(Rules rules, String name, Object value, String how) {
        Object standard = defaults.get(name);
        rules.check(
                Objects.equals(Scalars.of(value), Scalars.of(standard)),
                "/" + name,
                () -> name + " " + how + " and was " + value + reasonFor(standard));
    }

    private static String reasonFor(@Nullable Object standard) {
        return standard == null ? " and has no default" : ", not its default " + standard;
    }

    private Result result(Rules rules, Map<String, Object> values) {
        if (rules.violations().isEmpty()) {
            try {
                return new Mapped(to.point(values));
            } catch (InvalidValueException e) {
                return new Unmapped(e.violations());
            }
        }
        return new Unmapped(rules.violations());
    }
}
