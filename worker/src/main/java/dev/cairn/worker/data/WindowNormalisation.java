package dev.cairn.worker.data;

/**
 * Takes the level, or level and size, of each window out of it and puts it back into the forecast, as reversible instance
 * normalisation does (Kim et al. 2022, without its learnt factors).
 */
public enum WindowNormalisation {
    NONE,
    LAST_VALUE,
    STANDARD;

    /** Added to the variance so that a constant window has a size; in squared units of the scaled column. */
    private static final double FLOOR = 1e-5;

    /** Where a window stands: what is taken off, and what the rest is divided by. */
    record Frame(double level, double size) {
        static final Frame NONE = new Frame(0, 1);

        float into(float value) {
            return (float) ((value - level) / size);
        }

        double outOf(double value) {
            return value * size + level;
        }
    }

    /** Of the rows {@code [from, to)} of one column: the window and nothing after it. */
    Frame frame(Floats table, int column, int from, int to) {
        return switch (this) {
            case NONE -> Frame.NONE;
            case LAST_VALUE -> new Frame(table.get(to - 1, column), 1);
            case STANDARD -> {
                double mean = 0;
                for (int row = from; row < to; row++) {
                    mean += table.get(row, column) / (double) (to - from);
                }
                double variance = 0;
                for (int row = from; row < to; row++) {
                    double difference = table.get(row, column) - mean;
                    variance += difference * difference / (to - from);
                }
                yield new Frame(mean, Math.sqrt(variance + FLOOR));
            }
        };
    }
}
