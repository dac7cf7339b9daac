package dev.cairn.worker.lstm.cell;

import java.util.Arrays;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016, equation 4): the numbers x of one example, over some blocks, become y = p v + q
 * with v = (x - mean) / deviation and a p and q per number. As in PyTorch the deviation is the root of the mean square plus
 * {@value #LEAST}.
 *
 * <p>What is per example, or per unit, is repeated to whole blocks: loops over whole blocks are vectorised, shorter ones are not.
 */
final class Norm {
    private static final float LEAST = 1e-5f;

    private final int batch;
    private final int units;
    private final float[] mean;
    private final float[] scale;
    private final float[] first;
    private final float[] second;
    private final float[] upper;

    Norm(Shape shape) {
        batch = shape.batch();
        units = shape.units();
        mean = new float[shape.block()];
        scale = new float[shape.block()];
        first = new float[shape.block()];
        second = new float[shape.block()];
        upper = new float[shape.block()];
    }

    /** Takes mean and deviation of these blocks. */
    void measure(float[][] blocks, int from, int count) {
        Arrays.fill(mean, 0);
        Arrays.fill(scale, 0);
        for (int block = from; block < from + count; block++) {
            add(blocks[block], mean, mean.length);
        }
        average(mean, count);
        repeat(mean);
        for (int block = from; block < from + count; block++) {
            addSquares(blocks[block], mean, scale);
        }
        average(scale, count);
        for (int b = 0; b < batch; b++) {
            scale[b] = (float) (1 / Math.sqrt(scale[b] + LEAST));
        }
        repeat(scale);
    }

    private static void add(float[] summand, float[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += summand[i];
        }
    }

    private static void addSquares(float[] x, float[] mean, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            float off = x[i] - mean[i];
            sum[i] += off * off;
        }
    }

    /** From sums over blocks to each example's mean over units and blocks, at the first unit. */
    private void average(float[] sums, int count) {
        // The upper half of the units is added to the lower one, until one is left.
        for (int rows = units; rows > 1; rows -= rows / 2) {
            int half = rows / 2 * batch;
            System.arraycopy(sums, rows * batch - half, upper, 0, half);
            add(upper, sums, half);
        }
        for (int b = 0; b < batch; b++) {
            sums[b] /= count * units;
        }
    }

    /** From the first unit to all. */
    private void repeat(float[] block) {
        for (int done = batch; done < block.length; done *= 2) {
            System.arraycopy(block, 0, block, done, Math.min(done, block.length - done));
        }
    }

    /** Adds p v of a block, by mean and deviation measured last, to the target. */
    void addTo(float[] target, float[] x, float[] p) {
        for (int i = 0; i < mean.length; i++) {
            target[i] += p[i] * (x[i] - mean[i]) * scale[i];
        }
    }

    /**
     * From the errors of y to those of x, over the blocks that were measured last. With d = p error: (d - mean of d - v mean of d v)
     * / deviation.
     *
     * @param errors of y, in as many blocks
     * @param p of blocks from {@code pFrom} on
     * @param pErrors in the same places: to which those of p are added, of each example
     * @param xErrors out, from {@code from} on; may be none of the others
     */
    void back(
            float[][] blocks,
            int from,
            int count,
            float[][] errors,
            float[][] p,
            int pFrom,
            float[][] pErrors,
            float[][] xErrors) {
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        for (int block = 0; block < count; block++) {
            sum(blocks[from + block], errors[block], p[pFrom + block], pErrors[pFrom + block]);
        }
        average(first, count);
        repeat(first);
        average(second, count);
        repeat(second);
        for (int block = 0; block < count; block++) {
            spread(blocks[from + block], errors[block], p[pFrom + block], xErrors[from + block]);
        }
    }

    private void sum(float[] x, float[] error, float[] p, float[] pErrors) {
        for (int i = 0; i < mean.length; i++) {
            float weighed = error[i] * (x[i] - mean[i]) * scale[i];
            pErrors[i] += weighed;
            first[i] += p[i] * error[i];
            second[i] += p[i] * weighed;
        }
    }

    private void spread(float[] x, float[] error, float[] p, float[] xError) {
        for (int i = 0; i < mean.length; i++) {
            float v = (x[i] - mean[i]) * scale[i];
            xError[i] = scale[i] * (p[i] * error[i] - first[i] - v * second[i]);
        }
    }
}
