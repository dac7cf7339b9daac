package dev.cairn.worker.lstm;

import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The training of one trial: one network for each fold, all of them one epoch further before the next begins, so that every
 * point of the curve is a mean over all folds.
 */
final class Training {
    private final List<FoldTraining> folds;
    private final int epochs;
    private final TrialListener listener;
    private final long began = System.nanoTime();

    Training(List<FoldTraining> folds, int epochs, TrialListener listener) {
        this.folds = List.copyOf(folds);
        this.epochs = epochs;
        this.listener = listener;
    }

    /** Fits for all epochs and returns the final metrics. */
    Map<String, Double> run(Purpose purpose) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> last = Map.of();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double loss = 0;
            for (FoldTraining fold : folds) {
                loss += fold.fit(epoch) / folds.size();
            }
            // The sealed test part is opened once, when the fitting is over.
            last = purpose == Purpose.SEARCH ? validated(epoch, loss) : fitted(loss);
            listener.measured(new Measurement((long) epoch, last));
        }
        return purpose == Purpose.SEARCH ? searched(last) : confirmed();
    }

    private Map<String, Double> fitted(double loss) {
        var metrics = new TreeMap<String, Double>();
        metrics.put("train.loss", loss);
        metrics.put("seconds", (System.nanoTime() - began) / 1e9);
        return metrics;
    }

    private Map<String, Double> validated(int epoch, double loss) throws TrialFailedException, TrialStoppedException {
        Map<String, Double> metrics = fitted(loss);
        putMean(metrics, "validation", judged(epoch));
        return metrics;
    }

    private Map<String, Double> searched(Map<String, Double> last) throws TrialStoppedException {
        var metrics = new TreeMap<>(last);
        putRest(metrics, "validation");
        return metrics;
    }

    private Map<String, Double> confirmed() throws TrialFailedException, TrialStoppedException {
        var metrics = new TreeMap<String, Double>();
        putMean(metrics, "test", judged(epochs));
        putRest(metrics, "test");
        return metrics;
    }

    private void putRest(Map<String, Double> metrics, String part) throws TrialStoppedException {
        var details = new ArrayList<Map<String, Double>>();
        for (FoldTraining fold : folds) {
            details.add(fold.details());
        }
        putMean(metrics, part, details);
        putBaselines(metrics, part);
        metrics.put("parameters", (double) folds.get(0).network().numParams());
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

    /** The mean over folds; with more than one, the value of each beside it. What is not defined in one is left out. */
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
