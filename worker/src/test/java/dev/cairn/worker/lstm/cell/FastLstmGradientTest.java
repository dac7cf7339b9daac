package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One layer against the reference implementation in double precision. */
class FastLstmGradientTest {
    /** Single precision, sums over at most 100 terms of the order of 1. */
    private static final double TOLERANCE = 2e-5;

    private static final int BATCH = 5;
    private static final int INPUTS = 3;
    private static final int UNITS = 4;
    private static final int STEPS = 7;

    private final MultiLayerNetwork network =
            Networks.network(Cells.FAST, INPUTS, Networks.lstm(UNITS), Networks.everyStep(1));
    private final LSTM layer = (LSTM) network.getLayer(0);
    private final INDArray x = Networks.random(1, BATCH, INPUTS, STEPS);
    private final INDArray errors = Networks.random(2, BATCH, UNITS, STEPS);
    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

    FastLstmGradientTest() {
        network.initGradientsView();
    }

    static Stream<Arguments> masks() {
        return Stream.of(
                Arguments.of("none", new String[] {"1111111", "1111111", "1111111", "1111111", "1111111"}),
                Arguments.of("trailing", new String[] {"1111111", "1111110", "1111000", "1000000", "1111111"}),
                Arguments.of("leading", new String[] {"1111111", "0111111", "0001111", "0000001", "1111111"}),
                Arguments.of("both and within", new String[] {"0111110", "1101011", "0010100", "0000000", "1010101"}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("masks")
    void outputsAndGradientsAreTheReferences(String name, String[] rows) {
        double[][] mask = new double[STEPS][BATCH];
        INDArray given = Nd4j.zeros(BATCH, STEPS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                mask[t][b] = rows[b].charAt(t) - '0';
                given.putScalar(b, t, mask[t][b]);
            }
        }
        if (!name.equals("none")) {
            layer.setMaskArray(given);
        }
        double[][] zero = new double[BATCH][UNITS];
        INDArray output = layer.activate(x, true, workspaces);
        assertClose(output, reference().forward(steps(x), zero, zero, mask).outputs());
        var back = layer.backpropGradient(errors, workspaces);
        check(
                back.getFirst().gradientForVariable(),
                back.getSecond(),
                reference().backward(steps(x), zero, zero, mask, steps(errors), 0));
    }

    @Test
    void truncatedBackPropagationStartsFromTheStateOfTheForwardPass() {
        double[][] zero = new double[BATCH][UNITS];
        double[][] mask = new double[STEPS][BATCH];
        for (double[] row : mask) {
            java.util.Arrays.fill(row, 1);
        }
        var first = reference().forward(steps(x), zero, zero, mask);
        INDArray next = Networks.random(9, BATCH, INPUTS, STEPS);
        double[][] hidden = first.outputs()[STEPS - 1];
        double[][] cell = first.cells()[STEPS - 1];
        var second = reference().forward(steps(next), hidden, cell, mask);

        layer.rnnActivateUsingStoredState(x, true, true, workspaces);
        layer.tbpttBackpropGradient(errors, STEPS, workspaces);
        assertClose(layer.rnnActivateUsingStoredState(next, true, true, workspaces), second.outputs());
        var back = layer.tbpttBackpropGradient(errors, 4, workspaces);
        check(
                back.getFirst().gradientForVariable(),
                back.getSecond(),
                reference().backward(steps(next), hidden, cell, mask, steps(errors), STEPS - 4));
        assertThat(Networks.largestDifference(
                        layer.rnnGetTBPTTState().get(LSTM.STATE_KEY_PREV_ACTIVATION),
                        Nd4j.create(second.outputs()[STEPS - 1]).castTo(x.dataType())))
                .isLessThan(TOLERANCE);
    }

    @Test
    void aChangedWeightBetweenForwardAndBackIsNoticed() {
        double[][] zero = new double[BATCH][UNITS];
        double[][] mask = new double[STEPS][BATCH];
        for (double[] row : mask) {
            java.util.Arrays.fill(row, 1);
        }
        layer.activate(x, true, workspaces);
        layer.getParam("RW").putScalar(1, 2, 3.0);
        var back = layer.backpropGradient(errors, workspaces);
        check(
                back.getFirst().gradientForVariable(),
                back.getSecond(),
                reference().backward(steps(x), zero, zero, mask, steps(errors), 0));
    }

    private static void check(Map<String, INDArray> gradients, INDArray inputErrors, ReferenceLstm.Gradients expected) {
        assertClose(gradients.get("W"), expected.input());
        assertClose(gradients.get("RW"), expected.recurrent());
        assertClose(gradients.get("b").reshape(1, 4 * UNITS), new double[][] {expected.bias()});
        assertClose(inputErrors, expected.inputErrors());
    }

    private ReferenceLstm reference() {
        return new ReferenceLstm(
                layer.getParam("W")
                        .castTo(org.nd4j.linalg.api.buffer.DataType.DOUBLE)
                        .toDoubleMatrix(),
                layer.getParam("RW")
                        .castTo(org.nd4j.linalg.api.buffer.DataType.DOUBLE)
                        .toDoubleMatrix(),
                layer.getParam("b")
                        .castTo(org.nd4j.linalg.api.buffer.DataType.DOUBLE)
                        .toDoubleVector());
    }

    private static void assertClose(INDArray actual, double[][] expected) {
        assertThat(Networks.largestDifference(actual, Nd4j.create(expected).castTo(actual.dataType())))
                .isLessThan(TOLERANCE);
    }

    private static void assertClose(INDArray actual, double[][][] expected) {
        double[][][] got = steps(actual);
        for (int t = 0; t < expected.length; t++) {
            for (int b = 0; b < expected[t].length; b++) {
                for (int i = 0; i < expected[t][b].length; i++) {
                    assertThat(Math.abs(got[t][b][i] - expected[t][b][i])).isLessThan(TOLERANCE);
                }
            }
        }
    }

    /** [step][example][value]. */
    private static double[][][] steps(INDArray series) {
        double[][][] steps = new double[(int) series.size(2)][(int) series.size(0)][(int) series.size(1)];
        for (int t = 0; t < steps.length; t++) {
            for (int b = 0; b < steps[t].length; b++) {
                for (int i = 0; i < steps[t][b].length; i++) {
                    steps[t][b][i] = series.getDouble(b, i, t);
                }
            }
        }
        return steps;
    }
}
