package dev.cairn.worker.lstm.cell;

import java.util.List;

/**
 * The LSTM without peepholes, as DL4J orders it: a = tanh (candidate), f, o, g = sigmoid (forget, output and input gate);
 * c = f c' + g a; h = o tanh(c). Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000.
 *
 * <p>A step keeps a, f, o, g, c' and tanh(c).
 */
final class LstmCell implements Cell {
    /** Of eight arrays, so many numbers each stay in a processor's first cache. */
    private static final int CHUNK = 1 << 10;

    @Override
    public List<Part> parts() {
        return Part.whole(4);
    }

    @Override
    public int kept() {
        return 6;
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        for (int from = 0; from < n; from += CHUNK) {
            forward(step, carry, hidden, from, Math.min(n, from + CHUNK));
        }
    }

    private static void forward(float[][] step, float[] carry, float[] hidden, int from, int to) {
        float[] a = step[0];
        float[] f = step[1];
        float[] o = step[2];
        float[] g = step[3];
        float[] tanh = step[5];
        Curves.gates(a, f, o, g, new float[][] {step[4], tanh}, from, to);
        System.arraycopy(carry, from, step[4], from, to - from);
        for (int i = from; i < to; i++) {
            float c = f[i] * carry[i] + g[i] * a[i];
            carry[i] = c;
            tanh[i] = c;
        }
        Curves.tanh(tanh, from, to);
        for (int i = from; i < to; i++) {
            hidden[i] = o[i] * tanh[i];
        }
    }

    @Override
    public void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n) {
        cellErrors(step[2], step[5], hiddenError, carryError, gateErrors[2], n);
        inputErrors(step[0], step[3], carryError, gateErrors[0], gateErrors[3], n);
        forgetErrors(step[1], step[4], carryError, gateErrors[1], n);
    }

    private static void cellErrors(
            float[] o, float[] tanh, float[] hiddenError, float[] carryError, float[] outputError, int n) {
        for (int i = 0; i < n; i++) {
            outputError[i] = hiddenError[i] * tanh[i] * o[i] * (1 - o[i]);
            carryError[i] = carryError[i] + hiddenError[i] * o[i] * (1 - tanh[i] * tanh[i]);
        }
    }

    private static void inputErrors(
            float[] a, float[] g, float[] carryError, float[] candidateError, float[] inputError, int n) {
        for (int i = 0; i < n; i++) {
            candidateError[i] = carryError[i] * g[i] * (1 - a[i] * a[i]);
            inputError[i] = carryError[i] * a[i] * g[i] * (1 - g[i]);
        }
    }

    private static void forgetErrors(float[] f, float[] before, float[] carryError, float[] forgetError, int n) {
        for (int i = 0; i < n; i++) {
            forgetError[i] = carryError[i] * before[i] * f[i] * (1 - f[i]);
            carryError[i] = carryError[i] * f[i];
        }
    }
}
