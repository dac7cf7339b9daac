package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReferenceLstmTest {
    private static final double NUDGE = 1e-5;

    private final Random random = new Random(3);
    private final double[][][] x = numbers(4, 2, 3);
    private final double[][] hidden = numbers(1, 2, 2)[0];
    private final double[][] cell = numbers(1, 2, 2)[0];
    private final double[][][] errors = numbers(4, 2, 2);
    private final double[][] mask = {{0, 1}, {1, 1}, {0, 1}, {1, 0}};
    private final ReferenceLstm lstm =
            new ReferenceLstm(numbers(1, 3, 8)[0], numbers(1, 2, 8)[0], numbers(1, 1, 8)[0][0]);

    /** Central differences of a loss linear in the outputs; their own error is of the order of 1e-10. */
    @Test
    void itsGradientsAreThoseOfFiniteDifferences() {
        ReferenceLstm.Gradients gradients = lstm.backward(x, hidden, cell, mask, errors, 0);
        check(lstm.input(), gradients.input());
        check(lstm.recurrent(), gradients.recurrent());
        check(new double[][] {lstm.bias()}, new double[][] {gradients.bias()});
        for (int t = 0; t < x.length; t++) {
            check(x[t], gradients.inputErrors()[t]);
        }
    }

    private void check(double[][] values, double[][] gradients) {
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column < values[row].length; column++) {
                double value = values[row][column];
                values[row][column] = value + NUDGE;
                double above = loss();
                values[row][column] = value - NUDGE;
                double below = loss();
                values[row][column] = value;
                assertThat(gradients[row][column]).isCloseTo((above - below) / (2 * NUDGE), within(1e-8));
            }
        }
    }

    private double loss() {
        double[][][] outputs = lstm.forward(x, hidden, cell, mask).outputs();
        double sum = 0;
        for (int t = 0; t < outputs.length; t++) {
            for (int b = 0; b < outputs[t].length; b++) {
                for (int j = 0; j < outputs[t][b].length; j++) {
                    sum += outputs[t][b][j] * errors[t][b][j];
                }
            }
        }
        return sum;
    }

    private double[][][] numbers(int first, int second, int third) {
        double[][][] numbers = new double[first][second][third];
        for (double[][] block : numbers) {
            for (double[] row : block) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextGaussian();
                }
            }
        }
        return numbers;
    }
}
