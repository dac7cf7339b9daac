package dev.cairn.worker.lstm.cell;

import java.util.Arrays;
import java.util.List;

/**
 * The layer-normalised LSTM of Ba, Kiros and Hinton 2016, equations 20 to 22: pre-activations are N(x W) + N(h' R) + b, each
 * normalised over the four gates together; c = f c' + g a is handed on as it is; h = o tanh(N(c)). Gates as in {@link LstmCell}.
 *
 * <p>Its own parameters, one per unit: b of the four gates, q of N(c); then p of the four gates of N(x W), p of those of N(h' R),
 * p of N(c). The first two normalisations need no q beside b.
 *
 * <p>A step keeps x W, h' R, the gates, c' and tanh(N(c)). Means and deviations are taken again on the way back: that costs
 * less than to keep them.
 */
final class LayerNormCell implements Cell {
    private static final int GATES = 4;
    private static final int GATE = 2 * GATES;
    private static final int BEFORE = GATE + GATES;
    private static final int TANH = BEFORE + 1;
    private static final int CELL_SHIFT = GATES;
    private static final int INPUT_SCALES = CELL_SHIFT + 1;
    private static final int STATE_SCALES = INPUT_SCALES + GATES;
    private static final int CELL_SCALE = STATE_SCALES + GATES;
    private static final List<Part> PARTS =
            List.of(new Part(Reach.INPUT, 0, GATES, false), new Part(Reach.STATE, GATES, GATES, false));

    private int batch;
    private int units;
    private float[][] own = {};
    private float[][] ownErrors = {};
    private Norm norm = new Norm(new Shape(0, 0, 0, 0));
    private float[][] yErrors = {};
    private float[][] cell = {};
    private float[][] cellErrors = {};

    @Override
    public List<Part> parts() {
        return PARTS;
    }

    @Override
    public int kept() {
        return TANH + 1;
    }

    @Override
    public void begin(Shape shape, float[] given) {
        if (own.length == 0 || batch != shape.batch() || units != shape.units()) {
            batch = shape.batch();
            units = shape.units();
            norm = new Norm(shape);
            own = new float[CELL_SCALE + 1][shape.block()];
            yErrors = new float[GATES][shape.block()];
            cell = new float[1][shape.block()];
            cellErrors = new float[1][shape.block()];
        }
        for (int i = 0; i < given.length; i++) {
            int at = i % units * batch;
            Arrays.fill(own[i / units], at, at + batch, given[i]);
        }
        ownErrors = new float[CELL_SCALE + 1][shape.block()];
    }

    @Override
    public float[] ownErrors() {
        float[] sums = new float[ownErrors.length * units];
        for (int i = 0; i < sums.length; i++) {
            int at = i % units * batch;
            for (int b = 0; b < batch; b++) {
                sums[i] += ownErrors[i / units][at + b];
            }
        }
        return sums;
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        for (int gate = 0; gate < GATES; gate++) {
            System.arraycopy(own[gate], 0, step[GATE + gate], 0, n);
        }
        addNormal(step, 0, INPUT_SCALES);
        addNormal(step, GATES, STATE_SCALES);
        float[] a = step[GATE];
        float[] f = step[GATE + 1];
        float[] o = step[GATE + 2];
        float[] g = step[GATE + 3];
        Curves.tanh(a, n);
        Curves.sigmoid(f, n);
        Curves.sigmoid(o, n);
        Curves.sigmoid(g, n);
        System.arraycopy(carry, 0, step[BEFORE], 0, n);
        float[] raw = cell[0];
        for (int i = 0; i < n; i++) {
            raw[i] = f[i] * carry[i] + g[i] * a[i];
            carry[i] = raw[i];
        }
        norm.measure(cell, 0, 1);
        System.arraycopy(own[CELL_SHIFT], 0, step[TANH], 0, n);
        norm.addTo(step[TANH], raw, own[CELL_SCALE]);
        Curves.tanh(step[TANH], n);
        for (int i = 0; i < n; i++) {
            hidden[i] = o[i] * step[TANH][i];
        }
    }

    private void addNormal(float[][] step, int from, int scales) {
        norm.measure(step, from, GATES);
        for (int gate = 0; gate < GATES; gate++) {
            norm.addTo(step[GATE + gate], step[from + gate], own[scales + gate]);
        }
    }

    @Override
    public void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n) {
        float[] a = step[GATE];
        float[] f = step[GATE + 1];
        float[] o = step[GATE + 2];
        float[] g = step[GATE + 3];
        float[] before = step[BEFORE];
        float[] tanh = step[TANH];
        float[] raw = cell[0];
        for (int i = 0; i < n; i++) {
            raw[i] = f[i] * before[i] + g[i] * a[i];
            yErrors[2][i] = hiddenError[i] * tanh[i] * o[i] * (1 - o[i]);
            yErrors[0][i] = hiddenError[i] * o[i] * (1 - tanh[i] * tanh[i]);
        }
        add(yErrors[0], ownErrors[CELL_SHIFT]);
        norm.measure(cell, 0, 1);
        norm.back(cell, 0, 1, yErrors, own, CELL_SCALE, ownErrors, cellErrors);
        float[] normed = cellErrors[0];
        for (int i = 0; i < n; i++) {
            float error = carryError[i] + normed[i];
            yErrors[0][i] = error * g[i] * (1 - a[i] * a[i]);
            yErrors[1][i] = error * before[i] * f[i] * (1 - f[i]);
            yErrors[3][i] = error * a[i] * g[i] * (1 - g[i]);
            carryError[i] = error * f[i];
        }
        for (int gate = 0; gate < GATES; gate++) {
            add(yErrors[gate], ownErrors[gate]);
        }
        norm.measure(step, 0, GATES);
        norm.back(step, 0, GATES, yErrors, own, INPUT_SCALES, ownErrors, gateErrors);
        norm.measure(step, GATES, GATES);
        norm.back(step, GATES, GATES, yErrors, own, STATE_SCALES, ownErrors, gateErrors);
    }

    private static void add(float[] summand, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += summand[i];
        }
    }
}
