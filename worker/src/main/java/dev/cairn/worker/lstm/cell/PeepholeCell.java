package dev.cairn.worker.lstm.cell;

import java.util.Arrays;
import java.util.List;

/**
 * The LSTM with peepholes (Gers and Schmidhuber 2000), as DL4J orders it: {@link LstmCell}, where c' times weights of its own
 * is added to the pre-activations of f and g, and c times such to that of o. They are this cell's own parameters, one per
 * unit, in the order f, o, g.
 *
 * <p>A step keeps a, f, o, g, c' and tanh(c).
 */
final class PeepholeCell implements Cell {
    private int batch;
    private int units;
    private float[] peepholes = {};
    private float[] errors = {};

    @Override
    public List<Part> parts() {
        return Part.whole(4);
    }

    @Override
    public int kept() {
        return 6;
    }

    @Override
    public void begin(Shape shape, float[] own) {
        batch = shape.batch();
        units = shape.units();
        peepholes = own;
        errors = new float[own.length];
    }

    @Override
    public float[] ownErrors() {
        return Arrays.copyOf(errors, errors.length);
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        float[] a = step[0];
        float[] f = step[1];
        float[] o = step[2];
        float[] g = step[3];
        float[] tanh = step[5];
        System.arraycopy(carry, 0, step[4], 0, n);
        look(carry, 0, f);
        look(carry, 2 * units, g);
        Curves.tanh(a, n);
        Curves.sigmoid(f, n);
        Curves.sigmoid(g, n);
        for (int i = 0; i < n; i++) {
            float c = f[i] * carry[i] + g[i] * a[i];
            carry[i] = c;
            tanh[i] = c;
        }
        look(carry, units, o);
        Curves.sigmoid(o, n);
        Curves.tanh(tanh, n);
        for (int i = 0; i < n; i++) {
            hidden[i] = o[i] * tanh[i];
        }
    }

    /** Adds a unit's cell, by its weight, to its pre-activation. */
    private void look(float[] cell, int from, float[] target) {
        for (int unit = 0; unit < units; unit++) {
            float weight = peepholes[from + unit];
            int end = (unit + 1) * batch;
            for (int i = unit * batch; i < end; i++) {
                target[i] += weight * cell[i];
            }
        }
    }

    @Override
    public void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n) {
        float[] a = step[0];
        float[] f = step[1];
        float[] o = step[2];
        float[] g = step[3];
        float[] before = step[4];
        float[] tanh = step[5];
        for (int i = 0; i < n; i++) {
            gateErrors[2][i] = hiddenError[i] * tanh[i] * o[i] * (1 - o[i]);
            carryError[i] = carryError[i] + hiddenError[i] * o[i] * (1 - tanh[i] * tanh[i]);
            // The place of tanh(c) is free from here on.
            tanh[i] = f[i] * before[i] + g[i] * a[i];
        }
        lookBack(tanh, units, gateErrors[2], carryError);
        for (int i = 0; i < n; i++) {
            gateErrors[0][i] = carryError[i] * g[i] * (1 - a[i] * a[i]);
            gateErrors[3][i] = carryError[i] * a[i] * g[i] * (1 - g[i]);
            gateErrors[1][i] = carryError[i] * before[i] * f[i] * (1 - f[i]);
            carryError[i] = carryError[i] * f[i];
        }
        lookBack(before, 0, gateErrors[1], carryError);
        lookBack(before, 2 * units, gateErrors[3], carryError);
    }

    private void lookBack(float[] cell, int from, float[] gateError, float[] cellError) {
        for (int unit = 0; unit < units; unit++) {
            float weight = peepholes[from + unit];
            float error = 0;
            int end = (unit + 1) * batch;
            for (int i = unit * batch; i < end; i++) {
                error += gateError[i] * cell[i];
                cellError[i] += weight * gateError[i];
            }
            errors[from + unit] += error;
        }
    }
}
