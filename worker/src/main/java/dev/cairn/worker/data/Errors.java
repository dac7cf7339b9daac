package dev.cairn.worker.data;

/**
 * How far forecasts were off, in the targets' own unit, over all examples, steps of the horizon and targets alike.
 *
 * @param rmse root of the mean squared error
 * @param mae mean absolute error
 */
public record Errors(double rmse, double mae) {
    /** Adds up errors one at a time. */
    static final class Sum {
        private double squares;
        private double absolutes;
        private long count;

        void add(double forecast, double actual) {
            double error = forecast - actual;
            squares += error * error;
            absolutes += Math.abs(error);
            count++;
        }

        Errors mean() {
            return new Errors(Math.sqrt(squares / count), absolutes / count);
        }
    }

    /** The share of the naive forecast's error that is gone: 1 is perfect, 0 as good as naive, negative worse. */
    public double skill(Errors naive) {
        return 1 - rmse / naive.rmse;
    }
}
