package dev.cairn.api.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Divides rows in time. The newest rows are always the sealed test part; what is left out between parts keeps any forecast of
 * the training from reaching into what it is judged by.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TimeSplit.Chronological.class, name = "CHRONOLOGICAL"),
    @JsonSubTypes.Type(value = TimeSplit.RollingOrigin.class, name = "ROLLING_ORIGIN"),
    @JsonSubTypes.Type(value = TimeSplit.BlockedKFold.class, name = "BLOCKED_K_FOLD")
})
public sealed interface TimeSplit extends Split {
    int MOST_FOLDS = 20;

    /** Half-open range of rows. With many series, a row is a point of the time that all share. */
    record Rows(int from, int to) {
        public int count() {
            return to - from;
        }

        private int countFrom(int row) {
            return Math.max(0, to - Math.max(from, row));
        }
    }

    /**
     * Which rows serve as <em>targets</em>. Windows may reach back over a part's start: the past is known when a forecast is
     * made.
     *
     * @param train in order, not touching each other
     * @param held what the trained network is judged by
     */
    record Fold(List<Rows> train, Rows held) {
        public Fold {
            train = List.copyOf(train);
        }

        static Fold of(int trainFrom, int trainTo, int heldFrom, int heldTo) {
            return new Fold(List.of(new Rows(trainFrom, trainTo)), new Rows(heldFrom, heldTo));
        }
    }

    /**
     * What a search and a confirmation train on.
     *
     * @param search one fold for each network that a trial trains
     * @param confirmation trains on everything before the test part; absent without one
     */
    record Parts(List<Fold> search, @Nullable Fold confirmation) {
        public Parts {
            search = List.copyOf(search);
        }

        /** The row behind the last one that a search may see. */
        public int searchEnd() {
            return search.stream()
                    .flatMap(fold -> Stream.concat(fold.train().stream(), Stream.of(fold.held())))
                    .mapToInt(Rows::to)
                    .max()
                    .orElseThrow();
        }
    }

    /** Rows left out before a later part; absent means as few as are safe. */
    @Nullable
    Integer gap();

    /** The folds of a search within the rows {@code [0, end)}. */
    List<Fold> folds(int rows, int end, int reach, int horizon);

    /**
     * The parts of a table; equal for all trials whose windows reach back no further than {@code reach}, so that they are scored
     * on the same targets.
     *
     * @param reach rows before a forecast that the widest window of the study looks at
     * @throws InvalidValueException if a part would be empty or a training part has no room for the widest window
     */
    default Parts parts(int rows, int reach, int horizon) {
        int testRows = share(rows, test());
        int testFrom = rows - testRows;
        int end = testRows == 0 ? rows : testFrom - chronologicalGap(horizon);
        List<Fold> folds = folds(rows, end, reach, horizon);
        Fold confirmation = hasTest() ? new Fold(confirming(folds, end), new Rows(testFrom, rows)) : null;
        for (Fold fold : folds) {
            checkRoom(rows, fold, testRows, reach, horizon);
        }
        return new Parts(folds, confirmation);
    }

    /** What a confirmation trains on. */
    default List<Rows> confirming(List<Fold> folds, int end) {
        return List.of(new Rows(0, Math.max(0, end)));
    }

    private void checkRoom(int rows, Fold fold, int testRows, int reach, int horizon) {
        int train = fold.train().stream().mapToInt(Rows::count).sum();
        int trainable =
                fold.train().stream().mapToInt(part -> part.countFrom(reach)).sum();
        int held = Math.max(0, fold.held().countFrom(reach));
        boolean enough = trainable > horizon && held >= horizon && (!hasTest() || testRows >= horizon);
        if (!enough) {
            throw new InvalidValueException(List.of(new Violation(
                    "",
                    "the data set has " + rows + " rows, which leaves " + Math.max(0, train) + " to train on, "
                            + fold.held().count() + " to validate and " + testRows + " to test; a window of " + reach
                            + " and a horizon of " + horizon + " need more than " + (reach + horizon)
                            + " to train on and at least " + horizon + " in each other part")));
        }
    }

    /** Chronologically no forecast may reach into the next part: its last step is horizon - 1 rows behind its first. */
    private int chronologicalGap(int horizon) {
        return Math.max(horizon - 1, Objects.requireNonNullElse(gap(), 0));
    }

    /** Rounded down, but 0.29 of 100 rows are 29 though the product is a hair below. */
    private static int share(int rows, double part) {
        return (int) Math.floor(rows * part + 1e-9);
    }

    private static void checkCommon(Rules rules, double test, @Nullable Integer gap) {
        rules.check(test >= 0 && test < 1, "/test", () -> "test must be in [0, 1) but was " + test);
        rules.check(gap == null || gap >= 0, "/gap", () -> "gap must be at least 0 but was " + gap);
    }

    private static void checkFolds(Rules rules, @Nullable Integer folds) {
        if (rules.present(folds, "folds")) {
            rules.check(
                    folds >= 2 && folds <= MOST_FOLDS,
                    "/folds",
                    () -> "folds must be in [2, " + MOST_FOLDS + "] but was " + folds);
        }
    }

    private static void checkValidation(
            Rules rules, @Nullable Double validation, @Nullable Integer folds, double test) {
        if (!rules.present(validation, "validation")) {
            return;
        }
        double held = validation;
        int parts = folds == null ? 1 : folds;
        boolean isGood =
                rules.check(held > 0 && held < 1, "/validation", () -> "validation must be in (0, 1) but was " + held);
        if (isGood && test >= 0 && test < 1) {
            rules.check(
                    parts * held + test < 1,
                    "/validation",
                    () -> (parts == 1 ? "validation and test" : parts + " folds of validation and test")
                            + " must leave rows to train on but were " + held + " and " + test);
        }
    }

    /**
     * A hold-out: the oldest rows train, the next validate, the newest are the sealed test part. JSON type {@code
     * CHRONOLOGICAL}.
     *
     * @param validation share of all rows, in (0, 1)
     * @param test share of all rows, in [0, 1); 0 when absent: nothing is confirmed
     * @param gap rows left out before the validation part and before the test part; horizon - 1 when absent, and never less
     */
    record Chronological(
            Double validation,
            @Nullable Double test,
            @Nullable Integer gap) implements TimeSplit {
        public Chronological {
            test = test == null ? 0.0 : test;
            var rules = new Rules();
            checkCommon(rules, test, gap);
            checkValidation(rules, validation, null, test);
            rules.hold();
        }

        @Override
        public List<Fold> folds(int rows, int end, int reach, int horizon) {
            int from = end - share(rows, validation);
            return List.of(Fold.of(0, from - ((TimeSplit) this).chronologicalGap(horizon), from, end));
        }
    }

    /**
     * A forecast's origin that moves on: each fold validates on the rows after those that it trains on, the next fold on the rows
     * after these (Tashman 2000). JSON type {@code ROLLING_ORIGIN}.
     *
     * @param folds in [2, {@value TimeSplit#MOST_FOLDS}]
     * @param validation share of all rows, in (0, 1), for each fold
     * @param train EXPANDING when absent
     * @param test share of all rows, in [0, 1); 0 when absent: nothing is confirmed
     * @param gap rows left out before each validation part and before the test part; horizon - 1 when absent, and never less
     */
    record RollingOrigin(
            Integer folds,
            Double validation,
            @Nullable Train train,
            @Nullable Double test,
            @Nullable Integer gap) implements TimeSplit {

        /** Which rows before a validation part train. */
        public enum Train {
            /** All. */
            EXPANDING,
            /** The latest, as many as the first fold has; so does the confirmation. */
            SLIDING
        }

        public RollingOrigin {
            train = train == null ? Train.EXPANDING : train;
            test = test == null ? 0.0 : test;
            var rules = new Rules();
            checkFolds(rules, folds);
            checkCommon(rules, test, gap);
            checkValidation(rules, validation, folds, test);
            rules.hold();
        }

        @Override
        public List<Fold> folds(int rows, int end, int reach, int horizon) {
            int held = share(rows, validation);
            int between = ((TimeSplit) this).chronologicalGap(horizon);
            int first = end - folds * held - between;
            return IntStream.range(0, folds)
                    .mapToObj(i -> {
                        int from = end - (folds - i) * held;
                        int to = from - between;
                        return Fold.of(train == Train.SLIDING ? to - first : 0, to, from, from + held);
                    })
                    .toList();
        }

        @Override
        public List<Rows> confirming(List<Fold> folds, int end) {
            int count = folds.get(0).train().get(0).count();
            return List.of(new Rows(train == Train.SLIDING ? Math.max(0, end - count) : 0, Math.max(0, end)));
        }
    }

    /**
     * Blocks of equal length, each of them the validation part of one fold and trained on by the others (Bergmeir and Benítez
     * 2012). A network is then judged by forecasts of what came before some of its training data: use it where the series is
     * short and stays alike. JSON type {@code BLOCKED_K_FOLD}.
     *
     * @param folds in [2, {@value TimeSplit#MOST_FOLDS}]
     * @param test share of all rows, in [0, 1); 0 when absent: nothing is confirmed
     * @param gap rows left out of training on both sides of the validation block; the widest window of the study plus the horizon
     *     when absent, and never less: no window of the training shares a row with what is forecast in the block
     */
    record BlockedKFold(
            Integer folds, @Nullable Double test, @Nullable Integer gap) implements TimeSplit {
        public BlockedKFold {
            test = test == null ? 0.0 : test;
            var rules = new Rules();
            checkFolds(rules, folds);
            checkCommon(rules, test, gap);
            rules.hold();
        }

        @Override
        public List<Fold> folds(int rows, int end, int reach, int horizon) {
            int between = Math.max(reach + horizon, Objects.requireNonNullElse(gap, 0));
            var made = new ArrayList<Fold>();
            for (int i = 0; i < folds; i++) {
                var held = new Rows((int) ((long) i * end / folds), (int) ((i + 1L) * end / folds));
                List<Rows> train = Stream.of(new Rows(0, held.from() - between), new Rows(held.to() + between, end))
                        .filter(part -> part.count() > 0)
                        .toList();
                made.add(new Fold(train, held));
            }
            return made;
        }
    }
}
