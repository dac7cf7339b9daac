package dev.cairn.worker.data;

import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.search.Rules;
import java.util.Map;

/**
 * The hyperparameters that decide how data is prepared, each named and explained by {@link Hyperparameters#FORECASTING}.
 *
 * @param quantiles whether the loss is that of quantiles, so that these are answered
 */
public record Recipe(
        int windowLength,
        int stride,
        Scaling.Kind scaling,
        int differencingLag,
        TargetLog logTarget,
        WindowNormalisation windowNormalisation,
        double inputClipping,
        HorizonStrategy horizonStrategy,
        boolean quantiles) {

    /**
     * Checks every value.
     *
     * @throws dev.cairn.search.InvalidValueException naming every value that cannot be used
     */
    public Recipe {
        var rules = new Rules();
        check(rules, "windowLength", windowLength);
        check(rules, "stride", stride);
        rules.present(scaling, "scaling");
        check(rules, "differencingLag", differencingLag);
        rules.present(logTarget, "logTarget");
        rules.present(windowNormalisation, "windowNormalisation");
        check(rules, "inputClipping", inputClipping);
        rules.present(horizonStrategy, "horizonStrategy");
        rules.check(
                !quantiles || horizonStrategy != HorizonStrategy.RECURSIVE,
                "/horizonStrategy",
                () ->
                        "horizonStrategy must be DIRECT where quantiles are forecast: none of them is what will be observed");
        rules.hold();
    }

    /** From a value for every hyperparameter that exists. */
    public static Recipe of(Map<String, Object> values) {
        return new Recipe(
                whole(values, "windowLength"),
                whole(values, "stride"),
                Scaling.Kind.valueOf((String) values.get("scaling")),
                whole(values, "differencingLag"),
                TargetLog.valueOf((String) values.get("logTarget")),
                WindowNormalisation.valueOf((String) values.get("windowNormalisation")),
                // Tasks that do not forecast have neither.
                values.get("inputClipping") instanceof Number share ? share.doubleValue() : 0,
                values.get("horizonStrategy") instanceof String way
                        ? HorizonStrategy.valueOf(way)
                        : HorizonStrategy.DIRECT,
                "QUANTILE".equals(values.get("loss")));
    }

    /** Rows before a forecast that are needed to make it. */
    public int reach() {
        return windowLength + differencingLag;
    }

    private static void check(Rules rules, String name, Number value) {
        Hyperparameter known = Hyperparameters.FORECASTING.named(name).orElseThrow();
        rules.check(known.admits(value), "/" + name, () -> name + " must be " + known.allowed() + " but was " + value);
    }

    private static int whole(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).intValue();
    }
}
