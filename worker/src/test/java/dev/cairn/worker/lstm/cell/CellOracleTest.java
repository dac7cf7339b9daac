package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The cells that DL4J lacks against PyTorch: {@code src/test/oracles/cells.py} made the figures and has the same formulas. */
class CellOracleTest {
    private static final int INPUTS = 2;
    private static final int UNITS = 3;
    private static final int BATCH = 2;
    private static final int STEPS = 4;

    @ParameterizedTest
    @EnumSource(names = {"GRU", "LAYER_NORM_LSTM"})
    void outputsAndGradientsArePyTorchs(CellKind cell) throws IOException {
        MultiLayerNetwork network = Networks.network(
                Cells.FAST, INPUTS, new CellLayer.Builder(cell).nOut(UNITS).build(), Networks.everyStep(1));
        network.initGradientsView();
        Layer layer = network.getLayer(0);
        for (int k = 0; k < layer.numParams(); k++) {
            layer.params().putScalar(k, 0.5 * Math.sin(k + 1));
        }
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        INDArray outputs = layer.activate(series(INPUTS, k -> Math.sin(1.3 * (k + 1))), true, workspaces);
        check(outputs.permute(2, 0, 1), cell + " outputs");
        layer.backpropGradient(series(UNITS, k -> Math.cos(0.7 * (k + 1))), workspaces);
        check(layer.getGradientsViewArray(), cell + " gradients");
    }

    /** The formula runs over steps, then examples, then values. */
    private static INDArray series(int values, IntToDoubleFunction formula) {
        float[] numbers = new float[STEPS * BATCH * values];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = (float) formula.applyAsDouble(k);
        }
        return Nd4j.create(numbers, new int[] {STEPS, BATCH, values}, 'c').permute(1, 2, 0);
    }

    private static void check(INDArray actual, String name) throws IOException {
        float[] numbers = actual.dup('c').data().asFloat();
        double[] expected = figures(name);
        assertThat(numbers).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) numbers[i]).as("number %d of %s", i, name).isEqualTo(expected[i], within(5e-6));
        }
    }

    private static double[] figures(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CellOracleTest.class.getResourceAsStream("/cells.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .flatMap(line ->
                            Arrays.stream(line.substring(name.length() + 1).split(" ")))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
