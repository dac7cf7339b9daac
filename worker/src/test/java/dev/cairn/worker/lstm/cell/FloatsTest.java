package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FloatsTest {
    /** A buffer of more bytes than an int counts is shorter than its memory, without a word. */
    @Test
    void moreThanABufferCanHoldIsRefused() {
        assertThatThrownBy(() -> new Floats(1L << 29))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("native memory")
                .hasMessageContaining("536870911");
    }

    /** What was there before has been freed: whoever caught the error and went on would read and write what is others'. */
    @Test
    void memoryThatCouldNotBeMadeLargerIsNotReadAnyMore() {
        var floats = new Floats(8);

        assertThatThrownBy(() -> floats.reserve(1L << 60)).isInstanceOf(OutOfMemoryError.class);

        assertThat(floats.length()).isZero();
        floats.reserve(4);
        floats.put(0, new float[] {1, 2, 3, 4}, 4);
        float[] back = new float[4];
        floats.get(0, back, 4);
        assertThat(back).containsExactly(1, 2, 3, 4);
    }
}
