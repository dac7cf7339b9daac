package dev.cairn.worker.data;

import dev.cairn.api.task.TimeSplit.Rows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the examples of some rows stand.
 *
 * @param of the series of each example; examples of a series stand together, in the order of time
 * @param rows the first row that each example answers
 */
record Places(int[] of, int[] rows) {

    /** Whether a row of a series is to be an example. */
    interface Choice {
        boolean takes(int series, int row);
    }

    /**
     * All places in some rows of all series.
     *
     * @param reach rows before each that must be there and without missing values
     * @param horizon rows from each on that are answered, all of them in the same part
     * @param stride rows from one example to the next in the same series
     */
    static Places within(
            List<Rows> parts, List<Channels> series, int reach, int horizon, int lag, int stride, Choice choice) {
        IntStream.Builder of = IntStream.builder();
        IntStream.Builder rows = IntStream.builder();
        for (int one = 0; one < series.size(); one++) {
            for (Rows part : parts) {
                for (int row = Math.max(part.from(), reach); row + horizon <= part.to(); row += stride) {
                    if (series.get(one).holds(row - reach, row, horizon, lag) && choice.takes(one, row)) {
                        of.add(one);
                        rows.add(row);
                    }
                }
            }
        }
        return new Places(of.build().toArray(), rows.build().toArray());
    }
}
