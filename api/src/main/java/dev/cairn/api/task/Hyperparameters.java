package dev.cairn.api.task;

import static dev.cairn.api.task.Hyperparameter.choice;
import static dev.cairn.api.task.Hyperparameter.integer;
import static dev.cairn.api.task.Hyperparameter.real;

import dev.cairn.api.NearestWord;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The hyperparameters that exist, in one place: it feeds validation, the worker and the documentation. */
public record Hyperparameters(List<Hyperparameter> all) {
    /** Largest drop rate: at 1 nothing would be left to learn from. */
    private static final double MOST_DROPPED = 0.95;

    /** Before a column's name: whether a trial uses it. */
    static final String USE = "use.";

    private static final String YES = "YES";

    /** Of an LSTM that forecasts a time series. */
    public static final Hyperparameters FORECASTING = new Hyperparameters(List.of(
            real(
                    "learningRate",
                    1e-8,
                    10,
                    0.001,
                    "per update",
                    "Step size of the optimiser; search it first, on a log scale."),
            choice(
                    "optimizer",
                    List.of("ADAM", "NADAM", "RMSPROP", "SGD"),
                    "Rule that turns gradients into updates; ADAM is a safe start."),
            real("momentum", 0, 0.999, 0, "", "Nesterov momentum; used by SGD only."),
            integer("layers", 1, 4, 1, "layers", "Stacked LSTM layers; one or two suffice for most series."),
            integer("units", 1, 1024, 32, "units per layer", "Width of each LSTM layer; cost grows with its square."),
            real(
                    "dropRate",
                    0,
                    MOST_DROPPED,
                    0,
                    "probability to drop",
                    "Share of a layer's inputs zeroed while training."),
            real("l2", 0, 1, 0, "", "Weight of the squared weights in the training loss."),
            real(
                    "gradientNormLimit",
                    1e-6,
                    1e6,
                    1,
                    "L2 norm per layer",
                    "Longer gradients are scaled down to this length; small values tame a high learning rate."),
            integer("batchSize", 1, 4096, 32, "windows", "Windows per update; larger ones train faster per epoch."),
            integer("windowLength", 1, 1000, 14, "time steps", "How much of the past the network sees."),
            integer("epochs", 1, 10_000, 20, "passes", "Passes over the training part."),
            // How the data is prepared.
            integer(
                    "stride",
                    1,
                    1000,
                    1,
                    "time steps",
                    "Steps from one training window to the next; what judges a trial is not thinned out."),
            choice(
                    "scaling",
                    List.of("STANDARD", "MIN_MAX", "ROBUST", "NONE"),
                    "Unit of each column, fitted on the training part: deviations from the mean, the range from 0 to 1, or"
                            + " quartile distances from the median."),
            integer(
                    "differencingLag",
                    0,
                    1000,
                    0,
                    "time steps",
                    "Forecast changes from so many steps before instead of levels; 0 is off, 1 helps against trends, a season"
                            + " against seasons."),
            choice(
                    "logTarget",
                    List.of("NONE", "LOG", "LOG1P"),
                    "Logarithm of the target, or of 1 more than it, where changes are proportions."),
            choice(
                    "windowNormalisation",
                    List.of("NONE", "LAST_VALUE", "STANDARD"),
                    "Each window relative to its own last value, or in its own deviations from its mean; helps where levels"
                            + " drift or series differ.")));

    public Hyperparameters {
        all = List.copyOf(all);
    }

    /** With one more for each column that a trial may do without: whether it is used. */
    Hyperparameters choosingFrom(Stream<String> columns) {
        Stream<Hyperparameter> uses =
                columns.map(column -> choice(USE + column, List.of(YES, "NO"), "Whether the network sees the column."));
        return new Hyperparameters(Stream.concat(all.stream(), uses).toList());
    }

    /** Whether a point, or a value for every hyperparameter, lets the network see a column. */
    static boolean uses(Map<String, ?> values, String column) {
        Object use = values.get(USE + column);
        return use == null || use.equals(YES);
    }

    public Optional<Hyperparameter> named(String name) {
        return all.stream().filter(h -> h.name().equals(name)).findFirst();
    }

    public List<String> names() {
        return all.stream().map(Hyperparameter::name).toList();
    }

    /** The value of every hyperparameter: the point's, else the fixed one, else the standard one. */
    public Map<String, Object> complete(Map<String, ?> fixed, Map<String, ?> point) {
        var values = new LinkedHashMap<String, Object>();
        all.forEach(h -> values.put(h.name(), h.standard()));
        values.putAll(fixed);
        values.putAll(point);
        return values;
    }

    /** What is wrong with values set for the whole study; pointers relative to the map. */
    List<Violation> objectionsToFixed(Map<String, Object> fixed) {
        var violations = new ArrayList<Violation>();
        new TreeMap<>(fixed)
                .forEach((name, value) -> named(name)
                        .ifPresentOrElse(
                                known -> {
                                    if (!known.admits(value)) {
                                        violations.add(new Violation(
                                                "/" + name,
                                                name + " must be " + known.allowed() + " but was " + value));
                                    }
                                },
                                () -> violations.add(unknown("/" + name, name))));
        return violations;
    }

    /** What is wrong with one searched parameter; pointers relative to the parameter. */
    List<Violation> objectionsTo(Parameter parameter) {
        Optional<Hyperparameter> known = named(parameter.name());
        if (known.isEmpty()) {
            return List.of(unknown("/name", parameter.name()));
        }
        Hyperparameter hyperparameter = known.get();
        Optional<Violation> wrongType = typeObjection(hyperparameter, parameter);
        if (wrongType.isPresent()) {
            return List.of(wrongType.get());
        }
        var violations = new ArrayList<Violation>();
        extremes(parameter).forEach((pointer, value) -> {
            if (!hyperparameter.admits(value)) {
                violations.add(new Violation(
                        pointer,
                        parameter.name() + " must be " + hyperparameter.allowed() + " but the space contains "
                                + value));
            }
        });
        return violations;
    }

    /** A range that holds values between the admissible ones: its ends alone would not show it. */
    private static Optional<Violation> typeObjection(Hyperparameter hyperparameter, Parameter parameter) {
        String name = hyperparameter.name();
        boolean reals = parameter instanceof Parameter.Real;
        boolean numbers = reals || parameter instanceof Parameter.Int;
        return switch (hyperparameter.kind()) {
            case REAL -> Optional.empty();
            case INTEGER ->
                reals
                        ? Optional.of(
                                new Violation("/type", name + " is counted in whole numbers: use INTEGER or ORDINAL"))
                        : Optional.empty();
            case CHOICE ->
                numbers
                        ? Optional.of(new Violation(
                                "/type", name + " is " + hyperparameter.allowed() + ": use CATEGORICAL or ORDINAL"))
                        : Optional.empty();
        };
    }

    private static Map<String, Object> extremes(Parameter parameter) {
        var found = new LinkedHashMap<String, Object>();
        if (parameter instanceof Parameter.Real real) {
            found.put("/low", real.low());
            found.put("/high", real.high());
        } else if (parameter instanceof Parameter.Int whole) {
            found.put("/low", whole.low());
            found.put("/high", whole.high());
        } else {
            for (int i = 0; i < parameter.size().orElse(0); i++) {
                found.put("/values/" + i, parameter.valueAt(i));
            }
        }
        return found;
    }

    private Violation unknown(String pointer, String name) {
        return new Violation(
                pointer,
                "there is no hyperparameter '" + name + "'" + NearestWord.hint(name, names()) + "; known are "
                        + names());
    }
}
