package dev.cairn.benchmarks.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeakTest {
    @Test
    void itIsTheClockTimesTheVectorTimesFour() {
        assertThat(Peak.of("cpu MHz\t\t: 2600.000\nflags\t: fma avx2 avx512f bmi2\n"))
                .contains(2.6 * 16 * 4);
        assertThat(Peak.of("cpu MHz\t\t: 3000.5\nflags\t: fma avx2\n")).contains(3.0005 * 8 * 4);
        assertThat(Peak.of("BogoMIPS: 50\n")).isEmpty();
    }
}
