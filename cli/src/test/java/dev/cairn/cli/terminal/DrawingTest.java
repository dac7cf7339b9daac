package dev.cairn.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawingTest {
    @Test
    void aCurveRunsFromItsLowestToItsHighestBlock() {
        assertThat(Sparkline.of(List.of(8.0, 4.0, 2.0, 1.0), 10, true)).isEqualTo("█▄▂▁");
        assertThat(Sparkline.of(List.of(8.0, 4.0, 2.0, 1.0), 10, false)).isEqualTo("@=._");
    }

    @Test
    void anEmptyCurveIsNoText() {
        assertThat(Sparkline.of(List.of(), 10, true)).isEmpty();
    }

    @Test
    void onePointAndALevelCurveLieInTheMiddle() {
        assertThat(Sparkline.of(List.of(3.0), 10, true)).isEqualTo("▄");
        assertThat(Sparkline.of(List.of(3.0, 3.0, 3.0), 10, true)).isEqualTo("▄▄▄");
    }

    @Test
    void pointsThatAreNoNumbersAreMarkedAndDoNotBendTheRest() {
        assertThat(Sparkline.of(List.of(2.0, Double.NaN, 1.0, Double.POSITIVE_INFINITY), 10, true))
                .isEqualTo("█x▁x");
        assertThat(Sparkline.of(List.of(Double.NaN), 10, true)).isEqualTo("x");
    }

    @Test
    void aLongCurveIsThinnedAndKeepsItsEnd() {
        List<Double> falling =
                IntStream.rangeClosed(1, 1000).mapToObj(i -> 1000.0 - i).toList();
        assertThat(Sparkline.of(falling, 8, true)).hasSize(8).endsWith("▁");
        assertThat(Sparkline.of(DoubleStream.generate(() -> 1).limit(9).boxed().toList(), 8, true))
                .hasSize(8);
    }

    @Test
    void aBarHasItsWidthAtEveryShare() {
        for (int done = -1; done <= 17; done++) {
            assertThat(Bar.of(done, 16, 10, true)).hasSize(10);
            assertThat(Bar.of(done, 16, 10, false)).hasSize(10);
        }
        assertThat(Bar.of(0, 4, 8, false)).isEqualTo("--------");
        assertThat(Bar.of(1, 4, 8, false)).isEqualTo("##------");
        assertThat(Bar.of(4, 4, 8, true)).isEqualTo("████████");
        assertThat(Bar.of(1, 16, 8, true)).isEqualTo("▌░░░░░░░");
    }

    @Test
    void nothingToDoIsAnEmptyBar() {
        assertThat(Bar.of(0, 0, 4, false)).isEqualTo("----");
    }

    @Test
    void numbersStandRightAndWordsLeft() {
        var table = new Table("name", "error")
                .row("a", "1.25")
                .row("long name", "10")
                .row("b", "-");
        assertThat(table.lines())
                .containsExactly("name       error", "a           1.25", "long name     10", "b              -");
    }

    @Test
    void coloursDoNotMoveColumns() {
        var style = new Style(true);
        var table = new Table("a", "b").row(style.good("xx"), "y").row("xx", "y");
        List<String> lines = table.lines();
        assertThat(Style.plain(lines.get(1))).isEqualTo(lines.get(2));
    }

    @Test
    void aTableRefusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table("a", "b").row("only one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 cells");
    }

    @Test
    void aLineThatIsTooLongIsCutAndItsColourEnds() {
        assertThat(Style.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Style.cut("abcdef", 4)).isEqualTo("abc…");
        String cut = Style.cut(new Style(true).good("abcdef"), 4);
        assertThat(Style.plain(cut)).isEqualTo("abc…");
        assertThat(cut).endsWith("\u001b[0m");
    }

    @Test
    void figuresHaveFourDigits() {
        assertThat(Figures.number(2.41281)).isEqualTo("2.413");
        assertThat(Figures.number(2.5)).isEqualTo("2.500");
        assertThat(Figures.number(0.01)).isEqualTo("0.01000");
        assertThat(Figures.number(123456.0)).isEqualTo("123456");
        assertThat(Figures.number(0.000123456)).isEqualTo("1.23e-04");
        assertThat(Figures.number(0.0)).isEqualTo("0.000");
        assertThat(Figures.number(null)).isEqualTo("-");
        assertThat(Figures.number(Double.NaN)).isEqualTo("NaN");
        assertThat(Figures.value("ADAM")).isEqualTo("ADAM");
        assertThat(Figures.value(0.25)).isEqualTo("0.25");
        assertThat(Figures.value(0.0)).isEqualTo("0");
        assertThat(Figures.value(0.0123456)).isEqualTo("0.01235");
        assertThat(Figures.value(32L)).isEqualTo("32");
        assertThat(Figures.seconds(Duration.ofMillis(1250))).isIn("1.2 s", "1.3 s");
    }
}
