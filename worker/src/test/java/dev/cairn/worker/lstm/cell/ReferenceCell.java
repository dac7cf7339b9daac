package dev.cairn.worker.lstm.cell;

/**
 * Cells in plain loops and double precision, one example and unit after another, written from the papers' formulas: the oracle
 * for the fast ones. Parameters are flat, as DL4J's layers have them: W [inputs, columns] and R [units, columns] column by
 * column, then b, then g. Series are [step][example][value].
 */
enum ReferenceCell {
    LSTM(4, 0, 4, 0) {
        @Override
        void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry) {
            for (int j = 0; j < p.units; j++) {
                double a = Math.tanh(p.sum(j, x, seen));
                double f = sigmoid(p.sum(p.units + j, x, seen));
                double o = sigmoid(p.sum(2 * p.units + j, x, seen));
                double g = sigmoid(p.sum(3 * p.units + j, x, seen));
                carry[j] = f * carry[j] + g * a;
                hidden[j] = o * Math.tanh(carry[j]);
            }
        }
    },
    /** Peepholes to f and g look at the cell before, that to o at the cell now. */
    PEEPHOLE_LSTM(4, 3, 4, 0) {
        @Override
        void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry) {
            int h = p.units;
            for (int j = 0; j < h; j++) {
                double a = Math.tanh(p.sum(j, x, seen));
                double f = sigmoid(p.sum(h + j, x, seen) + p.recurrent(j, 4 * h) * carry[j]);
                double g = sigmoid(p.sum(3 * h + j, x, seen) + p.recurrent(j, 4 * h + 2) * carry[j]);
                double c = f * carry[j] + g * a;
                double o = sigmoid(p.sum(2 * h + j, x, seen) + p.recurrent(j, 4 * h + 1) * c);
                carry[j] = c;
                hidden[j] = o * Math.tanh(c);
            }
        }
    },
    SIMPLE(1, 0, 1, 0) {
        @Override
        void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry) {
            for (int j = 0; j < p.units; j++) {
                hidden[j] = Math.tanh(p.sum(j, x, seen));
            }
        }
    },
    /** As PyTorch documents torch.nn.GRU. */
    GRU(3, 0, 4, 0) {
        @Override
        void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry) {
            int h = p.units;
            double[] before = hidden.clone();
            for (int j = 0; j < h; j++) {
                double r = sigmoid(p.sum(j, x, seen));
                double z = sigmoid(p.sum(h + j, x, seen));
                double q = p.bias(3 * h + j) + p.fromState(2 * h + j, seen);
                double n = Math.tanh(p.bias(2 * h + j) + p.fromInput(2 * h + j, x) + r * q);
                hidden[j] = (1 - z) * n + z * before[j];
            }
        }
    },
    /** Ba et al. 2016, equations 20 to 22. */
    LAYER_NORM_LSTM(4, 0, 5, 9) {
        @Override
        void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry) {
            int h = p.units;
            double[] fromInput = new double[4 * h];
            double[] fromState = new double[4 * h];
            for (int column = 0; column < 4 * h; column++) {
                fromInput[column] = p.fromInput(column, x);
                fromState[column] = p.fromState(column, seen);
            }
            fromInput = normal(fromInput);
            fromState = normal(fromState);
            double[] gates = new double[4 * h];
            for (int column = 0; column < 4 * h; column++) {
                gates[column] = p.gain(column) * fromInput[column]
                        + p.gain(4 * h + column) * fromState[column]
                        + p.bias(column);
            }
            for (int j = 0; j < h; j++) {
                carry[j] = sigmoid(gates[h + j]) * carry[j] + sigmoid(gates[3 * h + j]) * Math.tanh(gates[j]);
            }
            double[] cell = normal(carry);
            for (int j = 0; j < h; j++) {
                hidden[j] = sigmoid(gates[2 * h + j]) * Math.tanh(p.gain(8 * h + j) * cell[j] + p.bias(4 * h + j));
            }
        }
    };

    private final int columns;
    private final int peepholes;
    private final int biases;
    private final int gains;

    ReferenceCell(int columns, int peepholes, int biases, int gains) {
        this.columns = columns;
        this.peepholes = peepholes;
        this.biases = biases;
        this.gains = gains;
    }

    abstract void step(Weights p, double[] x, double[] seen, double[] hidden, double[] carry);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] normal(double[] x) {
        double mean = 0;
        for (double one : x) {
            mean += one / x.length;
        }
        double variance = 0;
        for (double one : x) {
            variance += (one - mean) * (one - mean) / x.length;
        }
        double[] normal = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normal[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5);
        }
        return normal;
    }

    int parameters(int inputs, int units) {
        return units * (columns * (inputs + units) + peepholes + biases + gains);
    }

    /**
     * The outputs of all steps from a state of zeros.
     *
     * @param mask [step][example]: masked steps leave output and state at zero
     * @param drop [example][unit]: factors of what the gates see of the output before
     * @param from steps before it have the parameters {@code frozen}
     */
    double[][][] outputs(
            double[] parameters,
            double[] frozen,
            int from,
            int inputs,
            int units,
            double[][][] x,
            double[][] mask,
            double[][] drop) {
        double[][][] outputs = new double[x.length][x[0].length][];
        for (int b = 0; b < x[0].length; b++) {
            double[] hidden = new double[units];
            double[] carry = new double[units];
            for (int t = 0; t < x.length; t++) {
                double[] seen = new double[units];
                for (int j = 0; j < units; j++) {
                    seen[j] = hidden[j] * drop[b][j];
                }
                step(new Weights(this, t < from ? frozen : parameters, inputs, units), x[t][b], seen, hidden, carry);
                for (int j = 0; j < units; j++) {
                    hidden[j] *= mask[t][b];
                    carry[j] *= mask[t][b];
                }
                outputs[t][b] = hidden.clone();
            }
        }
        return outputs;
    }

    /** Flat parameters by their places. */
    record Weights(ReferenceCell cell, double[] flat, int inputs, int units) {
        double recurrent(int unit, int column) {
            return flat[cell.columns * units * inputs + unit + units * column];
        }

        double bias(int place) {
            return flat[units * (cell.columns * (inputs + units) + cell.peepholes) + place];
        }

        double gain(int place) {
            return bias(units * cell.biases + place);
        }

        double fromInput(int column, double[] x) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += x[i] * flat[i + inputs * column];
            }
            return sum;
        }

        double fromState(int column, double[] seen) {
            double sum = 0;
            for (int j = 0; j < units; j++) {
                sum += seen[j] * recurrent(j, column);
            }
            return sum;
        }

        double sum(int column, double[] x, double[] seen) {
            return bias(column) + fromInput(column, x) + fromState(column, seen);
        }
    }
}
