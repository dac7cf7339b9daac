package dev.cairn.api.task;

import dev.cairn.api.NearestWord;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The hyperparameters that exist, in one place: it feeds validation, the worker and the documentation. What others depend on
 * stands before them.
 */
public record Hyperparameters(List<Hyperparameter> all) {
    /** Before a column's name: whether a trial uses it. */
    static final String USE = "use.";

    private static final String YES = "YES";

    /** Of an LSTM that forecasts a time series. */
    public static final Hyperparameters FORECASTING = of(List.of(
            DataHyperparameters.ALL,
            OptimiserHyperparameters.ALL,
            NetworkHyperparameters.ALL,
            List.of(TrainingHyperparameters.FORECAST_LOSS, TrainingHyperparameters.HORIZON_STRATEGY),
            TrainingHyperparameters.ALL));

    /** Of an LSTM that classifies sequences of numbers. */
    public static final Hyperparameters SEQUENCE_CLASSIFICATION = of(ClassHyperparameters.ofSequences());

    /** Of an LSTM that classifies texts. */
    public static final Hyperparameters TEXT_CLASSIFICATION = of(ClassHyperparameters.ofTexts());

    /** Of an LSTM that finds what is not as usual in a time series. */
    public static final Hyperparameters ANOMALY_DETECTION = of(List.of(
            DetectionHyperparameters.ALL,
            DataHyperparameters.ALL.stream()
                    // What stands out shall not be cut off.
                    .filter(h -> !h.name().equals("logTarget") && !h.name().equals("inputClipping"))
                    .toList(),
            OptimiserHyperparameters.ALL,
            NetworkHyperparameters.ALL,
            List.of(DetectionHyperparameters.LOSS),
            TrainingHyperparameters.ALL));

    public Hyperparameters {
        all = List.copyOf(all);
    }

    private static Hyperparameters of(List<List<Hyperparameter>> parts) {
        return new Hyperparameters(parts.stream().flatMap(List::stream).toList());
    }

    /** With one more for each column that a trial may do without: whether it is used. */
    Hyperparameters choosingFrom(Stream<String> columns) {
        Stream<Hyperparameter> uses = columns.map(
                column -> Hyperparameter.choice(USE + column, YES, "NO").advising("Whether the network sees it."));
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

    /**
     * The value of every hyperparameter: the point's, else the fixed one, else the standard one. What has no effect beside the
     * others has its standard value, whatever was given.
     */
    public Map<String, Object> complete(Map<String, ?> fixed, Map<String, ?> point) {
        var given = new HashMap<String, Object>(fixed);
        given.putAll(point);
        var values = new LinkedHashMap<String, Object>();
        for (Hyperparameter h : all) {
            boolean counts = h.when().entrySet().stream()
                    .allMatch(condition -> contains(condition.getValue(), values.get(condition.getKey())));
            Object value = given.remove(h.name());
            values.put(h.name(), counts && value != null ? value : h.standardBeside(values));
        }
        // Whoever reads them shall stumble over names that do not exist.
        values.putAll(given);
        return values;
    }

    private static boolean contains(List<Object> values, Object value) {
        return values.stream().anyMatch(v -> isSame(v, value));
    }

    private static boolean isSame(Object one, Object other) {
        return one instanceof Number a && other instanceof Number b
                ? a.doubleValue() == b.doubleValue()
                : one.equals(other);
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

    /** What is wrong with a space beside values set for the whole study; pointers relative to the study. */
    List<Violation> objectionsTo(SearchSpace space, Map<String, Object> fixed) {
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < space.parameters().size(); i++) {
            Parameter parameter = space.parameters().get(i);
            String at = "/space/parameters/" + i;
            objectionsTo(parameter).forEach(v -> violations.add(v.under(at)));
            if (fixed.containsKey(parameter.name())) {
                violations.add(new Violation(
                        "/task/hyperparameters/" + parameter.name(),
                        "'" + parameter.name() + "' is set here and searched in the space; keep one"));
            }
        }
        violations.addAll(new Effects(this, space, fixed).objections());
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
