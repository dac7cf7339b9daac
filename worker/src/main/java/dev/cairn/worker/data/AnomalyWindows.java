package dev.cairn.worker.data;

import dev.cairn.api.dataset.Labels;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.worker.data.Detection.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to be judged, each with the window that ends before it or with it. What the network should answer is the row itself, the
 * window itself, or the row's label.
 *
 * <pre>
 * L   rows that the network sees
 * T   features, in and out
 * </pre>
 *
 * @param labels read only where the network learns them; absent where a model judges
 * @param weights of normal and anomalous examples in the loss; absent if all count the same
 * @param of the series of each example; examples of a series stand together, in the order of time
 * @param rows the row of each example
 */
public record AnomalyWindows(
        List<Channels> series,
        AnomalyEncoding encoding,
        @Nullable Labels labels,
        float @Nullable [] weights,
        int[] of,
        int[] rows)
        implements Examples {

    /**
     * All examples in some rows of all series.
     *
     * @param reach rows before each that must be there and without missing values
     * @param stride rows from one example to the next in the same series
     */
    static AnomalyWindows within(
            List<Rows> parts,
            List<Channels> series,
            AnomalyEncoding encoding,
            int reach,
            int stride,
            Places.Choice choice) {
        int lag = encoding.recipe().differencingLag();
        Places places = Places.within(parts, series, reach, 1, lag, stride, choice);
        return new AnomalyWindows(series, encoding, null, null, places.of(), places.rows());
    }

    /** The same rows, for a network that learns labels. */
    AnomalyWindows labelled(Labels known, float @Nullable [] labelWeights) {
        return new AnomalyWindows(series, encoding, known, labelWeights, of, rows);
    }

    @Override
    public int count() {
        return rows.length;
    }

    private Method method() {
        return encoding.detection().method();
    }

    private int length() {
        return encoding.recipe().windowLength();
    }

    private int start(int example) {
        return rows[example] + (method().seesItsRow() ? 1 : 0) - length();
    }

    @Override
    public Batch batch(int[] order, int from, int to) {
        int outputs = encoding.shape().outputs();
        int inputs = encoding.features() * length();
        float[] in = new float[(to - from) * inputs];
        float[] out = new float[(to - from) * outputs];
        float[] some = weights == null || labels == null ? null : new float[to - from];
        for (int i = from; i < to; i++) {
            putInputs(order[i], in, (i - from) * inputs);
            putOutputs(order[i], out, (i - from) * outputs);
            if (some != null && weights != null) {
                some[i - from] = weights[isAnomalous(order[i]) ? 1 : 0];
            }
        }
        return new Batch(to - from, length(), in, null, out, some);
    }

    private boolean isAnomalous(int example) {
        return labels != null && labels.isAnomalous(of[example], rows[example]);
    }

    /** [T][L], last index fastest. */
    private void putInputs(int example, float[] inputs, int from) {
        Channels channels = series.get(of[example]);
        int start = start(example);
        for (int feature = 0; feature < encoding.features(); feature++) {
            var frame = frame(example, feature);
            for (int step = 0; step < length(); step++) {
                inputs[from + feature * length() + step] = frame.into(channels.past(start + step, feature));
            }
        }
    }

    /** [rows answered][T], last index fastest; or two classes, normal and anomalous. */
    private void putOutputs(int example, float[] outputs, int from) {
        if (method() == Method.SUPERVISED) {
            if (labels != null) {
                outputs[from + (isAnomalous(example) ? 1 : 0)] = 1;
            }
            return;
        }
        int features = encoding.features();
        for (int feature = 0; feature < features; feature++) {
            var frame = frame(example, feature);
            for (int step = 0; step < answered(); step++) {
                outputs[from + step * features + feature] = frame.into(truth(example, step, feature));
            }
        }
    }

    private int answered() {
        return method() == Method.RECONSTRUCTION ? length() : 1;
    }

    private float truth(int example, int step, int feature) {
        return series.get(of[example]).target(rows[example] + 1 - answered() + step, feature);
    }

    private WindowNormalisation.Frame frame(int example, int feature) {
        int start = start(example);
        Channels channels = series.get(of[example]);
        return encoding.recipe()
                .windowNormalisation()
                .frame(channels.scaled(), channels.past()[feature], start, start + length());
    }

    /** How far an answer is from what it should be: [row answered][feature], in the scaled columns' units. */
    double[][] errors(int example, float[] answer) {
        int features = encoding.features();
        double[][] errors = new double[answered()][features];
        for (int feature = 0; feature < features; feature++) {
            var frame = frame(example, feature);
            for (int step = 0; step < errors.length; step++) {
                errors[step][feature] = frame.outOf(answer[step * features + feature]) - truth(example, step, feature);
            }
        }
        return errors;
    }

    /** The mean of each score and those of the rows directly before it, as many as there are up to {@code width} in all. */
    double[] smoothed(double[] scores, int width) {
        double[] smoothed = new double[scores.length];
        int since = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean follows = i > 0 && of[i] == of[i - 1] && rows[i] == rows[i - 1] + 1;
            since = follows ? Math.max(since, i + 1 - width) : i;
            for (int j = since; j <= i; j++) {
                smoothed[i] += scores[j] / (i + 1 - since);
            }
        }
        return smoothed;
    }
}
