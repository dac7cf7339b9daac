package dev.cairn.api.task;

import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Raises an alarm at each time step of one or many series that is not as the training part was. What an alarm rests on, a
 * forecast's error, a reconstruction's error or what labels taught, is the hyperparameter {@code method}.
 *
 * @param dataset {@code sha256:} and 64 hex digits
 * @param time the column of dates or times, increasing within each series
 * @param series the column that names the series which a row belongs to; absent if all rows are of one
 * @param features the columns that are watched
 * @param label the column that says whether a row is anomalous: 1 or true, 0 or false, empty if nobody knows. It judges trials; only the
 *     method SUPERVISED and the threshold BEST_F1 learn from it. Without it the one objective is a loss
 * @param trainingAnomalies what becomes of rows of the training part that are labelled anomalous, with a method that does not
 *     learn from labels; KEEP when absent
 * @param gaps REFUSE when absent
 * @param duplicates REFUSE when absent; with any other a time is labelled anomalous if one of its lines is
 * @param missing REFUSE when absent
 * @param reach rows up to a judged one that some trial of the study may look at before it; filled in by the study from its
 *     space, so that all trials are scored on the same time steps
 * @param hyperparameters values for hyperparameters that are not searched
 */
public record AnomalyDetection(
        String dataset,
        String time,
        @Nullable String series,
        List<String> features,
        @Nullable String label,
        @Nullable TrainingAnomalies trainingAnomalies,
        TimeSplit split,
        Forecasting.@Nullable Gaps gaps,
        Forecasting.@Nullable Duplicates duplicates,
        Forecasting.@Nullable Missing missing,
        @Nullable Integer reach,
        @Nullable Map<String, Object> hyperparameters)
        implements Task {

    public static final String TYPE = "ANOMALY_DETECTION";

    /** Metrics that compare scores and alarms with labels. */
    public static final List<String> LABELLED_METRICS = List.of(
            "validation.prAuc",
            "validation.rocAuc",
            "validation.f1",
            "validation.precision",
            "validation.recall",
            "validation.eventRecall",
            "validation.falseAlarmsPer1000",
            "validation.meanDelay");

    /** Metrics that need no label and are in the network's own units. */
    public static final List<String> LOSSES = List.of("validation.loss", "train.loss");

    private static final String WHOSE = "an anomaly detection trial";
    private static final String METHOD = "method";
    private static final String SUPERVISED = "SUPERVISED";
    private static final String BEST_F1 = "BEST_F1";
    private static final List<String> REACHING = List.of("windowLength", "differencingLag");
    /** What changes the units of a loss. */
    private static final List<String> UNITS =
            List.of(METHOD, "scaling", "differencingLag", "windowNormalisation", "loss");

    /** What becomes of rows that are labelled anomalous in the part that trains. */
    public enum TrainingAnomalies {
        /** They are fitted to and calibrated with as all others: the label is not read for it. */
        KEEP,
        /** No window that sees one is fitted to, watched or calibrated with. */
        LEAVE_OUT
    }

    public AnomalyDetection {
        features = features == null ? List.of() : List.copyOf(features);
        trainingAnomalies = trainingAnomalies == null ? TrainingAnomalies.KEEP : trainingAnomalies;
        gaps = gaps == null ? Forecasting.Gaps.REFUSE : gaps;
        duplicates = duplicates == null ? Forecasting.Duplicates.REFUSE : duplicates;
        missing = missing == null ? Forecasting.Missing.REFUSE : missing;
        hyperparameters =
                hyperparameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(hyperparameters));
        List<String> watched = features;
        var rules = new Rules();
        TaskRules.checkDataset(rules, dataset);
        rules.present(time, "time");
        rules.check(!watched.isEmpty(), "/features", () -> "features must name at least one column");
        TaskRules.checkDistinct(rules, "features", watched);
        rules.check(
                label == null || !watched.contains(label),
                "/label",
                () -> "column '" + label + "' is a feature; a network that saw the label would have nothing to detect");
        rules.check(
                label != null || trainingAnomalies == TrainingAnomalies.KEEP,
                "/trainingAnomalies",
                () -> "trainingAnomalies LEAVE_OUT needs a label column");
        rules.check(
                gaps != Forecasting.Gaps.FILL || missing != Forecasting.Missing.REFUSE,
                "/missing",
                () -> "gaps are filled with rows without values: set missing to LAST_VALUE or LEAVE_OUT");
        rules.check(reach == null || reach >= 1, "/reach", () -> "reach must be at least 1 but was " + reach);
        rules.present(split, "split");
        TaskRules.checkHyperparameters(rules, Hyperparameters.ANOMALY_DETECTION, hyperparameters);
        rules.hold();
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
    public Hyperparameters known() {
        return Hyperparameters.ANOMALY_DETECTION;
    }

    @Override
    public Map<String, Object> complete(Map<String, ?> point) {
        return known().complete(hyperparameters(), point);
    }

    @Override
    public AnomalyDetection using(Map<String, ?> point) {
        return this;
    }

    @Override
    public AnomalyDetection within(SearchSpace space) {
        return new AnomalyDetection(
                dataset,
                time,
                series,
                features,
                label,
                trainingAnomalies,
                split,
                gaps,
                duplicates,
                missing,
                forecasting().within(space).reach(),
                hyperparameters);
    }

    /** The forecasting task with the same series, parts and windows: each feature's next row, from the rows before it. */
    public Forecasting forecasting() {
        var reaching = new LinkedHashMap<>(Objects.requireNonNull(hyperparameters));
        reaching.keySet().retainAll(REACHING);
        return new Forecasting(
                dataset,
                time,
                series,
                features,
                features,
                null,
                null,
                1,
                null,
                split,
                gaps,
                duplicates,
                missing,
                reach,
                reaching);
    }

    @Override
    public List<Violation> objections(
            SearchSpace space, List<Objective> objectives, List<OutcomeConstraint> constraints) {
        var violations = new ArrayList<>(known().objectionsTo(space, hyperparameters()));
        List<String> all = new ArrayList<>(LABELLED_METRICS);
        all.addAll(LOSSES);
        var unlabelled = new TaskMetrics(WHOSE + " without a label column", LOSSES);
        var metrics = label == null ? unlabelled : new TaskMetrics(WHOSE, all);
        violations.addAll(metrics.objections(objectives, constraints));
        if (label == null) {
            violations.addAll(needsLabel(space, METHOD, SUPERVISED));
            violations.addAll(needsLabel(space, "thresholdRule", BEST_F1));
        }
        for (int i = 0; i < objectives.size(); i++) {
            String metric = objectives.get(i).metric();
            for (String name : LOSSES.contains(metric) ? UNITS : List.<String>of()) {
                if (space.parameter(name).isPresent()) {
                    violations.add(new Violation(
                            "/objectives/" + i + "/metric",
                            "'" + metric + "' has other units for other values of '" + name
                                    + "', which is searched: take a metric that compares with labels, or set '" + name
                                    + "' for all trials"));
                }
            }
        }
        return violations;
    }

    private List<Violation> needsLabel(SearchSpace space, String name, String choice) {
        var violations = new ArrayList<Violation>();
        if (choice.equals(Objects.requireNonNull(hyperparameters).get(name))) {
            violations.add(
                    new Violation("/task/hyperparameters/" + name, name + " " + choice + " needs a label column"));
        }
        for (int i = 0; i < space.parameters().size(); i++) {
            Parameter parameter = space.parameters().get(i);
            boolean isAmong = parameter.name().equals(name)
                    && LongStream.range(0, parameter.size().orElse(0))
                            .anyMatch(at -> choice.equals(parameter.valueAt(at)));
            if (isAmong) {
                violations.add(new Violation("/space/parameters/" + i, name + " " + choice + " needs a label column"));
            }
        }
        return violations;
    }
}
