package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.task.TimeSplit.Fold;
import dev.cairn.api.task.TimeSplit.Parts;
import dev.cairn.api.task.TimeSplit.RollingOrigin.Train;
import dev.cairn.api.task.TimeSplit.Rows;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    private static TimeSplit split(double validation, @Nullable Double test, @Nullable Integer gap) {
        return new TimeSplit.Chronological(validation, test, gap);
    }

    /** A hold-out's parts, which begin with row 0; without a test part the last two numbers are equal. */
    private static Parts parts(int trainTo, int validationFrom, int validationTo, int testFrom, int testTo) {
        return new Parts(
                List.of(Fold.of(0, trainTo, validationFrom, validationTo)),
                testFrom == testTo ? null : Fold.of(0, validationTo, testFrom, testTo));
    }

    private static Rows rows(int from, int to) {
        return new Rows(from, to);
    }

    @Test
    void theNewestRowsTestTheOnesBeforeValidateTheOldestTrain() {
        assertThat(split(0.2, 0.1, null).parts(100, 14, 1)).isEqualTo(parts(70, 70, 90, 90, 100));
    }

    @Test
    void aHorizonLeavesOutTheRowsThatAnEarlierForecastReaches() {
        // Five steps ahead from row 61 reaches row 65, the last before validation begins at 66.
        assertThat(split(0.2, 0.1, null).parts(100, 14, 5)).isEqualTo(parts(62, 66, 86, 90, 100));
    }

    @Test
    void aGapIsLeftOutBeforeEachLaterPart() {
        assertThat(split(0.2, 0.1, 7).parts(100, 14, 1)).isEqualTo(parts(56, 63, 83, 90, 100));
    }

    @Test
    void aGapIsNeverShorterThanTheHorizonNeeds() {
        assertThat(split(0.2, 0.1, 2).parts(100, 14, 5))
                .isEqualTo(split(0.2, 0.1, null).parts(100, 14, 5));
    }

    @Test
    void withoutATestPartValidationReachesTheEnd() {
        assertThat(split(0.2, null, 7).parts(100, 14, 1)).isEqualTo(parts(73, 80, 100, 100, 100));
    }

    @Test
    void sharesAreRoundedDown() {
        // 0.15 of 33 rows are 4.95.
        Parts parts = split(0.15, 0.15, null).parts(33, 5, 1);
        assertThat(parts).isEqualTo(parts(25, 25, 29, 29, 33));
        assertThat(parts.search().get(0).held().count()).isEqualTo(4);
    }

    @Test
    void aTrainingPartWithoutRoomForTheWidestWindowIsRefused() {
        // 21 rows: 3 test, 3 validate, 15 are left, and a window of 14 with one step ahead needs 16.
        TimeSplit split = split(0.15, 0.15, null);
        assertThatThrownBy(() -> split.parts(21, 14, 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("has 21 rows, which leaves 15 to train on, 3 to validate and 3 to test");
        assertThat(split.parts(22, 14, 1).search().get(0).train().get(0)).isEqualTo(new Rows(0, 16));
    }

    @Test
    void aPartShorterThanTheHorizonIsRefused() {
        assertThatThrownBy(() -> split(0.05, 0.2, null).parts(100, 5, 6))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("at least 6 in each other part");
        assertThatThrownBy(() -> split(0.2, 0.05, null).parts(100, 5, 6)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN})
    void aValidationShareOutsideZeroToOneIsRefused(double validation) {
        assertThatThrownBy(() -> split(validation, 0.1, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("validation must be in (0, 1)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -0.1, Double.NaN})
    void aTestShareOutsideZeroToOneIsRefused(double test) {
        assertThatThrownBy(() -> split(0.1, test, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("test must be in [0, 1)");
    }

    @Test
    void sharesThatLeaveNothingToTrainOnAreRefused() {
        assertThatThrownBy(() -> split(0.6, 0.4, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("must leave rows to train on");
    }

    @Test
    void aNegativeGapIsRefused() {
        assertThatThrownBy(() -> split(0.2, 0.1, -1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("gap must be at least 0 but was -1");
    }

    @Test
    void aRollingOriginValidatesOnOneBlockAfterAnother() {
        // 100 rows, 20 sealed; two steps ahead leave one row out before the test part and before each validation part.
        var split = new TimeSplit.RollingOrigin(3, 0.1, null, 0.2, null);
        assertThat(split.parts(100, 14, 2))
                .isEqualTo(new Parts(
                        List.of(Fold.of(0, 48, 49, 59), Fold.of(0, 58, 59, 69), Fold.of(0, 68, 69, 79)),
                        Fold.of(0, 79, 80, 100)));
    }

    @Test
    void aSlidingOriginTrainsOnEquallyManyRowsEachTime() {
        var split = new TimeSplit.RollingOrigin(3, 0.1, Train.SLIDING, 0.2, null);
        assertThat(split.parts(100, 14, 1))
                .isEqualTo(new Parts(
                        List.of(Fold.of(0, 50, 50, 60), Fold.of(10, 60, 60, 70), Fold.of(20, 70, 70, 80)),
                        Fold.of(30, 80, 80, 100)));
    }

    @Test
    void blocksAreValidatedInTurnAndTheOthersTrain() {
        // 90 rows before the test part; a window of 4 and a horizon of 2 leave 6 rows out on both sides.
        Parts parts = new TimeSplit.BlockedKFold(3, 0.1, 1).parts(101, 4, 2);
        assertThat(parts.search())
                .containsExactly(
                        new Fold(List.of(rows(36, 90)), rows(0, 30)),
                        new Fold(List.of(rows(0, 24), rows(66, 90)), rows(30, 60)),
                        new Fold(List.of(rows(0, 54)), rows(60, 90)));
        assertThat(parts.confirmation()).isEqualTo(Fold.of(0, 90, 91, 101));
        assertThat(parts.searchEnd()).isEqualTo(90);
    }

    @Test
    void noWindowOfATrainingPartSharesARowWithTheTargetsOfItsValidationBlock() {
        for (int reach = 1; reach <= 9; reach += 4) {
            for (int horizon = 1; horizon <= 4; horizon++) {
                for (Fold fold : new TimeSplit.BlockedKFold(4, 0.0, null)
                        .parts(200, reach, horizon)
                        .search()) {
                    for (Rows train : fold.train()) {
                        boolean before = train.to() <= fold.held().from() - reach - horizon;
                        boolean after = train.from() - reach >= fold.held().to();
                        assertThat(before || after).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void theGapOfBlocksFollowsTheWidestWindowOfTheSpace() {
        var split = new TimeSplit.BlockedKFold(3, null, null);
        var task = new Forecasting(
                "sha256:" + "0".repeat(64), "day", List.of("x"), null, 2, split, null, Map.of("windowLength", 9));
        String space = """
                {"parameters": [{"name": "windowLength", "type": "INTEGER", "low": 3, "high": 30},
                                {"name": "differencingLag", "type": "ORDINAL", "values": [0, 1, 7]}]}
                """;
        assertThat(task.within(CairnJson.strict().readValue(space, SearchSpace.class))
                        .reach())
                .isEqualTo(37);
        SearchSpace units = CairnJson.strict()
                .readValue(
                        "{\"parameters\": [{\"name\": \"units\", \"type\": \"INTEGER\", \"low\": 3, \"high\": 30}]}",
                        SearchSpace.class);
        Forecasting fixed = task.within(units);
        assertThat(fixed.reach()).isEqualTo(9);
        assertThat(fixed.within(units)).isEqualTo(fixed);
        assertThat(split.parts(300, 37, 2).search().get(1).train()).containsExactly(rows(0, 61), rows(239, 300));
    }

    @Test
    void whatTheFirstBlockCannotForecastIsNotCountedAsValidated() {
        // The first block is [0, 10): with a reach of 8, two rows are left, and a horizon of 3 has no room.
        var split = new TimeSplit.BlockedKFold(10, null, null);
        assertThat(split.parts(100, 7, 3).search()).hasSize(10);
        assertThatThrownBy(() -> split.parts(100, 8, 3))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("10 to validate");
    }

    @Test
    void foldsThatLeaveNothingToTrainOnAreRefused() {
        assertThatThrownBy(() -> new TimeSplit.RollingOrigin(4, 0.2, null, 0.2, null))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(
                        "4 folds of validation and test must leave rows to train on but were 0.2 and 0.2");
        assertThatThrownBy(() -> new TimeSplit.RollingOrigin(5, 0.15, null, 0.2, null).parts(100, 4, 1))
                .hasMessageContaining("leaves 5 to train on");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 21})
    void aNumberOfFoldsOutsideTwoToTwentyIsRefused(int folds) {
        assertThatThrownBy(() -> new TimeSplit.BlockedKFold(folds, null, null))
                .hasMessageContaining("folds must be in [2, 20] but was " + folds);
    }

    @Test
    void splitsAreReadByTheirType() {
        String json = "{\"type\":\"ROLLING_ORIGIN\",\"folds\":3,\"validation\":0.1,\"train\":\"SLIDING\",\"test\":0.2}";
        var split = new TimeSplit.RollingOrigin(3, 0.1, Train.SLIDING, 0.2, null);
        assertThat(CairnJson.strict().readValue(json, TimeSplit.class)).isEqualTo(split);
        assertThat(CairnJson.strict().writeValueAsString(split)).isEqualTo(json);
        assertThat(RecordReader.read(CairnJson.strict().readTree(json), TimeSplit.class))
                .isEqualTo(split);
    }
}
