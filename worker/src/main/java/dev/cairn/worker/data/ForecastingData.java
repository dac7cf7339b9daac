package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
import dev.cairn.api.dataset.Table;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit.Fold;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything that one network of a forecasting trial trains on and is judged by. */
public final class ForecastingData implements TaskData {
    private final Windows fitting;
    private final @Nullable Windows watched;
    private final Windows held;
    private final Scores scores;
    private final List<Scores.Reference[]> references;
    private final double naiveRmse;

    private ForecastingData(
            Windows fitting,
            @Nullable Windows watched,
            Windows held,
            Scores scores,
            List<Scores.Reference[]> references) {
        this.fitting = fitting;
        this.watched = watched;
        this.held = held;
        this.scores = scores;
        this.references = references;
        this.naiveRmse = Objects.requireNonNull(scores.of(Baselines.naive(held)).get("rmse"));
    }

    /**
     * Prepares a data set for a trial: once for each fold of a search, once for a confirmation.
     *
     * @param watchedShare part of the training rows, the latest of them, kept back for early stopping; in [0, 1), 0 for none
     * @param room where numbers are kept
     * @throws InvalidValueException if it cannot serve the task; with a pointer under {@code /hyperparameters} if other
     *     hyperparameters could make it serve
     */
    public static List<ForecastingData> of(
            Forecasting task, Purpose purpose, Table table, Recipe recipe, double watchedShare, Room room) {
        VisibleRows visible = VisibleRows.of(task, purpose, table, recipe.reach(), room);
        List<Stationary> stationary = visible.series().series().stream()
                .map(one -> Stationary.of(task, recipe, one.values(), room))
                .toList();
        return visible.folds().stream()
                .map(fold -> of(task, recipe, visible.series(), stationary, fold, watchedShare, room))
                .toList();
    }

    /** Likewise, with all numbers on the heap. */
    public static List<ForecastingData> of(
            Forecasting task, Purpose purpose, Table table, Recipe recipe, double watchedShare) {
        return of(task, purpose, table, recipe, watchedShare, Room.onHeap());
    }

    private static ForecastingData of(
            Forecasting task,
            Recipe recipe,
            TimeSeries series,
            List<Stationary> stationary,
            Fold fold,
            double watchedShare,
            Room room) {
        var rows = VisibleRows.Watched.of(
                fold.train(), watchedShare, recipe.reach(), Objects.requireNonNull(task.horizon()));
        Preparation preparation = Preparation.fit(task, recipe, stationary, rows.fitted());
        List<Channels> channels = IntStream.range(0, stationary.size())
                .mapToObj(i -> preparation.channels(
                        series.times(), series.series().get(i).values(), stationary.get(i), room))
                .toList();
        Windows fitting = Windows.within(rows.fitted(), channels, preparation, recipe.reach(), recipe.stride());
        Windows watched = rows.watched().isEmpty()
                ? null
                : Windows.within(rows.watched(), channels, preparation, recipe.reach(), 1);
        Windows held =
                Windows.within(List.of(fold.held()), channels, preparation, VisibleRows.reach(task, recipe.reach()), 1);
        if (fitting.count() == 0 || held.count() == 0 || watched != null && watched.count() == 0) {
            throw new InvalidValueException(List.of(new Violation(
                    "",
                    "missing values leave " + fitting.count() + " windows to train on and " + held.count()
                            + " to judge by")));
        }
        int season = task.season() == null ? 1 : task.season();
        int targets = task.targets().size();
        // Of the watched rows, too: what judges must not depend on what is searched.
        List<Scores.Reference[]> references = channels.stream()
                .map(one -> references(one.actual(), targets, fold.train(), season))
                .toList();
        return new ForecastingData(fitting, watched, held, scores(held, references, task), references);
    }

    private static Scores scores(Windows held, List<Scores.Reference[]> references, Forecasting task) {
        int targets = task.targets().size();
        double[][] actual = new double[held.count()][held.preparation().horizon() * targets];
        Scores.Reference[][] ofExamples = new Scores.Reference[held.count()][];
        for (int example = 0; example < held.count(); example++) {
            for (int i = 0; i < actual[example].length; i++) {
                actual[example][i] = held.actual(example, i);
            }
            ofExamples[example] = references.get(held.of()[example]);
        }
        return new Scores(actual, targets, ofExamples);
    }

    private static Scores.Reference[] references(Grid actual, int targets, List<Rows> training, int season) {
        var references = new Scores.Reference[targets];
        for (int target = 0; target < references.length; target++) {
            double absolutes = 0;
            double squares = 0;
            long count = 0;
            for (Rows part : training) {
                for (int row = part.from() + season; row < part.to(); row++) {
                    double change = actual.get(row, target) - actual.get(row - season, target);
                    if (!Double.isNaN(change)) {
                        absolutes += Math.abs(change);
                        squares += change * change;
                        count++;
                    }
                }
            }
            references[target] = new Scores.Reference(absolutes / count, squares / count);
        }
        return references;
    }

    public Preparation preparation() {
        return held.preparation();
    }

    @Override
    public Encoding encoding() {
        return preparation();
    }

    @Override
    public Windows fitting() {
        return fitting;
    }

    @Override
    public @Nullable Windows watched() {
        return watched;
    }

    @Override
    public Windows held() {
        return held;
    }

    @Override
    public Map<String, Double> metrics(float[][] outputs) {
        Map<String, Double> metrics = withSkill(scores.of(restored(outputs)));
        if (preparation().recipe().quantiles()) {
            double[][][] quantiles = new double[outputs.length][][];
            for (int example = 0; example < outputs.length; example++) {
                quantiles[example] = held.quantiles(example, outputs[example]);
            }
            metrics.putAll(scores.ofQuantiles(preparation().quantiles(), quantiles));
        }
        return metrics;
    }

    @Override
    public Optional<RunningScores> trainingScores() {
        return Optional.of(new TrainingScores(fitting, references));
    }

    @Override
    public Map<String, Double> details(float[][] outputs) {
        return scores.bySteps(restored(outputs));
    }

    /** Within each series, in blocks: forecasts that begin within a horizon of each other share some of what they forecast. */
    @Override
    public Optional<Sampled> sampled(float[][] outputs) {
        Sampling sampling =
                Sampling.ofSeries(Sampling.runs(held.of()), held.preparation().horizon());
        return Optional.of(scores.sampled(restored(outputs), Baselines.naive(held), sampling));
    }

    @Override
    public Map<String, Map<String, Double>> baselines() {
        var baselines = new TreeMap<String, Map<String, Double>>();
        baselines.put("naive", scores.of(Baselines.naive(held)));
        if (preparation().recipe().quantiles()) {
            List<Double> levels = preparation().quantiles();
            Objects.requireNonNull(baselines.get("naive"))
                    .putAll(scores.ofQuantiles(levels, Baselines.naiveQuantiles(fitting, held, levels)));
        }
        Integer season = preparation().task().season();
        if (season != null) {
            Baselines.seasonal(held, season)
                    .ifPresent(forecasts -> baselines.put("seasonalNaive", withSkill(scores.of(forecasts))));
        }
        baselines.put("linear", withSkill(scores.of(Baselines.linear(fitting, held))));
        return baselines;
    }

    private double[][] restored(float[][] outputs) {
        double[][] forecasts = new double[outputs.length][];
        for (int example = 0; example < outputs.length; example++) {
            forecasts[example] = held.restored(example, outputs[example]);
        }
        return forecasts;
    }

    private Map<String, Double> withSkill(Map<String, Double> metrics) {
        var all = new TreeMap<>(metrics);
        // Of a series that never changed there the naive forecast is perfect: no share of its error can be gained.
        if (naiveRmse > 0) {
            all.put("skill", Scores.skill(Objects.requireNonNull(metrics.get("rmse")), naiveRmse));
        }
        return all;
    }
}
