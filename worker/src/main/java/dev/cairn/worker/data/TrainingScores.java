package dev.cairn.worker.data;

import java.util.List;
import java.util.Map;

/**
 * Judges forecasts of the windows that a network is trained on. Both sides come back from the network's units, so that an example
 * that augmentation has stretched is compared with the stretched truth.
 */
final class TrainingScores implements RunningScores {
    private final Windows fitting;
    private final List<Scores.Reference[]> references;
    private final Errors errors;
    private final QuantileErrors quantileErrors;

    /** @param references of each series [T] */
    TrainingScores(Windows fitting, List<Scores.Reference[]> references) {
        this.fitting = fitting;
        this.references = references;
        this.errors = new Errors(fitting.preparation().targetCount());
        this.quantileErrors = new QuantileErrors(fitting.preparation().quantiles());
    }

    @Override
    public void add(int[] order, int from, int to, float[] truths, float[] answers) {
        int width = truths.length / (to - from);
        var truth = new float[width];
        var answer = new float[width];
        for (int i = from; i < to; i++) {
            System.arraycopy(truths, (i - from) * width, truth, 0, width);
            System.arraycopy(answers, (i - from) * width, answer, 0, width);
            double[] actual = fitting.restored(order[i], truth);
            errors.add(actual, fitting.restored(order[i], answer), references.get(fitting.of()[order[i]]));
            if (answersQuantiles()) {
                quantileErrors.add(actual, fitting.quantiles(order[i], answer));
            }
        }
    }

    private boolean answersQuantiles() {
        return fitting.preparation().recipe().quantiles();
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = errors.metrics();
        if (answersQuantiles()) {
            metrics.putAll(quantileErrors.metrics());
        }
        // Where targets are logarithms, what a network answers before it has learnt anything may be beyond measure.
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return metrics;
    }
}
