package dev.cairn.worker.lstm.cell;

import java.util.List;

/**
 * The gated recurrent unit of Cho et al. 2014, reset after the product as cuDNN and PyTorch have it: r = sigmoid (reset), z =
 * sigmoid (update), n = tanh(a + r q) with a from the input and q from h' (the output before), h = (1 - z) n + z h'.
 *
 * <p>The carry is h' once more: recurrent drop-out changes what the gates see of it, not what is kept. A step keeps r, z, n, q
 * and h'.
 */
final class GruCell implements Cell {
    private static final List<Part> PARTS = List.of(
            new Part(Reach.ALL, 0, 2, false),
            new Part(Reach.INPUT_AND_BIAS, 2, 1, true),
            new Part(Reach.BIAS_AND_STATE, 3, 1, true));

    @Override
    public List<Part> parts() {
        return PARTS;
    }

    @Override
    public int kept() {
        return 5;
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        float[] r = step[0];
        float[] z = step[1];
        float[] candidate = step[2];
        float[] q = step[3];
        Curves.sigmoid(r, n);
        Curves.sigmoid(z, n);
        System.arraycopy(carry, 0, step[4], 0, n);
        for (int i = 0; i < n; i++) {
            candidate[i] = candidate[i] + r[i] * q[i];
        }
        Curves.tanh(candidate, n);
        for (int i = 0; i < n; i++) {
            float h = (1 - z[i]) * candidate[i] + z[i] * carry[i];
            hidden[i] = h;
            carry[i] = h;
        }
    }

    @Override
    public void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n) {
        updateErrors(step[1], step[2], step[4], hiddenError, carryError, gateErrors[1], gateErrors[2], n);
        resetErrors(step[0], step[3], gateErrors[2], gateErrors[0], gateErrors[3], n);
    }

    private static void updateErrors(
            float[] z,
            float[] candidate,
            float[] before,
            float[] hiddenError,
            float[] carryError,
            float[] updateError,
            float[] candidateError,
            int n) {
        for (int i = 0; i < n; i++) {
            float error = hiddenError[i] + carryError[i];
            updateError[i] = error * (before[i] - candidate[i]) * z[i] * (1 - z[i]);
            candidateError[i] = error * (1 - z[i]) * (1 - candidate[i] * candidate[i]);
            carryError[i] = error * z[i];
        }
    }

    private static void resetErrors(
            float[] r, float[] q, float[] candidateError, float[] resetError, float[] stateError, int n) {
        for (int i = 0; i < n; i++) {
            resetError[i] = candidateError[i] * q[i] * r[i] * (1 - r[i]);
            stateError[i] = candidateError[i] * r[i];
        }
    }
}
