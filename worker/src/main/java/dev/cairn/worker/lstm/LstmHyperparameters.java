package dev.cairn.worker.lstm;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.Rules;
import java.util.Map;

/** The hyperparameters of one network, each named and explained by {@link Hyperparameters#FORECASTING}. */
public record LstmHyperparameters(
        double learningRate,
        Optimizer optimizer,
        double momentum,
        int layers,
        int units,
        double dropRate,
        double l2,
        double gradientNormLimit,
        int batchSize,
        int windowLength,
        int epochs) {

    /** How gradients become updates. */
    public enum Optimizer {
        ADAM,
        NADAM,
        RMSPROP,
        SGD
    }

    /**
     * From a value for every hyperparameter that exists.
     *
     * @throws dev.cairn.search.InvalidValueException naming every value that cannot be used
     */
    static LstmHyperparameters of(Map<String, Object> values) {
        var rules = new Rules();
        values.forEach((name, value) -> Hyperparameters.FORECASTING
                .named(name)
                .ifPresentOrElse(
                        known -> rules.check(
                                known.admits(value),
                                "/" + name,
                                () -> name + " must be " + known.allowed() + " but was " + value),
                        () -> rules.check(false, "/" + name, () -> "there is no hyperparameter '" + name + "'")));
        rules.hold();
        return new LstmHyperparameters(
                real(values, "learningRate"),
                Optimizer.valueOf((String) values.get("optimizer")),
                real(values, "momentum"),
                whole(values, "layers"),
                whole(values, "units"),
                real(values, "dropRate"),
                real(values, "l2"),
                real(values, "gradientNormLimit"),
                whole(values, "batchSize"),
                whole(values, "windowLength"),
                whole(values, "epochs"));
    }

    private static double real(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    private static int whole(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).intValue();
    }
}
