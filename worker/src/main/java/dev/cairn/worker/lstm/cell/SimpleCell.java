package dev.cairn.worker.lstm.cell;

import java.util.List;

/** The simple recurrent cell of Elman 1990: h = tanh(z). A step keeps h. */
final class SimpleCell implements Cell {
    @Override
    public List<Part> parts() {
        return Part.whole(1);
    }

    @Override
    public int kept() {
        return 1;
    }

    @Override
    public void forward(float[][] step, float[] carry, float[] hidden, int n) {
        Curves.tanh(step[0], n);
        System.arraycopy(step[0], 0, hidden, 0, n);
    }

    @Override
    public void backward(float[][] step, float[] hiddenError, float[] carryError, float[][] gateErrors, int n) {
        float[] h = step[0];
        float[] error = gateErrors[0];
        for (int i = 0; i < n; i++) {
            error[i] = hiddenError[i] * (1 - h[i] * h[i]);
        }
    }
}
