package dev.cairn.api.task;

import dev.cairn.api.NearestWord;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts columns of a time series from a window of its past. All features are known only up to the moment of the forecast.
 *
 * @param dataset {@code sha256:} and 64 hex digits
 * @param time the column of dates or times, increasing
 * @param targets columns to forecast
 * @param features columns the network sees; the targets when absent
 * @param horizon time steps ahead, 1 to horizon are forecast together; 1 when absent
 * @param gaps REFUSE when absent
 * @param hyperparameters values for hyperparameters that are not searched
 */
public record Forecasting(
        String dataset,
        String time,
        List<String> targets,
        @Nullable List<String> features,
        @Nullable Integer horizon,
        Split split,
        @Nullable Gaps gaps,
        @Nullable Map<String, Object> hyperparameters)
        implements Task {

    public static final String TYPE = "FORECASTING";
    /** Metrics that a worker reports for this task and that may be an objective. */
    public static final List<String> OBJECTIVE_METRICS =
            List.of("validation.rmse", "validation.mae", "validation.skill", "train.loss");
    /** Metrics that may be limited: those, the seconds that training took and the number of the network's parameters. */
    public static final List<String> CONSTRAINT_METRICS = Stream.concat(
                    OBJECTIVE_METRICS.stream(), Stream.of("seconds", "parameters"))
            .toList();

    /** What to do where the time between rows is not the usual one. */
    public enum Gaps {
        REFUSE,
        /** Treat rows as equally spaced, as with trading days. */
        ALLOW
    }

    public Forecasting {
        targets = targets == null ? List.of() : List.copyOf(targets);
        features = features == null ? targets : List.copyOf(features);
        horizon = horizon == null ? 1 : horizon;
        gaps = gaps == null ? Gaps.REFUSE : gaps;
        hyperparameters =
                hyperparameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(hyperparameters));
        int ahead = horizon;
        var rules = new Rules();
        if (rules.present(dataset, "dataset")) {
            rules.check(
                    dataset.matches("sha256:[0-9a-f]{64}"),
                    "/dataset",
                    () -> "dataset must be 'sha256:' and 64 lower-case hex digits but was '" + dataset + "'");
        }
        rules.present(time, "time");
        rules.check(!targets.isEmpty(), "/targets", () -> "targets must name at least one column");
        checkDistinct(rules, "targets", targets);
        checkDistinct(rules, "features", features);
        rules.check(!features.isEmpty(), "/features", () -> "features must name at least one column");
        rules.check(ahead >= 1 && ahead <= 1000, "/horizon", () -> "horizon must be in [1, 1000] but was " + ahead);
        rules.present(split, "split");
        Hyperparameters.FORECASTING
                .objectionsToFixed(hyperparameters)
                .forEach(v -> rules.check(false, "/hyperparameters" + v.pointer(), v::message));
        rules.hold();
    }

    private static void checkDistinct(Rules rules, String field, List<String> columns) {
        var seen = new HashSet<String>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            rules.check(seen.add(column), "/" + field + "/" + i, () -> field + " names column '" + column + "' twice");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public boolean hasTest() {
        return split.test() != null && split.test() > 0;
    }

    @Override
    public List<Violation> objections(
            SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        var violations = new ArrayList<>(Hyperparameters.FORECASTING.objectionsTo(space, hyperparameters()));
        checkMetrics(
                violations,
                "/objectives",
                objectives.stream().map(Objective::metric).toList(),
                OBJECTIVE_METRICS);
        checkMetrics(
                violations,
                "/constraints",
                constraints.stream().map(OutcomeConstraint::metric).toList(),
                CONSTRAINT_METRICS);
        return violations;
    }

    private static void checkMetrics(
            List<Violation> violations, String pointer, List<String> metrics, List<String> known) {
        for (int i = 0; i < metrics.size(); i++) {
            String metric = metrics.get(i);
            if (!known.contains(metric)) {
                violations.add(new Violation(
                        pointer + "/" + i + "/metric",
                        "a forecasting trial reports no metric '" + metric + "'" + NearestWord.hint(metric, known)
                                + "; known are " + known));
            }
        }
    }

    /** The widest window that the space or the fixed values can ask for, which fixes the targets of all trials. */
    public int widestWindow(SearchSpace space) {
        String name = "windowLength";
        Object widest = space.parameter(name)
                .<Object>map(Forecasting::largest)
                .orElseGet(() -> Hyperparameters.FORECASTING
                        .complete(hyperparameters(), Map.of())
                        .get(name));
        return ((Number) widest).intValue();
    }

    private static long largest(Parameter parameter) {
        if (parameter instanceof Parameter.Real range) {
            return range.high().longValue();
        }
        if (parameter instanceof Parameter.Int whole) {
            return whole.high();
        }
        // Listed values: as many as someone wrote down.
        return LongStream.range(0, parameter.size().orElse(0))
                .map(i -> ((Number) parameter.valueAt(i)).longValue())
                .max()
                .orElse(1);
    }
}
