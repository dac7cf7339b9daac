package dev.cairn.worker.lstm.cell;

import java.util.Arrays;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016, equation 4): the numbers x of one example, over some blocks, become y = p v +
 * q with v = (x - mean) / deviation and a p and q per number. As in PyTorch the deviation is the root of the mean square plus
 * {@value #LEAST}.
 */
final class Norm {
    private static final float LEAST = 1e-5f;

    private final int batch;
    private final int units;
    private final float[] mean;
    private final float[] scale;
    private final float[] second;

    Norm(Shape shape) {
        batch = shape.batch();
        units = shape.units();
        mean = new float[batch];
        scale = new float[batch];
        second = new float[batch];
    }

    /** Takes mean and deviation of these blocks. */
    void measure(float[][] blocks, int from, int count) {
        Arrays.fill(mean, 0);
        Arrays.fill(scale, 0);
        float share = 1f / (count * units);
        for (int block = from; block < from + count; block++) {
            float[] x = blocks[block];
            for (int unit = 0; unit < units; unit++) {
                int at = unit * batch;
                for (int b = 0; b < batch; b++) {
                    mean[b] += x[at + b] * share;
                }
            }
        }
        for (int block = from; block < from + count; block++) {
            float[] x = blocks[block];
            for (int unit = 0; unit < units; unit++) {
                int at = unit * batch;
                for (int b = 0; b < batch; b++) {
                    float off = x[at + b] - mean[b];
                    scale[b] += off * off * share;
                }
            }
        }
        for (int b = 0; b < batch; b++) {
            scale[b] = (float) (1 / Math.sqrt(scale[b] + LEAST));
        }
    }

    /** Adds p v of a measured block to the target; p of a unit is at {@code from} plus the unit. */
    void addTo(float[] target, float[] x, float[] p, int from) {
        for (int unit = 0; unit < units; unit++) {
            float weight = p[from + unit];
            int at = unit * batch;
            for (int b = 0; b < batch; b++) {
                target[at + b] += weight * (x[at + b] - mean[b]) * scale[b];
            }
        }
    }

    /**
     * From the errors of y to those of x, over blocks that were measured last. With d = p error: (d - mean of d - v mean of d v)
     * / deviation.
     *
     * @param errors of y, in as many blocks
     * @param pErrors to which those of p are added
     * @param xErrors out; may be none of the others
     */
    void back(
            float[][] blocks,
            int from,
            int count,
            float[][] errors,
            float[] p,
            int pFrom,
            float[] pErrors,
            float[][] xErrors,
            int xFrom) {
        float[] first = new float[batch];
        Arrays.fill(second, 0);
        float share = 1f / (count * units);
        for (int block = 0; block < count; block++) {
            for (int unit = 0; unit < units; unit++) {
                int place = pFrom + block * units + unit;
                pErrors[place] += sums(blocks[from + block], errors[block], unit * batch, p[place] * share, first);
            }
        }
        for (int block = 0; block < count; block++) {
            for (int unit = 0; unit < units; unit++) {
                float weight = p[pFrom + block * units + unit];
                spread(blocks[from + block], errors[block], unit * batch, weight, first, xErrors[xFrom + block]);
            }
        }
    }

    private float sums(float[] x, float[] error, int at, float weight, float[] first) {
        float sum = 0;
        for (int b = 0; b < batch; b++) {
            float v = (x[at + b] - mean[b]) * scale[b];
            sum += error[at + b] * v;
            first[b] += weight * error[at + b];
            second[b] += weight * error[at + b] * v;
        }
        return sum;
    }

    private void spread(float[] x, float[] error, int at, float weight, float[] first, float[] xError) {
        for (int b = 0; b < batch; b++) {
            float v = (x[at + b] - mean[b]) * scale[b];
            xError[at + b] = scale[b] * (weight * error[at + b] - first[b] - v * second[b]);
        }
    }
}
