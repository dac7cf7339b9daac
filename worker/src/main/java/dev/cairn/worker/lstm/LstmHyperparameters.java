package dev.cairn.worker.lstm;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * The hyperparameters of one network, each named and explained by {@link Hyperparameters#FORECASTING}.
 *
 * @param values one for every hyperparameter that exists
 */
public record LstmHyperparameters(@JsonValue Map<String, Object> values) {
    /**
     * Checks every value.
     *
     * @throws dev.cairn.search.InvalidValueException naming every value that cannot be used
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public LstmHyperparameters {
        var rules = new Rules();
        if (rules.present(values, "hyperparameters")) {
            for (Hyperparameter known : Hyperparameters.FORECASTING.all()) {
                Object value = values.get(known.name());
                rules.check(
                        known.admits(value),
                        "/" + known.name(),
                        () -> known.name() + " must be " + known.allowed() + " but was " + value);
            }
            for (String name : values.keySet()) {
                rules.check(
                        Hyperparameters.FORECASTING.named(name).isPresent(),
                        "/" + name,
                        () -> "there is no hyperparameter '" + name + "'");
            }
        }
        rules.hold();
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** From some values; what is not given has its standard value. */
    static LstmHyperparameters of(Map<String, ?> fixed, Map<String, ?> point) {
        return new LstmHyperparameters(Hyperparameters.FORECASTING.complete(fixed, point));
    }

    double real(String name) {
        return ((Number) value(name)).doubleValue();
    }

    int whole(String name) {
        return ((Number) value(name)).intValue();
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
