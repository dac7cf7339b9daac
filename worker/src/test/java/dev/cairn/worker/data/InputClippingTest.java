package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class InputClippingTest {
    /** Of 60 rows the first 36 are trained on and the next 12 validated. */
    private static final int ROWS = 60;

    private static final int OUTLIER = 40;
    /** Of 0, 1, ..., 35 numpy's quantiles of 0.05 and 0.95 are 1.75 and 33.25. */
    private static final double LOW = 1.75;

    private static final double HIGH = 33.25;

    private static ForecastingData data(IntToDoubleFunction y, Object... recipe) {
        Forecasting task = Tables.task(List.of("y"), List.of("y", "z"), 1, Tables.HOLD_OUT);
        return ForecastingData.of(
                        task,
                        Purpose.SEARCH,
                        Tables.daily(ROWS, List.of("y", "z"), row -> List.of(y.applyAsDouble(row), -row)),
                        Tables.recipe(recipe),
                        0)
                .get(0);
    }

    private static double ramp(int row) {
        return row == OUTLIER ? -1000 : row;
    }

    private static ForecastingData clipped(String normalisation) {
        return data(
                InputClippingTest::ramp,
                "windowLength",
                2,
                "scaling",
                "NONE",
                "inputClipping",
                0.05,
                "windowNormalisation",
                normalisation);
    }

    @Test
    void limitsAreQuantilesOfTheTrainingPart() {
        List<InputLimits.Range> limits = clipped("NONE").preparation().limits().columns();
        assertThat(limits.get(0).low()).isEqualTo(LOW, within(1e-9));
        assertThat(limits.get(0).high()).isEqualTo(HIGH, within(1e-9));
        assertThat(limits.get(1).low()).isEqualTo(-HIGH, within(1e-9));
        assertThat(data(InputClippingTest::ramp).preparation().limits().columns())
                .isEmpty();
    }

    @Test
    void whatIsSeenIsClippedAndWhatIsForecastIsNot() {
        Windows held = clipped("NONE").held();
        int before = indexOf(held, OUTLIER);
        assertThat(held.batch(new int[] {before}, 0, 1).outputs()).containsExactly(-1000);
        assertThat(held.batch(new int[] {before + 1}, 0, 1).inputs())
                .containsExactly((float) HIGH, (float) LOW, (float) -HIGH, (float) -HIGH);
        assertThat(held.restored(before, new float[] {-1000})).containsExactly(-1000);
    }

    @Test
    void aWindowIsNormalisedByWhatIsSeenOfIt() {
        Windows held = clipped("LAST_VALUE").held();
        int after = indexOf(held, OUTLIER + 1);
        // The outlier is the last value: without limits a forecast of no change would repeat it.
        assertThat(held.restored(after, new float[] {0})[0]).isEqualTo(LOW, within(1e-5));
        assertThat(held.batch(new int[] {after}, 0, 1).outputs()[0]).isEqualTo((float) (OUTLIER + 1 - LOW));
    }

    @Test
    void scalingIsFittedToWhatIsLeft() {
        ForecastingData data =
                data(row -> row == 3 ? 1e6 : row, "windowLength", 2, "scaling", "MIN_MAX", "inputClipping", 0.05);
        InputLimits.Range limits = data.preparation().limits().columns().get(0);
        Scaling.Column column = data.preparation().scaling().columns().get(0);
        assertThat(limits.high()).isLessThan(40);
        assertThat(column.center()).isEqualTo(limits.low());
        assertThat(column.spread()).isEqualTo(limits.high() - limits.low(), within(1e-9));
    }

    @Test
    void limitsThatDoNotFitAreRefused() {
        Preparation fitted = clipped("NONE").preparation();
        assertThatThrownBy(() -> new Preparation(fitted.task(), fitted.recipe(), fitted.scaling(), InputLimits.NONE))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("limits of 2 columns are needed but there are 0");
        assertThatThrownBy(() -> new InputLimits.Range(2, 1)).isInstanceOf(InvalidValueException.class);
    }

    private static int indexOf(Windows windows, int first) {
        for (int i = 0; i < windows.count(); i++) {
            if (windows.first()[i] == first) {
                return i;
            }
        }
        throw new AssertionError("no window forecasts row " + first);
    }
}
