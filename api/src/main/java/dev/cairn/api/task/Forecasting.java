package dev.cairn.api.task;

import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts columns of one or many time series from a window of their past.
 *
 * @param dataset {@code sha256:} and 64 hex digits
 * @param time the column of dates or times, increasing within each series
 * @param series the column that names the series which a row belongs to; absent if all rows are of one. One network is trained
 *     on all series, and all share one time: parts are cut at the same times in each
 * @param targets columns to forecast
 * @param features columns that the network sees up to the moment of the forecast and never after it; the targets when absent
 * @param knownAhead columns that are known in advance, such as holidays or prices already set: the network sees them up to the
 *     last step that it forecasts
 * @param calendar what the times themselves tell, known ahead, too
 * @param horizon time steps ahead, 1 to horizon are forecast together; 1 when absent
 * @param quantiles what a network with the loss QUANTILE answers for each target and step: shares of the outcomes that lie below,
 *     increasing, the median among them; 0.05, 0.5 and 0.95 when absent
 * @param season rows after which the series resembles itself, such as 7 for days; measures with a seasonal reference use it
 * @param gaps REFUSE when absent
 * @param duplicates REFUSE when absent
 * @param missing REFUSE when absent
 * @param reach rows before a forecast that some trial of the study may look at; filled in by the study from its space, so that
 *     all trials are scored on the same targets
 * @param hyperparameters values for hyperparameters that are not searched
 */
public record Forecasting(
        String dataset,
        String time,
        @Nullable String series,
        List<String> targets,
        @Nullable List<String> features,
        @Nullable List<String> knownAhead,
        @Nullable List<CalendarFeature> calendar,
        @Nullable Integer horizon,
        @Nullable List<Double> quantiles,
        @Nullable Integer season,
        TimeSplit split,
        @Nullable Gaps gaps,
        @Nullable Duplicates duplicates,
        @Nullable Missing missing,
        @Nullable Integer reach,
        @Nullable Map<String, Object> hyperparameters)
        implements Task {

    public static final String TYPE = "FORECASTING";
    /** Metrics that a worker reports for this task and that may be an objective. */
    public static final List<String> OBJECTIVE_METRICS = List.of(
            "validation.rmse",
            "validation.mae",
            "validation.wape",
            "validation.smape",
            "validation.mase",
            "validation.rmsse",
            "validation.r2",
            "validation.skill",
            "validation.pinball",
            "validation.coverage",
            "validation.intervalWidth",
            "train.loss");

    /** Those of them that only forecasts of quantiles have. */
    private static final List<String> QUANTILE_METRICS =
            List.of("validation.pinball", "validation.coverage", "validation.intervalWidth");

    private static final List<Double> USUAL_QUANTILES = List.of(0.05, 0.5, 0.95);
    private static final int MOST_QUANTILES = 21;
    private static final String QUANTILE = "QUANTILE";
    private static final String STRATEGY = "horizonStrategy";
    private static final String RECURSIVE = "RECURSIVE";

    private static final TaskMetrics METRICS = new TaskMetrics("a forecasting trial", OBJECTIVE_METRICS);

    /** What to do where the time between rows is not the usual one. */
    public enum Gaps {
        REFUSE,
        /** Treat rows as equally spaced, as with trading days. */
        ALLOW,
        /** Put a row without values in the place of each that is not there. */
        FILL
    }

    /**
     * What to do where a time stands on several lines of a series, as when clocks are set back. Of each column those values of these
     * lines are looked at that are not missing, and no other line's: nothing that comes later is seen.
     */
    public enum Duplicates {
        REFUSE,
        /** The first line's, which is all that was known when the time came first. */
        FIRST,
        /** The last line's: corrections are appended. */
        LAST,
        /** The mean of all. */
        MEAN
    }

    /**
     * What to do where a value is missing: an empty cell, NA, NaN or null. A missing target is never made up to be trained on or
     * judged by, and nothing is ever interpolated: that would use the future.
     */
    public enum Missing {
        REFUSE,
        /** See the series' last value before it instead. */
        LAST_VALUE,
        /** Leave out the windows that would see it. */
        LEAVE_OUT
    }

    /** A task that asks for no quantiles of its own. */
    public Forecasting(
            String dataset,
            String time,
            @Nullable String series,
            List<String> targets,
            @Nullable List<String> features,
            @Nullable List<String> knownAhead,
            @Nullable List<CalendarFeature> calendar,
            @Nullable Integer horizon,
            @Nullable Integer season,
            TimeSplit split,
            @Nullable Gaps gaps,
            @Nullable Duplicates duplicates,
            @Nullable Missing missing,
            @Nullable Integer reach,
            @Nullable Map<String, Object> hyperparameters) {
        this(
                dataset,
                time,
                series,
                targets,
                features,
                knownAhead,
                calendar,
                horizon,
                null,
                season,
                split,
                gaps,
                duplicates,
                missing,
                reach,
                hyperparameters);
    }

    /** A task of one series whose features are all known up to the forecast only. */
    public Forecasting(
            String dataset,
            String time,
            List<String> targets,
            @Nullable List<String> features,
            @Nullable Integer horizon,
            TimeSplit split,
            @Nullable Gaps gaps,
            @Nullable Map<String, Object> hyperparameters) {
        this(
                dataset,
                time,
                null,
                targets,
                features,
                null,
                null,
                horizon,
                null,
                split,
                gaps,
                null,
                null,
                null,
                hyperparameters);
    }

    public Forecasting {
        targets = targets == null ? List.of() : List.copyOf(targets);
        features = features == null ? targets : List.copyOf(features);
        knownAhead = knownAhead == null ? List.of() : List.copyOf(knownAhead);
        calendar = calendar == null ? List.of() : List.copyOf(calendar);
        quantiles = quantiles == null ? null : List.copyOf(quantiles);
        missing = missing == null ? Missing.REFUSE : missing;
        horizon = horizon == null ? 1 : horizon;
        gaps = gaps == null ? Gaps.REFUSE : gaps;
        duplicates = duplicates == null ? Duplicates.REFUSE : duplicates;
        hyperparameters =
                hyperparameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(hyperparameters));
        int ahead = horizon;
        var rules = new Rules();
        TaskRules.checkDataset(rules, dataset);
        rules.present(time, "time");
        rules.check(!targets.isEmpty(), "/targets", () -> "targets must name at least one column");
        TaskRules.checkDistinct(rules, "targets", targets);
        TaskRules.checkDistinct(rules, "features", features);
        TaskRules.checkDistinct(rules, "knownAhead", knownAhead);
        TaskRules.checkDistinct(rules, "calendar", calendar);
        List<String> known = knownAhead;
        for (int i = 0; i < known.size(); i++) {
            String column = known.get(i);
            rules.check(
                    !targets.contains(column) && !features.contains(column),
                    "/knownAhead/" + i,
                    () -> "column '" + column + "' is a target or a feature known up to the forecast only; it cannot be"
                            + " known ahead as well");
        }
        rules.check(
                !features.isEmpty() || !known.isEmpty() || !calendar.isEmpty(),
                "/features",
                () -> "features must name at least one column");
        rules.check(
                season == null || season >= 1 && season <= 100_000,
                "/season",
                () -> "season must be in [1, 100000] but was " + season);
        checkQuantiles(rules, quantiles);
        rules.check(reach == null || reach >= 1, "/reach", () -> "reach must be at least 1 but was " + reach);
        rules.check(
                gaps != Gaps.FILL || missing != Missing.REFUSE,
                "/missing",
                () -> "gaps are filled with rows without values: set missing to LAST_VALUE or LEAVE_OUT");
        rules.check(ahead >= 1 && ahead <= 1000, "/horizon", () -> "horizon must be in [1, 1000] but was " + ahead);
        rules.present(split, "split");
        TaskRules.checkHyperparameters(rules, Hyperparameters.FORECASTING, hyperparameters);
        rules.hold();
    }

    private static void checkQuantiles(Rules rules, @Nullable List<Double> quantiles) {
        if (quantiles == null) {
            return;
        }
        rules.check(
                quantiles.size() >= 2 && quantiles.size() <= MOST_QUANTILES && quantiles.contains(0.5),
                "/quantiles",
                () -> "quantiles must be 2 to " + MOST_QUANTILES + " numbers, 0.5 among them, but were " + quantiles);
        for (int i = 0; i < quantiles.size(); i++) {
            double one = quantiles.get(i);
            double before = i == 0 ? 0 : quantiles.get(i - 1);
            rules.check(
                    one > before && one < 1,
                    "/quantiles/" + i,
                    () -> "quantiles must increase and lie between 0 and 1 but " + before + " is followed by " + one);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public boolean hasTest() {
        return split.hasTest();
    }

    @Override
    public List<Violation> objections(
            SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        Hyperparameters known =
                Hyperparameters.FORECASTING.choosingFrom(Stream.concat(features().stream(), knownAhead().stream()));
        var violations = new ArrayList<>(known.objectionsTo(space, hyperparameters()));
        for (int i = 0; i < space.parameters().size(); i++) {
            String name = space.parameters().get(i).name();
            if (name.startsWith(Hyperparameters.USE) && missing == Missing.LEAVE_OUT) {
                violations.add(new Violation(
                        "/space/parameters/" + i + "/name",
                        "'" + name
                                + "' cannot be searched while missing is LEAVE_OUT: trials that use a column"
                                + " and trials that do not would be judged on different targets"));
            }
        }
        violations.addAll(METRICS.objections(objectives, constraints));
        violations.addAll(quantileObjections(space, objectives, constraints));
        violations.addAll(strategyObjections(space));
        return violations;
    }

    /** What asks for forecasts from forecasts where there are none. */
    private List<Violation> strategyObjections(SearchSpace space) {
        List<Object> strategies = new Effects(Hyperparameters.FORECASTING, space, hyperparameters()).possible(STRATEGY);
        if (!strategies.contains(RECURSIVE)) {
            return List.of();
        }
        var violations = new ArrayList<Violation>();
        for (String column : features()) {
            if (!targets.contains(column)) {
                violations.add(new Violation(
                        "/task/features",
                        STRATEGY + " " + RECURSIVE + " goes on from its own forecasts, but of the feature '" + column
                                + "' there are none: make it a target, declare it knownAhead if it is, leave it out, or"
                                + " set " + STRATEGY + " to DIRECT"));
            }
        }
        if (horizon() == 1 && strategies.size() > 1) {
            violations.add(new Violation("/space", STRATEGY + " has no effect with a horizon of 1: do not search it"));
        }
        return violations;
    }

    /** What names quantiles where no trial, or not every trial, forecasts any. */
    private List<Violation> quantileObjections(
            SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        List<Object> losses = new Effects(Hyperparameters.FORECASTING, space, hyperparameters()).possible("loss");
        var violations = new ArrayList<Violation>();
        if (quantiles != null && !losses.contains(QUANTILE)) {
            violations.add(new Violation(
                    "/task/quantiles",
                    "quantiles are forecast only with loss " + QUANTILE + ", which is " + losses
                            + " here: set task.hyperparameters.loss or search it"));
        }
        for (int i = 0; i < objectives.size(); i++) {
            check(violations, "/objectives/" + i, objectives.get(i).metric(), losses);
        }
        for (int i = 0; i < constraints.size(); i++) {
            check(violations, "/constraints/" + i, constraints.get(i).metric(), losses);
        }
        return violations;
    }

    private static void check(List<Violation> violations, String pointer, String metric, List<Object> losses) {
        if (QUANTILE_METRICS.contains(metric) && !losses.equals(List.of(QUANTILE))) {
            violations.add(new Violation(
                    pointer + "/metric",
                    metric + " is measured only with loss " + QUANTILE + ", but it may be " + losses
                            + " here: set task.hyperparameters.loss to " + QUANTILE));
        }
    }

    @Override
    public Forecasting within(SearchSpace space) {
        int widest = widest(space, "windowLength") + widest(space, "differencingLag");
        return with(features(), knownAhead(), reach == null ? widest : Math.max(reach, widest));
    }

    @Override
    public Hyperparameters known() {
        return Hyperparameters.FORECASTING;
    }

    @Override
    public Map<String, Object> complete(Map<String, ?> point) {
        var own = new HashMap<String, Object>(point);
        Stream.concat(features().stream(), knownAhead().stream())
                .forEach(column -> own.remove(Hyperparameters.USE + column));
        return Hyperparameters.FORECASTING.complete(hyperparameters(), own);
    }

    /** Without the columns that the point does not use. */
    @Override
    public Forecasting using(Map<String, ?> point) {
        return with(
                features().stream()
                        .filter(column -> Hyperparameters.uses(point, column))
                        .toList(),
                knownAhead().stream()
                        .filter(column -> Hyperparameters.uses(point, column))
                        .toList(),
                reach);
    }

    private Forecasting with(List<String> past, List<String> ahead, @Nullable Integer furthest) {
        return new Forecasting(
                dataset,
                time,
                series,
                targets,
                past,
                ahead,
                calendar,
                horizon,
                quantiles,
                season,
                split,
                gaps,
                duplicates,
                missing,
                furthest,
                hyperparameters);
    }

    /** The quantiles that a network answers if its loss is that of quantiles. */
    public List<Double> answeredQuantiles() {
        return quantiles == null ? USUAL_QUANTILES : quantiles;
    }

    /** The columns of numbers that the task needs, each once: the targets, other features, those known ahead. */
    public List<String> columns() {
        return Stream.of(targets(), features(), knownAhead())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private int widest(SearchSpace space, String name) {
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
