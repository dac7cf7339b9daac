package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTest {
    private static Column of(String... cells) {
        return Column.of(new CsvTable(
                        List.of("c"), Stream.of(cells).map(List::of).toList()))
                .get(0);
    }

    @Test
    void aColumnIsWhatAllItsCellsAre() {
        assertThat(of("1", "-2.5e3", ".5", "7.").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(of("2024-01-31", "2024-01-31 18:05", "2024-01-31T18:05:00.5Z")
                        .type())
                .isEqualTo(ColumnType.TIME);
        assertThat(of("true", "False").type()).isEqualTo(ColumnType.BOOLEAN);
        assertThat(of("rain", "sun").type()).isEqualTo(ColumnType.TEXT);
    }

    @Test
    void missingCellsHaveNoTypeAndAreCounted() {
        assertThat(of("", "1", "NA", " null ", "2")).isEqualTo(new Column("c", ColumnType.NUMBER, 3, null));
        assertThat(of("NaN", "")).isEqualTo(new Column("c", ColumnType.TEXT, 2, null));
        assertThat(of("rain", "", "sun", " ")).isEqualTo(new Column("c", ColumnType.TEXT, 2, null));
    }

    @Test
    void theFirstCellThatBreaksAColumnsTypeIsNamed() {
        assertThat(of("1", "", "n/a", "oops"))
                .isEqualTo(new Column("c", ColumnType.TEXT, 1, "line 4: 'n/a' is no NUMBER"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", ".", "e5", "1e", "1e+", "0x1p3", "12f", "1_000", "1,5", "Infinity", "1e999"})
    void whatIsNoFiniteDecimalNumberIsNone(String text) {
        assertThat(NumberCell.parse(text)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-.5, -0.5", "+3., 3", "1.5E-3, 0.0015", "12e+2, 1200"})
    void numbersAreReadAsJavaReadsThem(String text, double expected) {
        assertThat(NumberCell.parse(text)).isEqualTo(expected);
    }
}
