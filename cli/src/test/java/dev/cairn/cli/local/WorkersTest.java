package dev.cairn.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final long GIBIBYTE = 1L << 30;

    @Test
    void eachCoreHasAWorker() {
        assertThat(Workers.of(8, 64 * GIBIBYTE)).isEqualTo(8);
        assertThat(Workers.of(8, Long.MAX_VALUE)).isEqualTo(8);
    }

    @Test
    void memoryIsLeftForTheService() {
        assertThat(Workers.of(8, 4 * GIBIBYTE)).isEqualTo(3);
    }

    @Test
    void thereIsOneAtLeastAndNoMoreThanMayBeChosen() {
        assertThat(Workers.of(1, GIBIBYTE / 2)).isEqualTo(1);
        assertThat(Workers.of(200, 1000 * GIBIBYTE)).isEqualTo(Workers.MOST);
    }
}
