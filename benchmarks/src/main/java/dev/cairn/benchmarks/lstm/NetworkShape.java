package dev.cairn.benchmarks.lstm;

import java.util.List;

/** One network and its batches: eight features in, one number out after the last step. */
public record NetworkShape(int units, int batch, int window, int layers, TimedCell cell, Around around) {
    public static final int FEATURES = 8;

    /** As {@code units,batch,window,layers}; behind it a cell other than LSTM, then what is around, if anything. */
    public static NetworkShape parse(String text) {
        String[] parts = text.split(",");
        if (parts.length < 4 || parts.length > 6) {
            throw new IllegalArgumentException(
                    "a shape is units,batch,window,layers[,cell[,around]] but was '" + text + "'");
        }
        return new NetworkShape(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                parts.length == 4 ? TimedCell.LSTM : TimedCell.valueOf(parts[4]),
                parts.length < 6 ? Around.NOTHING : Around.valueOf(parts[5]));
    }

    /** For people. */
    @Override
    public String toString() {
        return units + ", " + batch + ", " + window + ", " + layers + (cell == TimedCell.LSTM ? "" : ", " + cell)
                + (around == Around.NOTHING ? "" : ", " + around);
    }

    /** Whether the script for PyTorch has it. */
    public boolean isPyTorchs() {
        return cell.isPyTorchs() && around == Around.NOTHING;
    }

    List<String> arguments() {
        return List.of(
                Integer.toString(units),
                Integer.toString(batch),
                Integer.toString(window),
                Integer.toString(layers),
                cell.name(),
                around.name());
    }

    /** Floating-point operations of the matrix products of one update: forward, errors and gradients alike. */
    public double operations() {
        double sum = 0;
        for (int layer = 0; layer < layers; layer++) {
            int inputs = layer == 0 ? FEATURES : units;
            sum += 3.0 * 2 * batch * window * (inputs + 1 + units) * cell.gates() * units * around.directions();
        }
        return sum;
    }
}
