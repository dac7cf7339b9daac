package dev.cairn.worker.lstm.cell;

/**
 * The LSTM in plain loops and double precision, written from the formulas: the oracle for {@link FastLstm}. Its own
 * gradients are checked by finite differences.
 *
 * <p>Weights are [row][column] with DL4J's columns a, f, o, g; arrays of a series are [step][example][value].
 */
record ReferenceLstm(double[][] input, double[][] recurrent, double[] bias) {
    /** All that a pass computed. */
    record Pass(double[][][] gates, double[][][] cells, double[][][] rawCells, double[][][] outputs) {}

    /** Gradients of the weights and errors of the input. */
    record Gradients(double[][] input, double[][] recurrent, double[] bias, double[][][] inputErrors) {}

    int units() {
        return recurrent.length;
    }

    Pass forward(double[][][] x, double[][] hidden, double[][] cell, double[][] mask) {
        int steps = x.length;
        int batch = x[0].length;
        var pass = new Pass(
                new double[steps][batch][4 * units()],
                new double[steps][batch][units()],
                new double[steps][batch][units()],
                new double[steps][batch][units()]);
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < batch; b++) {
                double[] before = t == 0 ? hidden[b] : pass.outputs[t - 1][b];
                double[] cellBefore = t == 0 ? cell[b] : pass.cells[t - 1][b];
                double[] gates = pass.gates[t][b];
                for (int column = 0; column < gates.length; column++) {
                    double z = bias[column];
                    for (int i = 0; i < input.length; i++) {
                        z += x[t][b][i] * input[i][column];
                    }
                    for (int j = 0; j < units(); j++) {
                        z += before[j] * recurrent[j][column];
                    }
                    gates[column] = column < units() ? Math.tanh(z) : 1 / (1 + Math.exp(-z));
                }
                for (int j = 0; j < units(); j++) {
                    double raw = gates[units() + j] * cellBefore[j] + gates[3 * units() + j] * gates[j];
                    pass.rawCells[t][b][j] = raw;
                    pass.cells[t][b][j] = mask[t][b] * raw;
                    pass.outputs[t][b][j] = mask[t][b] * gates[2 * units() + j] * Math.tanh(raw);
                }
            }
        }
        return pass;
    }

    /** Back-propagation from the last step to step {@code from}; the state the pass began with is a constant. */
    Gradients backward(
            double[][][] x, double[][] hidden, double[][] cell, double[][] mask, double[][][] errors, int from) {
        Pass pass = forward(x, hidden, cell, mask);
        int batch = x[0].length;
        var gradients = new Gradients(
                new double[input.length][4 * units()],
                new double[units()][4 * units()],
                new double[4 * units()],
                new double[x.length][batch][input.length]);
        for (int b = 0; b < batch; b++) {
            double[] hiddenError = new double[units()];
            double[] cellError = new double[units()];
            for (int t = x.length - 1; t >= from; t--) {
                double[] before = t == 0 ? hidden[b] : pass.outputs[t - 1][b];
                double[] cellBefore = t == 0 ? cell[b] : pass.cells[t - 1][b];
                double[] delta = new double[4 * units()];
                for (int j = 0; j < units(); j++) {
                    double a = pass.gates[t][b][j];
                    double f = pass.gates[t][b][units() + j];
                    double o = pass.gates[t][b][2 * units() + j];
                    double g = pass.gates[t][b][3 * units() + j];
                    double tanh = Math.tanh(pass.rawCells[t][b][j]);
                    double error = mask[t][b] * (errors[t][b][j] + hiddenError[j]);
                    double raw = mask[t][b] * cellError[j] + error * o * (1 - tanh * tanh);
                    delta[j] = raw * g * (1 - a * a);
                    delta[units() + j] = raw * cellBefore[j] * f * (1 - f);
                    delta[2 * units() + j] = error * tanh * o * (1 - o);
                    delta[3 * units() + j] = raw * a * g * (1 - g);
                    cellError[j] = raw * f;
                }
                hiddenError = new double[units()];
                for (int column = 0; column < delta.length; column++) {
                    gradients.bias[column] += delta[column];
                    for (int i = 0; i < input.length; i++) {
                        gradients.input[i][column] += x[t][b][i] * delta[column];
                        gradients.inputErrors[t][b][i] += input[i][column] * delta[column];
                    }
                    for (int j = 0; j < units(); j++) {
                        gradients.recurrent[j][column] += before[j] * delta[column];
                        hiddenError[j] += recurrent[j][column] * delta[column];
                    }
                }
            }
        }
        return gradients;
    }
}
