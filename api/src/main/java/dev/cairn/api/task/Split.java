package dev.cairn.api.task;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chronological hold-out: the oldest rows train, the next validate, the newest are the sealed test part. JSON type {@code
 * CHRONOLOGICAL}.
 *
 * @param validation share of all rows, in (0, 1)
 * @param test share of all rows, in [0, 1); 0 when absent: nothing is confirmed
 * @param gap rows left out before the validation part and before the test part, so that no forecast that training saw
 *     reaches into them; horizon - 1 when absent, and never less
 */
public record Split(
        Type type,
        Double validation,
        @Nullable Double test,
        @Nullable Integer gap) {
    public enum Type {
        CHRONOLOGICAL
    }

    /** Half-open range of rows. */
    public record Rows(int from, int to) {
        public int count() {
            return to - from;
        }
    }

    /**
     * Which rows serve as <em>targets</em> of each part. Windows may reach back over a part's start: the past is known when a
     * forecast is made.
     */
    public record Parts(Rows train, Rows validation, Rows test) {}

    public Split {
        test = test == null ? 0.0 : test;
        Double held = validation;
        double sealed = test;
        var rules = new Rules();
        rules.present(type, "type");
        boolean validationIsGood = rules.present(validation, "validation")
                && rules.check(
                        held > 0 && held < 1, "/validation", () -> "validation must be in (0, 1) but was " + held);
        boolean testIsGood =
                rules.check(sealed >= 0 && sealed < 1, "/test", () -> "test must be in [0, 1) but was " + sealed);
        if (validationIsGood && testIsGood) {
            rules.check(
                    held + sealed < 1,
                    "/validation",
                    () -> "validation and test must leave rows to train on but were " + held + " and " + sealed);
        }
        rules.check(gap == null || gap >= 0, "/gap", () -> "gap must be at least 0 but was " + gap);
        rules.hold();
    }

    /**
     * The parts of a table; equal for every window up to the widest, so that all trials of a study are scored on the same
     * targets.
     *
     * @throws InvalidValueException if a part would be empty or the training part has no room for the widest window
     */
    public Parts parts(int rows, int widestWindow, int horizon) {
        int between = gapFor(horizon);
        int testRows = share(rows, test);
        int validationRows = share(rows, validation);
        int testFrom = rows - testRows;
        int validationTo = testRows == 0 ? rows : testFrom - between;
        int validationFrom = validationTo - validationRows;
        int trainTo = validationFrom - between;
        int needed = widestWindow + horizon;
        boolean enough = validationRows >= horizon && (test == 0 || testRows >= horizon) && trainTo > needed;
        if (!enough) {
            throw new InvalidValueException(List.of(new Violation(
                    "",
                    "the data set has " + rows + " rows, which leaves " + Math.max(0, trainTo) + " to train on, "
                            + validationRows + " to validate and " + testRows + " to test; a window of " + widestWindow
                            + " and a horizon of " + horizon + " need more than " + needed
                            + " to train on and at least "
                            + horizon + " in each other part")));
        }
        return new Parts(new Rows(0, trainTo), new Rows(validationFrom, validationTo), new Rows(testFrom, rows));
    }

    /** Rounded down, but 0.29 of 100 rows are 29 though the product is a hair below. */
    private static int share(int rows, double part) {
        return (int) Math.floor(rows * part + 1e-9);
    }

    private int gapFor(int horizon) {
        return Math.max(horizon - 1, gap == null ? 0 : gap);
    }
}
