package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RidgeTest {
    @Test
    void itSolvesTheNormalEquations() {
        float[][] x = {{1, 2, 0.5f}, {2, 1, -1}, {0, 3, 2}, {4, -1, 1}, {2, 2, 2}};
        float[][] y = {{1, 0}, {2, 1}, {0, 5}, {3, -2}, {1, 1}};
        // numpy.linalg.solve(Xc'Xc + 1e-3 trace(Xc'Xc) / 3 I, Xc'Yc), numpy 1.24.
        assertThat(Ridge.fit(x, y).predict(new float[] {1, 1, 1}))
                .containsExactly(new float[] {1.2989479781347573f, 2.37036855023727f}, within(1e-5f));
    }

    @Test
    void inputsThatRepeatEachOtherAreNoTrouble() {
        float[][] x = {{1, 1}, {2, 2}, {3, 3}};
        float[][] y = {{2}, {4}, {6}};
        assertThat(Ridge.fit(x, y).predict(new float[] {4, 4})[0]).isCloseTo(8, within(0.01f));
    }

    @Test
    void inputsThatNeverChangeGiveTheMean() {
        assertThat(Ridge.fit(new float[][] {{7}, {7}}, new float[][] {{1}, {3}}).predict(new float[] {9})[0])
                .isEqualTo(2);
    }
}
