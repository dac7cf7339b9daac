package dev.cairn.worker.lstm;

import dev.cairn.api.lease.Refit;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The training of one trial: one network for each fold and seed, all of them one epoch further before the next begins, so that every
 * point of the curve is a mean over all of them.
 */
final class Training {
    /** Metrics that differ between equal runs: they are read from clocks and gauges. */
    static final Set<String> READINGS =
            Set.of("seconds", "samplesPerSecond", "inferenceMilliseconds", "peakMemoryMegabytes");

    private final List<FoldTraining> folds;
    private final int epochs;
    private final TrialListener listener;
    private final Checkpoints checkpoints;
    private long began = System.nanoTime();
    private long examples;

    Training(List<FoldTraining> folds, int epochs, TrialListener listener, Checkpoints checkpoints) {
        this.folds = List.copyOf(folds);
        this.epochs = epochs;
        this.listener = listener;
        this.checkpoints = checkpoints;
    }

    /** Fits for all epochs that no earlier attempt did, and returns the final metrics. */
    Map<String, Double> run(Purpose purpose) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> last = Map.of();
        int epoch = epochsBehind();
        while (epoch < epochs && !isOver()) {
            epoch++;
            long before = System.nanoTime();
            last = fitted(epoch);
            last.put("samplesPerSecond", examples / secondsSince(before));
            // The sealed test part is opened once, when the fitting is over.
            if (!purpose.opensTest()) {
                putMean(last, "validation", judged(epoch, last));
            }
            putCosts(last);
            listener.measured(new Measurement((long) epoch, last));
            if (epoch < epochs && !isOver()) {
                checkpoints.ended(new TrainingState(epoch, secondsSince(began)), folds);
            }
        }
        folds.forEach(FoldTraining::finish);
        return finished(purpose, epoch, last);
    }

    private int epochsBehind() {
        Optional<TrainingState> state = checkpoints.restored(folds);
        state.ifPresent(from -> began = System.nanoTime() - (long) (from.seconds() * 1e9));
        return state.map(TrainingState::epoch).orElse(0);
    }

    /** Early stopping has ended all of them. */
    private boolean isOver() {
        return folds.stream().allMatch(fold -> fold.state().progress.stopped());
    }

    private Map<String, Double> fitted(int epoch) throws TrialFailedException, TrialStoppedException {
        var figures = new ArrayList<Map<String, Double>>();
        examples = 0;
        for (FoldTraining fold : folds) {
            examples += fold.state().progress.stopped() ? 0 : fold.fitted();
            figures.add(fold.fit(epoch));
        }
        var metrics = new TreeMap<>(figures.get(0));
        figures.forEach(some -> metrics.keySet().retainAll(some.keySet()));
        metrics.replaceAll((name, first) ->
                figures.stream().mapToDouble(some -> some.get(name)).average().orElse(first));
        return metrics;
    }

    /** Of the weights that are kept: the best, where something was watched. */
    private Map<String, Double> finished(Purpose purpose, int epoch, Map<String, Double> last)
            throws TrialFailedException, TrialStoppedException {
        Map<String, Double> metrics = purpose.opensTest() ? new TreeMap<>() : last;
        if (purpose.opensTest()) {
            TestScores.put(metrics, judged(epoch, metrics), folds);
        } else {
            List<Map<String, Double>> judged = judged(epoch, metrics);
            putMean(metrics, "validation", judged);
            putGaps(metrics, judged);
            var details = new ArrayList<Map<String, Double>>();
            for (FoldTraining fold : folds) {
                details.add(fold.details());
            }
            putMean(metrics, "validation", details);
            putBaselines(metrics, "validation");
            metrics.put(
                    Refit.BEST_EPOCH,
                    folds.stream().mapToInt(FoldTraining::keptEpoch).average().orElse(epoch));
        }
        putCosts(metrics);
        metrics.put("parameters", (double) folds.get(0).network().numParams());
        metrics.put(
                "stockLayers", (double) SlowLayers.of(folds.get(0).network()).size());
        metrics.put("epochs", (double) epoch);
        return metrics;
    }

    private void putGaps(Map<String, Double> metrics, List<Map<String, Double>> judged) throws TrialStoppedException {
        var gaps = new ArrayList<Map<String, Double>>();
        for (int i = 0; i < folds.size(); i++) {
            gaps.add(Map.of("loss", folds.get(i).gap(judged.get(i).get("loss"))));
        }
        putMean(metrics, "gap", gaps);
    }

    private void putCosts(Map<String, Double> metrics) {
        metrics.put("seconds", secondsSince(began));
        PeakMemory.megabytes().ifPresent(peak -> metrics.put("peakMemoryMegabytes", peak));
    }

    private static double secondsSince(long nanoseconds) {
        return (System.nanoTime() - nanoseconds) / 1e9;
    }

    private List<Map<String, Double>> judged(int epoch, Map<String, Double> metrics)
            throws TrialFailedException, TrialStoppedException {
        long before = System.nanoTime();
        List<Map<String, Double>> judged = judged(epoch);
        int held = folds.stream().mapToInt(FoldTraining::held).sum();
        metrics.put("inferenceMilliseconds", secondsSince(before) * 1000 / held);
        return judged;
    }

    private List<Map<String, Double>> judged(int epoch) throws TrialFailedException, TrialStoppedException {
        var judged = new ArrayList<Map<String, Double>>();
        for (FoldTraining fold : folds) {
            judged.add(fold.judged(epoch));
        }
        return judged;
    }

    private void putBaselines(Map<String, Double> metrics, String part) {
        List<Map<String, Map<String, Double>>> baselines =
                folds.stream().map(FoldTraining::baselines).toList();
        for (String name : baselines.get(0).keySet()) {
            putMean(
                    metrics,
                    name + "." + part,
                    baselines.stream()
                            .map(fold -> Objects.requireNonNull(fold.get(name)))
                            .toList());
        }
    }

    /**
     * The mean over folds; with more than one, the value of each beside it: {@code fold1} to the number of folds, then again all
     * folds with the next seed. What is not defined in one is left out.
     */
    private static void putMean(Map<String, Double> metrics, String part, List<Map<String, Double>> folds) {
        var sums = new HashMap<>(folds.get(0));
        for (Map<String, Double> fold : folds) {
            sums.keySet().retainAll(fold.keySet());
        }
        for (String metric : sums.keySet()) {
            double sum = 0;
            for (int i = 0; i < folds.size(); i++) {
                double value = folds.get(i).get(metric);
                sum += value;
                if (folds.size() > 1) {
                    metrics.put("fold" + (i + 1) + "." + part + "." + metric, value);
                }
            }
            metrics.put(part + "." + metric, sum / folds.size());
        }
    }
}
