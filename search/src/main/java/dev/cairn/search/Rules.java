package dev.cairn.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a value while it is being constructed, so that a person learns of everything at once:
 *
 * <pre>{@code
 * var rules = new Rules();
 * rules.check(low < high, "/low", () -> "low must be below high but was " + low + " and " + high);
 * rules.hold();
 * }</pre>
 */
public final class Rules {
    private final List<Violation> violations = new ArrayList<>();

    /** Notes a violation unless the rule holds; returns whether it holds, for rules that depend on it. */
    public boolean check(boolean holds, String pointer, Supplier<String> message) {
        if (!holds) {
            violations.add(new Violation(pointer, message.get()));
        }
        return holds;
    }

    /** Refuses an absent component by its name. */
    public boolean present(@Nullable Object value, String name) {
        return check(value != null, "/" + name, () -> name + " is required");
    }

    /** Runs a constructor or check of a part; its violations are kept under {@code pointer}. */
    public void nested(String pointer, Runnable part) {
        try {
            part.run();
        } catch (InvalidValueException e) {
            e.violations().forEach(v -> violations.add(v.under(pointer)));
        }
    }

    /** What was found so far. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidValueException if any rule was broken
     */
    public void hold() {
        if (!violations.isEmpty()) {
            throw new InvalidValueException(violations);
        }
    }
}
