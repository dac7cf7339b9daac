package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.task.Split.Parts;
import dev.cairn.api.task.Split.Rows;
import dev.cairn.search.InvalidValueException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    private static Split split(double validation, @Nullable Double test, @Nullable Integer gap) {
        return new Split(Split.Type.CHRONOLOGICAL, validation, test, gap);
    }

    @Test
    void theNewestRowsTestTheOnesBeforeValidateTheOldestTrain() {
        assertThat(split(0.2, 0.1, null).parts(100, 14, 1))
                .isEqualTo(new Parts(new Rows(0, 70), new Rows(70, 90), new Rows(90, 100)));
    }

    @Test
    void aHorizonLeavesOutTheRowsThatAnEarlierForecastReaches() {
        // Five steps ahead from row 61 reaches row 65, the last before validation begins at 66.
        assertThat(split(0.2, 0.1, null).parts(100, 14, 5))
                .isEqualTo(new Parts(new Rows(0, 62), new Rows(66, 86), new Rows(90, 100)));
    }

    @Test
    void aGapIsLeftOutBeforeEachLaterPart() {
        assertThat(split(0.2, 0.1, 7).parts(100, 14, 1))
                .isEqualTo(new Parts(new Rows(0, 56), new Rows(63, 83), new Rows(90, 100)));
    }

    @Test
    void aGapIsNeverShorterThanTheHorizonNeeds() {
        assertThat(split(0.2, 0.1, 2).parts(100, 14, 5))
                .isEqualTo(split(0.2, 0.1, null).parts(100, 14, 5));
    }

    @Test
    void withoutATestPartValidationReachesTheEnd() {
        assertThat(split(0.2, null, 7).parts(100, 14, 1))
                .isEqualTo(new Parts(new Rows(0, 73), new Rows(80, 100), new Rows(100, 100)));
    }

    @Test
    void sharesAreRoundedDown() {
        // 0.15 of 33 rows are 4.95.
        Parts parts = split(0.15, 0.15, null).parts(33, 5, 1);
        assertThat(parts).isEqualTo(new Parts(new Rows(0, 25), new Rows(25, 29), new Rows(29, 33)));
        assertThat(parts.validation().count()).isEqualTo(4);
    }

    @Test
    void aTrainingPartWithoutRoomForTheWidestWindowIsRefused() {
        // 21 rows: 3 test, 3 validate, 15 are left, and a window of 14 with one step ahead needs 16.
        Split split = split(0.15, 0.15, null);
        assertThatThrownBy(() -> split.parts(21, 14, 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("has 21 rows, which leaves 15 to train on, 3 to validate and 3 to test");
        assertThat(split.parts(22, 14, 1).train()).isEqualTo(new Rows(0, 16));
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
}
