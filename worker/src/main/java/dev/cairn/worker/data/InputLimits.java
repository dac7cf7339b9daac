package dev.cairn.worker.data;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;

/**
 * Between which numbers a network sees a column: what is beyond is seen as the limit itself (winsorised, Dixon 1960). In the units
 * that scaling is fitted in: after logarithm and differencing.
 *
 * @param columns one entry per column; none where nothing is clipped
 */
public record InputLimits(List<Range> columns) {
    static final InputLimits NONE = new InputLimits(List.of());

    /** Of one column. */
    public record Range(double low, double high) {
        public Range {
            if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
                throw new InvalidValueException(
                        List.of(new Violation("", "limits need finite ends in order but had " + low + " and " + high)));
            }
        }

        /**
         * Learns it.
         *
         * @param sample of the training part, with at least one value
         * @param share of the values that lies beyond it on either side, between the two nearest values
         */
        static Range fit(Sample sample, double share) {
            return new Range(sample.quantile(share), sample.quantile(1 - share));
        }

        /** Not a number stays one. */
        double clip(double value) {
            return Math.max(low, Math.min(high, value));
        }
    }

    public InputLimits {
        columns = columns == null ? List.of() : List.copyOf(columns);
    }

    boolean clips() {
        return !columns.isEmpty();
    }

    double clip(int column, double value) {
        return clips() ? columns.get(column).clip(value) : value;
    }
}
