package dev.cairn.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class MedianPrunerTest {
    private final MedianPruner pruner = new MedianPruner(3, 2L);

    @Test
    void aTrialBelowTheMedianIsStopped() {
        assertThat(pruner.stops(5, 1.9, List.of(1.0, 2.0, 3.0))).isTrue();
        assertThat(pruner.stops(5, 2.4, List.of(4.0, 1.0, 3.0, 2.0))).isTrue();
    }

    @Test
    void aTrialAtOrAboveTheMedianGoesOn() {
        assertThat(pruner.stops(5, 2.0, List.of(3.0, 2.0, 1.0))).isFalse();
        assertThat(pruner.stops(5, 2.5, List.of(4.0, 1.0, 3.0, 2.0))).isFalse();
    }

    @Test
    void tooFewTrialsStopNone() {
        assertThat(pruner.stops(5, -100, List.of(1.0, 2.0))).isFalse();
    }

    @Test
    void noTrialIsStoppedDuringWarmUp() {
        assertThat(pruner.asks(2)).isFalse();
        assertThat(pruner.stops(2, -100, List.of(1.0, 2.0, 3.0))).isFalse();
        assertThat(pruner.asks(3)).isTrue();
        assertThat(pruner.stops(3, -100, List.of(1.0, 2.0, 3.0))).isTrue();
    }

    @Test
    void equalTrialsStopNone() {
        assertThat(pruner.stops(9, 1, List.of(1.0, 1.0, 1.0))).isFalse();
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new MedianPruner(0, -1L))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/startupTrials", "/warmupSteps"));
    }

    @Test
    void noPrunerNeverAsks() {
        assertThat(new NoPruner().asks(1000)).isFalse();
        assertThat(new NoPruner().stops(1000, -100, List.of(1.0))).isFalse();
    }
}
