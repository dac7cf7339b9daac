package dev.cairn.worker.lstm;

import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * The hyperparameters of one network.
 *
 * @param known those that exist for its task, named and explained
 * @param values one for each of them
 */
public record LstmHyperparameters(Hyperparameters known, Map<String, Object> values) {
    /**
     * Checks every value.
     *
     * @throws dev.cairn.search.InvalidValueException naming every value that cannot be used
     */
    public LstmHyperparameters {
        var rules = new Rules();
        if (rules.present(values, "hyperparameters")) {
            for (Hyperparameter one : known.all()) {
                Object value = values.get(one.name());
                rules.check(
                        one.admits(value),
                        "/" + one.name(),
                        () -> one.name() + " must be " + one.allowed() + " but was " + value);
            }
            for (String name : values.keySet()) {
                rules.check(
                        known.named(name).isPresent(), "/" + name, () -> "there is no hyperparameter '" + name + "'");
            }
        }
        rules.hold();
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** From some values; what is not given has its standard value. */
    static LstmHyperparameters of(Hyperparameters known, Map<String, ?> point) {
        return new LstmHyperparameters(known, known.complete(Map.of(), point));
    }

    double real(String name) {
        return ((Number) value(name)).doubleValue();
    }

    /** A share or a rate that not every task has: 0 where there is none. */
    double realOrNone(String name) {
        return values.containsKey(name) ? real(name) : 0;
    }

    int whole(String name) {
        return ((Number) value(name)).intValue();
    }

    /** A count that not every task has: 0 where there is none. */
    int wholeOrNone(String name) {
        return values.containsKey(name) ? whole(name) : 0;
    }

    String choice(String name) {
        return (String) value(name);
    }

    boolean is(String name, String choice) {
        return choice(name).equals(choice);
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new NoSuchElementException("there is no hyperparameter '" + name + "'");
        }
        return value;
    }

    int epochs() {
        return whole("epochs");
    }

    /** Whether some of the training part is kept back to be watched. */
    boolean watches() {
        return whole("earlyStoppingPatience") > 0 || is("schedule", "PLATEAU");
    }

    double watchedShare() {
        return watches() ? real("watchedShare") : 0;
    }
}
