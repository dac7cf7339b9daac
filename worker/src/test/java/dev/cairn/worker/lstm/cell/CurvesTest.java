package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    @Test
    void theCurvesAreThoseOfMathToFourTenMillionths() {
        for (float x = -20; x < 20; x += 0.001f) {
            assertThat((double) Curves.tanh(x)).isCloseTo(Math.tanh(x), within(4e-7));
            assertThat((double) Curves.sigmoid(x)).isCloseTo(1 / (1 + Math.exp(-x)), within(4e-7));
        }
    }

    @Test
    void whatIsOutOfBoundsIsOneOrNotANumber() {
        assertThat(Curves.tanh(1e30f)).isCloseTo(1, within(1e-6f));
        assertThat(Curves.tanh(Float.NEGATIVE_INFINITY)).isCloseTo(-1, within(1e-6f));
        assertThat(Curves.sigmoid(Float.POSITIVE_INFINITY)).isCloseTo(1, within(1e-6f));
        assertThat(Curves.sigmoid(-1e30f)).isCloseTo(0, within(1e-6f));
        assertThat(Curves.tanh(Float.NaN)).isNaN();
        assertThat(Curves.sigmoid(Float.NaN)).isNaN();
    }

    /** Which decides whether the bounds are minded: one number in any of the four arrays. */
    @ParameterizedTest
    @ValueSource(floats = {0, 7.9f, 7.91f, -15.8f, 15.9f, 1e30f, Float.NaN, Float.NEGATIVE_INFINITY})
    void theGatesAreTheCurvesToTheBit(float odd) {
        for (int place = 0; place < 4; place++) {
            float[][] gates = gates(301);
            gates[place][3 + 99 * place] = odd;
            float[][] given = Arrays.stream(gates).map(float[]::clone).toArray(float[][]::new);
            Curves.gates(gates[0], gates[1], gates[2], gates[3], new float[2][301], 0, 301);
            for (int gate = 0; gate < 4; gate++) {
                for (int i = 0; i < 301; i++) {
                    float x = given[gate][i];
                    Float expected = gate == 0 ? Curves.tanh(x) : Curves.sigmoid(x);
                    assertThat(gates[gate][i]).isEqualTo(expected);
                }
            }
        }
    }

    private static float[][] gates(int count) {
        var random = new Random(2);
        float[][] gates = new float[4][count];
        for (float[] gate : gates) {
            for (int i = 0; i < count; i++) {
                gate[i] = 2 * (float) random.nextGaussian();
            }
        }
        return gates;
    }
}
