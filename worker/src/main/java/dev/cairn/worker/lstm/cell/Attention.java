package dev.cairn.worker.lstm.cell;

import dev.cairn.worker.lstm.cell.Blas.Matrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pooling over time by attention with one learnt query (Yang et al. 2016, equations 5 to 7; the score is Bahdanau et al. 2015's):
 * u = tanh(h W + b) and s = u v at each step, a = softmax of s over the steps, the result is the sum of a h. Masked steps have
 * a = 0; where all are masked, the result is 0.
 *
 * <p>Notation: B examples, H values, A numbers of a query, T steps. A step's stacked input is [h, 1] [B, H + 1], the stacked
 * weights are [W; b]. In {@link Shape}, H are the inputs and A the units. One thread at a time.
 */
final class Attention {
    private final Floats stacks = new Floats(1);
    private final Floats answers = new Floats(1);
    private final Floats weights = new Floats(1);
    private final Floats product = new Floats(1);
    private final Floats scratch = new Floats(1);
    private Shape shape = new Shape(0, 0, 0, 0);
    private float[] query = {};
    private float[][] shares = {};
    private boolean keeps;

    boolean keeps() {
        return keeps;
    }

    void forget() {
        keeps = false;
    }

    /**
     * The way forth. It is kept for {@link #backward}.
     *
     * @param input W [H, A], column by column
     * @param v A numbers
     * @param mask by step, then example; null if nothing is masked
     * @return [B, H], examples next to each other
     */
    float[] forward(float[] input, float[] bias, float[] v, Series series, Shape wanted, float @Nullable [] mask) {
        shape = wanted;
        query = v;
        stack(input, bias);
        stacks.reserve((long) shape.steps() * stackLength());
        answers.reserve((long) shape.steps() * shape.block());
        series.copyTo(stacks, stackLength());
        shares = new float[shape.steps()][shape.batch()];
        float[] u = new float[shape.block()];
        for (int t = 0; t < shape.steps(); t++) {
            stacks.fill(t * stackLength() + values(), shape.batch(), 1);
            Blas.product(shape.batch(), shape.units(), rows(), stack(t), new Matrix(weights, 0, rows()), answer(t));
            answers.get(t * u.length, u, u.length);
            Curves.tanh(u, u.length);
            answers.put(t * u.length, u, u.length);
            score(u, shares[t]);
        }
        softmax(mask);
        keeps = true;
        return sum();
    }

    private void stack(float[] input, float[] bias) {
        float[] all = new float[rows() * shape.units()];
        for (int column = 0; column < shape.units(); column++) {
            System.arraycopy(input, column * shape.inputs(), all, column * rows(), shape.inputs());
            all[column * rows() + shape.inputs()] = bias[column];
        }
        weights.reserve(all.length);
        weights.put(0, all, all.length);
    }

    private void score(float[] u, float[] scores) {
        int batch = shape.batch();
        for (int k = 0; k < query.length; k++) {
            for (int b = 0; b < batch; b++) {
                scores[b] += u[k * batch + b] * query[k];
            }
        }
    }

    /** Of the scores, in their place. The largest is taken away first, so that none overflows. */
    private void softmax(float @Nullable [] mask) {
        int batch = shape.batch();
        for (int b = 0; b < batch; b++) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int t = 0; t < shape.steps(); t++) {
                largest = isSeen(mask, t, b) ? Math.max(largest, shares[t][b]) : largest;
            }
            double total = 0;
            for (int t = 0; t < shape.steps(); t++) {
                double share = isSeen(mask, t, b) ? Math.exp(shares[t][b] - largest) : 0;
                shares[t][b] = (float) share;
                total += share;
            }
            for (int t = 0; t < shape.steps() && total != 0; t++) {
                shares[t][b] = (float) (shares[t][b] / total);
            }
        }
    }

    private boolean isSeen(float @Nullable [] mask, int t, int b) {
        return mask == null || mask[t * shape.batch() + b] != 0;
    }

    private float[] sum() {
        float[] result = new float[values()];
        float[] h = new float[values()];
        for (int t = 0; t < shape.steps(); t++) {
            stacks.get(t * stackLength(), h, h.length);
            addScaled(h, shares[t], result);
        }
        return result;
    }

    private static void addScaled(float[] block, float[] factors, float[] sum) {
        for (int from = 0; from < block.length; from += factors.length) {
            for (int b = 0; b < factors.length; b++) {
                sum[from + b] += factors[b] * block[from + b];
            }
        }
    }

    /** Gradients of W, b and v. */
    record Gradients(float[] input, float[] bias, float[] query) {}

    /**
     * The way back over the kept pass.
     *
     * @param errors of the result [B, H], examples next to each other
     * @param inputErrors receives [B, H, T], the first index running fastest
     */
    Gradients backward(float[] errors, Floats inputErrors) {
        float[][] scoreErrors = scoreErrors(errors);
        float[] queryErrors = new float[query.length];
        float[] u = new float[shape.block()];
        float[] h = new float[values()];
        scratch.reserve((long) rows() * shape.units());
        product.reserve(values());
        var sum = new Matrix(scratch, 0, rows());
        for (int t = 0; t < shape.steps(); t++) {
            answers.get(t * u.length, u, u.length);
            answerErrors(scoreErrors[t], u, queryErrors);
            answers.put(t * u.length, u, u.length);
            Blas.productWithTransposed(
                    shape.batch(),
                    shape.inputs(),
                    shape.units(),
                    answer(t),
                    new Matrix(weights, 0, rows()),
                    0,
                    new Matrix(product, 0, shape.batch()));
            product.get(0, h, h.length);
            addScaled(errors, shares[t], h);
            inputErrors.put(t * h.length, h, h.length);
            Blas.transposedProduct(rows(), shape.units(), shape.batch(), stack(t), answer(t), t == 0 ? 0 : 1, sum);
        }
        keeps = false;
        return unstacked(queryErrors);
    }

    /** By the softmax: a (error of a - sum of a times error of a). */
    private float[][] scoreErrors(float[] errors) {
        float[][] found = new float[shape.steps()][shape.batch()];
        float[] mean = new float[shape.batch()];
        float[] h = new float[values()];
        for (int t = 0; t < shape.steps(); t++) {
            stacks.get(t * stackLength(), h, h.length);
            for (int i = 0; i < h.length; i++) {
                found[t][i % shape.batch()] += h[i] * errors[i];
            }
            for (int b = 0; b < mean.length; b++) {
                mean[b] += shares[t][b] * found[t][b];
            }
        }
        for (int t = 0; t < shape.steps(); t++) {
            for (int b = 0; b < mean.length; b++) {
                found[t][b] = shares[t][b] * (found[t][b] - mean[b]);
            }
        }
        return found;
    }

    /** From u to the errors of its pre-activations, in its place. */
    private void answerErrors(float[] scoreErrors, float[] u, float[] queryErrors) {
        int batch = shape.batch();
        for (int k = 0; k < query.length; k++) {
            float sum = 0;
            for (int b = 0; b < batch; b++) {
                float one = u[k * batch + b];
                sum += scoreErrors[b] * one;
                u[k * batch + b] = scoreErrors[b] * query[k] * (1 - one * one);
            }
            queryErrors[k] += sum;
        }
    }

    private Gradients unstacked(float[] queryErrors) {
        float[] all = new float[rows() * shape.units()];
        scratch.get(0, all, all.length);
        float[] input = new float[shape.inputs() * shape.units()];
        float[] bias = new float[shape.units()];
        for (int column = 0; column < shape.units(); column++) {
            System.arraycopy(all, column * rows(), input, column * shape.inputs(), shape.inputs());
            bias[column] = all[column * rows() + shape.inputs()];
        }
        return new Gradients(input, bias, Arrays.copyOf(queryErrors, queryErrors.length));
    }

    private int rows() {
        return shape.inputs() + 1;
    }

    private int values() {
        return shape.batch() * shape.inputs();
    }

    private int stackLength() {
        return shape.batch() * rows();
    }

    private Matrix stack(int t) {
        return new Matrix(stacks, (long) t * stackLength(), shape.batch());
    }

    private Matrix answer(int t) {
        return new Matrix(answers, (long) t * shape.block(), shape.batch());
    }
}
