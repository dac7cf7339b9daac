package dev.cairn.worker.data;

import dev.cairn.api.task.Split.Rows;

/**
 * Examples cut out of a series. Example {@code i} forecasts rows {@code first + i} to {@code first + i + horizon - 1} from
 * the {@code length} rows before them; all its targets lie in one part.
 *
 * <pre>
 * length    rows that the network sees
 * horizon   rows that it forecasts
 * F, T      number of features and of targets
 * </pre>
 *
 * @param features [row][F], scaled
 * @param targets [row][T], scaled
 * @param first the row that example 0 forecasts first
 * @param count number of examples
 */
public record Windows(float[][] features, float[][] targets, int length, int horizon, int first, int count)
        implements Examples {

    /** The examples whose targets all lie in a part. Inputs may reach back over its start, but not over row 0. */
    static Windows within(Rows part, float[][] features, float[][] targets, int length, int horizon) {
        int first = Math.max(part.from(), length);
        return new Windows(features, targets, length, horizon, first, part.to() - horizon - first + 1);
    }

    public int featureCount() {
        return features[0].length;
    }

    /** Numbers that one example forecasts: horizon times T. */
    public int outputCount() {
        return horizon * targets[0].length;
    }

    @Override
    public Batch batch(int[] order, int from, int to) {
        return new Batch(to - from, length, inputs(order, from, to), null, outputs(order, from, to), null);
    }

    /** Inputs of the examples {@code order[from..to)}: [example][F][length], flat, last index fastest. */
    public float[] inputs(int[] order, int from, int to) {
        int width = featureCount();
        float[] flat = new float[(to - from) * width * length];
        int at = 0;
        for (int i = from; i < to; i++) {
            int start = first + order[i] - length;
            for (int feature = 0; feature < width; feature++) {
                for (int step = 0; step < length; step++) {
                    flat[at++] = features[start + step][feature];
                }
            }
        }
        return flat;
    }

    /** What the examples {@code order[from..to)} should answer: [example][horizon][T], flat, last index fastest. */
    public float[] outputs(int[] order, int from, int to) {
        int width = targets[0].length;
        float[] flat = new float[(to - from) * horizon * width];
        int at = 0;
        for (int i = from; i < to; i++) {
            for (int ahead = 0; ahead < horizon; ahead++) {
                System.arraycopy(targets[first + order[i] + ahead], 0, flat, at, width);
                at += width;
            }
        }
        return flat;
    }
}
