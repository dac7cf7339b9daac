package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterTest {
    static Stream<Parameter> finite() {
        return Stream.of(
                new Parameter.Int("a", 1L, 7L, null, null, null),
                new Parameter.Int("b", -3L, 40L, null, 4L, null),
                new Parameter.Int("c", 1L, 512L, Scale.LOG, null, null),
                new Parameter.Int("d", 2L, 300L, Scale.REVERSE_LOG, null, null),
                new Parameter.Real("e", 0.0, 0.7, null, 0.1, null),
                new Parameter.Real("f", -1.0, 1.05, null, 0.3, null),
                new Parameter.Ordinal("g", List.of(16, 32, 64), null),
                new Parameter.Ordinal("h", List.of(1.5), null),
                new Parameter.Categorical("i", List.of("x", true, 3, 0.5, "y"), null));
    }

    static Stream<Parameter> continuous() {
        return Stream.of(
                new Parameter.Real("a", -2.0, 5.0, null, null, null),
                new Parameter.Real("b", 1e-5, 0.1, Scale.LOG, null, null),
                new Parameter.Real("c", 0.5, 0.999, Scale.REVERSE_LOG, null, null),
                new Parameter.Real("d", -1e300, 1e-300, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("finite")
    void everyAdmissibleValueLiesInItsOwnShare(Parameter parameter) {
        long size = parameter.size().orElseThrow();
        double before = -1;
        for (long i = 0; i < size; i++) {
            Object value = parameter.valueAt(i);
            double unit = parameter.toUnit(value);
            assertThat(unit).isGreaterThan(before).isBetween(0.0, 1.0);
            assertThat(parameter.fromUnit(unit)).isEqualTo(value);
            assertThat(parameter.canonical(value)).isEqualTo(value);
            before = unit;
        }
        assertThat(parameter.fromUnit(0)).isEqualTo(parameter.valueAt(0));
        assertThat(parameter.fromUnit(1)).isEqualTo(parameter.valueAt(size - 1));
        assertThatThrownBy(() -> parameter.valueAt(size)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void aContinuousScaleIsABijection(Parameter parameter) {
        double before = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= 1000; i++) {
            double unit = i / 1000.0;
            Object value = parameter.fromUnit(unit);
            assertThat((Double) value).isGreaterThan(before);
            assertThat(parameter.canonical(value)).isEqualTo(value);
            assertThat(parameter.toUnit(value)).isCloseTo(unit, within(1e-10));
            before = (Double) value;
        }
        assertThat(parameter.size()).isEmpty();
        assertThatThrownBy(() -> parameter.valueAt(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEndsOfARangeAreExact() {
        var rate = new Parameter.Real("rate", 1e-5, 0.1, Scale.LOG, null, null);
        assertThat(rate.fromUnit(0)).isEqualTo(1e-5);
        assertThat(rate.fromUnit(1)).isEqualTo(0.1);
        assertThat((Double) rate.fromUnit(0.5)).isCloseTo(1e-3, within(1e-15));
    }

    @Test
    void eachWholeNumberOfALinearRangeOwnsAnEqualShare() {
        var layers = new Parameter.Int("layers", 1L, 3L, null, null, null);
        var counts = new int[4];
        for (int i = 0; i < 3000; i++) {
            counts[((Long) layers.fromUnit((i + 0.5) / 3000)).intValue()]++;
        }
        assertThat(counts).containsExactly(0, 1000, 1000, 1000);
    }

    @Test
    void aWholeNumberOnALogScaleOwnsTheLogarithmOfItsNeighbourhoodTheEndsIncluded() {
        var units = new Parameter.Int("units", 1L, 4L, Scale.LOG, null, null);
        var counts = new int[5];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[((Long) units.fromUnit((i + 0.5) / draws)).intValue()]++;
        }
        for (int v = 1; v <= 4; v++) {
            double share = Math.log((v + 0.5) / (v - 0.5)) / Math.log(4.5 / 0.5);
            assertThat(counts[v] / (double) draws).isCloseTo(share, within(1e-4));
        }
    }

    @Test
    void numbersHaveOneTypeWhateverTheWireSays() {
        var real = new Parameter.Real("r", 0.0, 2.0, null, null, null);
        var whole = new Parameter.Int("i", 0L, 20L, null, 5L, null);
        assertThat(real.canonical(1)).isEqualTo(1.0);
        assertThat(Double.doubleToLongBits((Double) real.canonical(-0.0))).isZero();
        assertThat(whole.canonical(15.0)).isEqualTo(15L);
        assertThat(new Parameter.Ordinal("o", List.of(16, 32.0), null).values()).containsExactly(16L, 32L);
    }

    @Test
    void aValueOffTheStepIsRefusedAndOneThatMissesItByRoundingIsSnapped() {
        var dropout = new Parameter.Real("dropout", 0.0, 0.5, null, 0.1, null);
        assertThat(dropout.canonical(0.3)).isEqualTo(dropout.valueAt(3));
        assertThat(dropout.size()).hasValue(6);
        assertThatThrownBy(() -> dropout.canonical(0.25))
                .hasMessageContaining("dropout must be 0.0 plus a multiple of 0.1");
        assertThatThrownBy(() -> new Parameter.Int("n", 1L, 9L, null, 2L, null).canonical(4))
                .hasMessageContaining("n must be 1 plus a multiple of 2");
    }

    @Test
    void valuesOutOfRangeOrOfAnotherKindAreRefused() {
        var units = new Parameter.Int("units", 8L, 16L, null, null, null);
        for (Object wrong : new ArrayList<>(Arrays.asList(7, 17, 8.5, "9", true, null, Double.NaN))) {
            assertThatThrownBy(() -> units.canonical(wrong)).isInstanceOf(InvalidValueException.class);
        }
        var real = new Parameter.Real("r", 0.0, 1.0, null, null, null);
        assertThatThrownBy(() -> real.canonical(1.5)).hasMessageContaining("r must be in [0.0, 1.0] but was 1.5");
        var opt = new Parameter.Categorical("opt", List.of("ADAM"), null);
        assertThatThrownBy(() -> opt.canonical("SGD")).hasMessageContaining("opt must be one of [ADAM] but was SGD");
    }

    @Test
    void everyViolationOfAParameterIsNamedAtOnce() {
        assertThat(pointers(() -> new Parameter.Real("1x", -1.0, -2.0, Scale.LOG, -3.0, null)))
                .containsExactly("/name", "/low", "/low", "/step", "/step");
        assertThat(pointers(() -> new Parameter.Real(null, null, null, null, null, null)))
                .containsExactly("/name", "/low", "/high");
        assertThat(pointers(() -> new Parameter.Int("n", 0L, 1L << 60, Scale.LOG, 0L, Map.of("a", List.of()))))
                .containsExactly("/when/a", "/low", "/low", "/step", "/step");
        assertThat(pointers(() -> new Parameter.Categorical(
                        "", List.of("a", "a", List.of(), 2, 2.0), Map.of("p", List.of(Map.of())))))
                .containsExactly("/when/p/0", "/name", "/values/1", "/values/2", "/values/4");
        assertThat(pointers(() -> new Parameter.Ordinal("o", List.of(), null))).containsExactly("/values");
        assertThat(pointers(() -> new Parameter.Real("r", Double.NaN, 1.0, null, null, null)))
                .containsExactly("/low");
        assertThat(pointers(() -> new Parameter.Real("r", 1e-300, 1e300, Scale.LOG, null, null)))
                .containsExactly("/high");
    }

    private static List<String> pointers(ThrowingCallable construction) {
        var pointers = new ArrayList<String>();
        assertThatThrownBy(construction)
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> e.violations().forEach((Violation v) -> pointers.add(v.pointer())));
        return pointers;
    }

    @Test
    void aDefaultIsAValueOfItsParameterInItsCanonicalType() {
        assertThat(new Parameter.Ordinal("k", List.of(1, 2), null, 2.0).standard())
                .isEqualTo(2L);
        assertThat(new Parameter.Real("r", 0.0, 1.0, null, 0.1, null, 0.1 * 3).standard())
                .isEqualTo(0.1 * 3);
        assertThat(new Parameter.Real("r", 0.0, 1.0, null, null, null).standard())
                .isNull();
        assertThatThrownBy(() -> new Parameter.Real("r", 0.0, 1.0, null, null, null, 2.0))
                .hasMessage("/default: r must be in [0.0, 1.0] but was 2.0");
        assertThatThrownBy(() -> new Parameter.Int("n", 1L, 9L, null, 2L, null, 2L))
                .hasMessage("/default: n must be 1 plus a multiple of 2 but was 2");
        assertThatThrownBy(() -> new Parameter.Categorical("c", List.of("a"), null, "b"))
                .hasMessage("/default: c must be one of [a] but was b");
    }

    @Test
    void aRefusalSaysWhatIsWrongAndWhatIsAllowed() {
        var real = new Parameter.Real("r", 0.0, 1.0, null, null, null);
        assertThatThrownBy(() -> real.canonical("1")).hasMessage("r must be a number but was the text '1'");
        assertThatThrownBy(() -> real.canonical(Double.NaN)).hasMessage("r must be a finite number but was NaN");
        var listed = new Parameter.Ordinal("k", List.of(1, 2), null);
        assertThatThrownBy(() -> listed.canonical("1")).hasMessage("k must be one of [1, 2] but was the text '1'");
        assertThatThrownBy(() -> new Parameter.Real("r", -1e308, 1e308, null, null, null))
                .hasMessage("/low: high - low must be at most 1.7976931348623157E308 but low was -1.0E308 with high"
                        + " 1.0E308");
        assertThatThrownBy(() -> new Parameter.Int("n", 0L, (1L << 53) + 1, null, null, null))
                .hasMessage("/low: low and high must be whole numbers of at most 2^53 = 9007199254740992 in size, which"
                        + " JSON keeps exactly, but were 0 and 9007199254740993");
        assertThatThrownBy(() -> new Parameter.Categorical("k", List.of((1L << 53) + 1, 1L << 53), null))
                .hasMessageContaining(
                        "/values/0: whole numbers must be of at most 2^53 = 9007199254740992 in size, which"
                                + " JSON keeps exactly, but had 9007199254740993: write it as a text");
    }
}
