package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSeriesTest {
    private static Forecasting task(Forecasting.Gaps gaps, String... features) {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "t",
                List.of("y"),
                features.length == 0 ? null : List.of(features),
                null,
                new TimeSplit.Chronological(0.2, null, null),
                gaps,
                null);
    }

    private static TimeSeries of(Forecasting task, String text) {
        try {
            return TimeSeries.of(task, CsvTable.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TimeSeries of(String text) {
        return of(task(Forecasting.Gaps.REFUSE), text);
    }

    @Test
    void columnsAreTakenInTheTasksOrder() {
        TimeSeries series = of(
                task(Forecasting.Gaps.REFUSE, "y", "x"), "\uFEFFx,t,y\r\n1,2024-01-01,10\r\n-2.5e1,2024-01-02,20\r\n");
        assertThat(series.rows()).isEqualTo(2);
        assertThat(series.columns()).containsExactly("y", "x");
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{10, 1}, {20, -25}});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-31T18:05:00",
                "2024-01-31 18:05:00",
                "2024-01-31 18:05",
                "2024-01-31T18:05:00Z",
                "2024-01-31 20:05:00+02:00"
            })
    void timesAreReadInTheirUsualForms(String time) {
        assertThat(of("t,y\n" + time + ",1\n").times()).isEqualTo(List.of(LocalDateTime.of(2024, 1, 31, 18, 5)));
    }

    @Test
    void aDateIsItsMidnight() {
        assertThat(of("t,y\n2024-01-31,1\n").times()).isEqualTo(List.of(LocalDateTime.of(2024, 1, 31, 0, 0)));
    }

    @Test
    void whatIsNoTimeIsRefusedWithItsLine() {
        assertThatThrownBy(() -> of("t,y\n2024-01-01,1\nyesterday,2\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 3: 'yesterday' is not a date or time");
    }

    @Test
    void aTimeThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> of("t,y\n2024-01-01,1\n2024-01-02,2\n2024-01-02,3\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 4: time 2024-01-02T00:00 does not follow 2024-01-02T00:00");
    }

    @Test
    void aGapIsRefusedUnlessItIsAllowed() {
        String text = "t,y\n2024-01-01,1\n2024-01-02,2\n2024-01-05,3\n";
        assertThatThrownBy(() -> of(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("fill the gap, or set gaps to ALLOW");
        assertThat(of(task(Forecasting.Gaps.ALLOW), text).rows()).isEqualTo(3);
    }

    @Test
    void timesMustIncreaseEvenWhereGapsAreAllowed() {
        assertThatThrownBy(() -> of(task(Forecasting.Gaps.ALLOW), "t,y\n2024-01-02,1\n2024-01-01,2\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("times must increase");
    }

    @Test
    void everyBadCellIsNamedWithItsPlaceInTheTask() {
        assertThatThrownBy(() -> of("t,y\n2024-01-01,\n2024-01-02,abc\n2024-01-03,NaN\n2024-01-04,12f\n"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .contains(
                                        new Violation(
                                                "/targets/0",
                                                "line 2, column 'y': the cell is empty; set missing to LAST_VALUE or LEAVE_OUT if it may be"),
                                        new Violation("/targets/0", "line 3, column 'y': 'abc' is not a finite number"),
                                        new Violation("/targets/0", "line 4, column 'y': 'NaN' is not a finite number"),
                                        new Violation(
                                                "/targets/0", "line 5, column 'y': '12f' is not a finite number")));
    }

    @Test
    void everyAbsentColumnIsNamedWithItsNeighbour() {
        assertThatThrownBy(() -> of(task(Forecasting.Gaps.REFUSE, "humidity", "winds"), "t,y,wind\n2024-01-01,1,2\n"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        new Violation(
                                                "/features/0",
                                                "the data set has no column 'humidity'; it has [t, y, wind]"),
                                        new Violation(
                                                "/features/1",
                                                "the data set has no column 'winds'; did you mean 'wind'?; it has [t, y, wind]")));
    }

    @Test
    void aBadFileDoesNotFloodTheAnswer() {
        var text = new StringBuilder("t,y\n");
        for (int day = 1; day <= 28; day++) {
            text.append("2024-01-%02d,x\n".formatted(day));
        }
        assertThatThrownBy(() -> of(text.toString()))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations()).hasSize(20));
    }

    private static Forecasting panel(Forecasting.Gaps gaps, Forecasting.@Nullable Missing missing) {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "t",
                "shop",
                List.of("y"),
                null,
                List.of("holiday"),
                null,
                1,
                null,
                new TimeSplit.Chronological(0.2, null, null),
                gaps,
                null,
                missing,
                null,
                null);
    }

    @Test
    void manySeriesShareOneTimeHoweverTheirRowsAreMixed() {
        TimeSeries series = of(panel(Forecasting.Gaps.REFUSE, null), """
                t,shop,holiday,y
                2024-01-01,b,0,10
                2024-01-02,b,1,20
                2024-01-02,a,1,2
                2024-01-03,a,0,3
                2024-01-03,b,0,30
                """);
        assertThat(series.times()).hasSize(3);
        assertThat(series.columns()).containsExactly("y", "holiday");
        assertThat(series.series()).extracting(TimeSeries.Series::name).containsExactly("b", "a");
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {{10, 0}, {20, 1}, {30, 0}});
        assertThat(series.series().get(1).values().copy()).isEqualTo(new double[][] {
            {Double.NaN, Double.NaN}, {2, 1}, {3, 0}
        });
    }

    @Test
    void aTimeThatStandsTwiceInOneOfManySeriesIsRefused() {
        assertThatThrownBy(() -> of(panel(Forecasting.Gaps.ALLOW, null), """
                t,shop,holiday,y
                2024-01-01,b,0,10
                2024-01-01,a,0,1
                2024-01-01,b,0,11
                """))
                .hasMessageContaining("line 4, series 'b': time 2024-01-01T00:00 does not follow");
    }

    @Test
    void aGapInOneOfManySeriesIsRefusedAndSoAreTimesThatAreNotShared() {
        String gap = "t,shop,holiday,y\n2024-01-01,a,0,1\n2024-01-02,a,0,1\n2024-01-01,b,0,1\n2024-01-03,b,0,1\n";
        assertThatThrownBy(() -> of(panel(Forecasting.Gaps.REFUSE, null), gap))
                .hasMessageContaining("line 5, series 'b': 2024-01-03T00:00 comes PT48H after");
        String apart =
                "t,shop,holiday,y\n2024-01-01,a,0,1\n2024-01-02,a,0,1\n2024-01-01 12:00,b,0,1\n2024-01-02 12:00,b,0,1\n";
        assertThatThrownBy(() -> of(panel(Forecasting.Gaps.REFUSE, null), apart))
                .hasMessageContaining("all series must share their times");
    }

    @Test
    void aFilledGapHasRowsWithoutValues() {
        TimeSeries series = of(
                panel(Forecasting.Gaps.FILL, Forecasting.Missing.LEAVE_OUT),
                "t,shop,holiday,y\n2024-01-01,a,0,1\n2024-01-02,a,0,2\n2024-01-05,a,1,5\n");
        assertThat(series.times()).hasSize(5);
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {
            {1, 0}, {2, 0}, {Double.NaN, Double.NaN}, {Double.NaN, Double.NaN}, {5, 1}
        });
        assertThatThrownBy(() -> of(
                        panel(Forecasting.Gaps.FILL, Forecasting.Missing.LEAVE_OUT),
                        "t,shop,holiday,y\n2024-01-01,a,0,1\n2024-01-02,a,0,2\n2024-01-04 12:00,a,1,5\n"))
                .hasMessageContaining("2024-01-04T12:00 is no multiple of PT24H after 2024-01-01T00:00");
    }

    @Test
    void missingValuesAreReadWhereTheTaskHasARuleForThem() {
        TimeSeries series = of(panel(Forecasting.Gaps.REFUSE, Forecasting.Missing.LAST_VALUE), """
                t,shop,holiday,y
                2024-01-01,a,NaN,
                2024-01-02,a,null, NA\s
                """);
        assertThat(series.series().get(0).values().copy()).isEqualTo(new double[][] {
            {Double.NaN, Double.NaN}, {Double.NaN, Double.NaN}
        });
        assertThatThrownBy(() -> of(
                        panel(Forecasting.Gaps.REFUSE, Forecasting.Missing.LAST_VALUE),
                        "t,shop,holiday,y\n2024-01-01,a,0,none\n"))
                .hasMessageContaining("'none' is not a finite number");
    }

    @Test
    void valuesBehindTheEndAreNotRead() {
        Forecasting task = task(Forecasting.Gaps.REFUSE);
        var table = new CsvTable(
                List.of("t", "y"), List.of(List.of("2024-01-01", "1"), List.of("2024-01-02", "the answer")));
        assertThat(TimeSeries.of(task, table, rows -> rows - 1, Grid.Storage.HEAP)
                        .series()
                        .get(0)
                        .values()
                        .copy())
                .isEqualTo(new double[][] {{1}});
    }
}
