package dev.cairn.worker.lstm;

import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.Rules;
import java.util.Map;

/** The hyperparameters of one network and its training, each named and explained by {@link Hyperparameters#FORECASTING}. */
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
        int epochs) {

    /** How gradients become updates. */
    public enum Optimizer {
        ADAM,
        NADAM,
        RMSPROP,
        SGD
    }

    /**
     * Checks every value.
     *
     * @throws dev.cairn.search.InvalidValueException naming every value that cannot be used
     */
    public LstmHyperparameters {
        var rules = new Rules();
        check(rules, "learningRate", learningRate);
        rules.present(optimizer, "optimizer");
        check(rules, "momentum", momentum);
        check(rules, "layers", layers);
        check(rules, "units", units);
        check(rules, "dropRate", dropRate);
        check(rules, "l2", l2);
        check(rules, "gradientNormLimit", gradientNormLimit);
        check(rules, "batchSize", batchSize);
        check(rules, "epochs", epochs);
        rules.hold();
    }

    /** From a value for every hyperparameter that exists. */
    static LstmHyperparameters of(Map<String, Object> values) {
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
                whole(values, "epochs"));
    }

    private static void check(Rules rules, String name, Number value) {
        Hyperparameter known = Hyperparameters.FORECASTING.named(name).orElseThrow();
        rules.check(known.admits(value), "/" + name, () -> name + " must be " + known.allowed() + " but was " + value);
    }

    private static double real(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    private static int whole(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).intValue();
    }
}
