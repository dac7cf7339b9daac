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
    private static final List<Part> PARTS =
            List.of(new Part(Reach.INPUT, 0, GATES, false), new Part(Reach.STATE, GATES, GATES, false));

    private int batch;
    private int units;
    private float[] own = {};
    private float[] errors = {};
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
        batch = shape.batch();
        units = shape.units();
        own = given;
        errors = new float[given.length];
        norm = new Norm(shape);
        if (cell.length == 0 || cell[0].length != shape.block()) {
            yErrors = new float[GATES][shape.block()];
            cell = new float[1][shape.block()];
            cellErrors = new float[1][shape.block()];
        }
    }

    @Override
    public float[] ownErrors() {
        return Arrays.copyOf(errors, errors.length);
    }

    private int cellShift() {
        return GATES * units;
    }

    private int inputScales() {
        return (GATES + 1) * units;
    }

    private int stateScales() {
        return (2 * GATES + 1) * units;
    }

    private int cellScale() {
        return (3 * GATES + 1) * units;
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        for (int gate = 0; gate < GATES; gate++) {
            fill(step[GATE + gate], gate * units);
        }
        addNormal(step, 0, inputScales());
        addNormal(step, GATES, stateScales());
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
        fill(step[TANH], cellShift());
        norm.addTo(step[TANH], raw, own, cellScale());
        Curves.tanh(step[TANH], n);
        for (int i = 0; i < n; i++) {
            hidden[i] = o[i] * step[TANH][i];
        }
    }

    private void addNormal(float[][] step, int from, int scales) {
        norm.measure(step, from, GATES);
        for (int gate = 0; gate < GATES; gate++) {
            norm.addTo(step[GATE + gate], step[from + gate], own, scales + gate * units);
        }
    }

    private void fill(float[] target, int from) {
        for (int unit = 0; unit < units; unit++) {
            Arrays.fill(target, unit * batch, (unit + 1) * batch, own[from + unit]);
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
        sum(yErrors[0], cellShift());
        norm.measure(cell, 0, 1);
        norm.back(cell, 0, 1, yErrors, own, cellScale(), errors, cellErrors, 0);
        float[] normed = cellErrors[0];
        for (int i = 0; i < n; i++) {
            float error = carryError[i] + normed[i];
            yErrors[0][i] = error * g[i] * (1 - a[i] * a[i]);
            yErrors[1][i] = error * before[i] * f[i] * (1 - f[i]);
            yErrors[3][i] = error * a[i] * g[i] * (1 - g[i]);
            carryError[i] = error * f[i];
        }
        for (int gate = 0; gate < GATES; gate++) {
            sum(yErrors[gate], gate * units);
        }
        norm.measure(step, 0, GATES);
        norm.back(step, 0, GATES, yErrors, own, inputScales(), errors, gateErrors, 0);
        norm.measure(step, GATES, GATES);
        norm.back(step, GATES, GATES, yErrors, own, stateScales(), errors, gateErrors, GATES);
    }

    private void sum(float[] error, int from) {
        for (int unit = 0; unit < units; unit++) {
            float sum = 0;
            for (int i = unit * batch; i < (unit + 1) * batch; i++) {
                sum += error[i];
            }
            errors[from + unit] += sum;
        }
    }
}
