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

    /** @param references of each series [T] */
    TrainingScores(Windows fitting, List<Scores.Reference[]> references) {
        this.fitting = fitting;
        this.references = references;
        this.errors = new Errors(fitting.preparation().targetCount());
    }

    @Override
    public void add(int[] order, int from, int to, float[] truths, float[] answers) {
        int width = truths.length / (to - from);
        var truth = new float[width];
        var answer = new float[width];
        for (int i = from; i < to; i++) {
            System.arraycopy(truths, (i - from) * width, truth, 0, width);
            System.arraycopy(answers, (i - from) * width, answer, 0, width);
            errors.add(
                    fitting.restored(order[i], truth),
                    fitting.restored(order[i], answer),
                    references.get(fitting.of()[order[i]]));
        }
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = errors.metrics();
        // Where targets are logarithms, what a network answers before it has learnt anything may be beyond measure.
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return metrics;
    }
}
