package dev.cairn.benchmarks.lstm;

import java.util.List;

/** One network and its batches: eight features in, one number out after the last step. */
public record NetworkShape(int units, int batch, int window, int layers, TimedCell cell) {
    public static final int FEATURES = 8;

    /** As {@code units,batch,window,layers}, and a cell other than LSTM behind it. */
    public static NetworkShape parse(String text) {
        String[] parts = text.split(",");
        if (parts.length != 4 && parts.length != 5) {
            throw new IllegalArgumentException(
                    "a shape is units,batch,window,layers or units,batch,window,layers,cell but was '" + text + "'");
        }
        return new NetworkShape(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                parts.length == 4 ? TimedCell.LSTM : TimedCell.valueOf(parts[4]));
    }

    /** For people. */
    @Override
    public String toString() {
        return units + ", " + batch + ", " + window + ", " + layers + (cell == TimedCell.LSTM ? "" : ", " + cell);
    }

    List<String> arguments() {
        return List.of(
                Integer.toString(units),
                Integer.toString(batch),
                Integer.toString(window),
                Integer.toString(layers),
                cell.name());
    }

    /** Floating-point operations of the matrix products of one update: forward, errors and gradients alike. */
    public double operations() {
        double sum = 0;
        for (int layer = 0; layer < layers; layer++) {
            int inputs = layer == 0 ? FEATURES : units;
            sum += 3.0 * 2 * batch * window * (inputs + 1 + units) * cell.gates() * units;
        }
        return sum;
    }
}
