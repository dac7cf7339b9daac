package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Whole networks of the cells that {@link FusedLayer} computes. */
class CellNetworkTest {
    private static final int INPUTS = 3;
    private static final double TOLERANCE = 5e-5;

    // With peepholes it is deprecated for want of a cuDNN version.
    @SuppressWarnings("deprecation")
    private static Layer peephole(int units) {
        return new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                .nOut(units)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer simple(int units) {
        return new SimpleRnn.Builder().nOut(units).activation(Activation.TANH).build();
    }

    static Stream<Arguments> standardLayers() {
        return Stream.of(
                Arguments.of("peepholes", peephole(4), peephole(5)),
                Arguments.of("simple", simple(4), simple(5)),
                Arguments.of("peepholes both ways", new Bidirectional(peephole(4)), peephole(3)),
                Arguments.of("simple both ways", simple(3), new Bidirectional(Bidirectional.Mode.ADD, simple(4))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("standardLayers")
    void aFastNetworkIsTheStockNetwork(String name, Layer first, Layer second) {
        Layer[] layers = {first, second, Networks.everyStep(2)};
        MultiLayerNetwork fast = Networks.network(Cells.FAST, INPUTS, layers);
        MultiLayerNetwork stock = Networks.network(Cells.STOCK, INPUTS, layers);
        for (int batch : new int[] {4, 7, 1}) {
            INDArray x = Networks.random(batch, batch, INPUTS, 6);
            assertSame(fast.output(x), stock.output(x));
            var examples = new DataSet(x, Networks.random(batch + 1, batch, 2, 6));
            for (int i = 0; i < 5; i++) {
                fast.fit(examples);
                stock.fit(examples);
            }
            assertSame(fast.params(), stock.params());
        }
        FastCells.install(fast, Cells.STOCK);
        assertThat(fast.getLayer(0)).hasSameClassAs(stock.getLayer(0));
        assertSame(fast.output(Networks.random(1, 2, INPUTS, 6)), stock.output(Networks.random(1, 2, INPUTS, 6)));
    }

    @Test
    void aRecurrentLstmIsDl4jsWhereNothingIsDropped() {
        MultiLayerNetwork ours =
                Networks.network(Cells.FAST, INPUTS, Networks.own(CellKind.LSTM, 4, 0), Networks.everyStep(2));
        MultiLayerNetwork stock = Networks.network(
                Cells.STOCK, INPUTS, Networks.lstm(4, builder -> builder.forgetGateBiasInit(1)), Networks.everyStep(2));
        assertThat(ours.params()).isEqualTo(stock.params());
        var examples = new DataSet(Networks.random(1, 4, INPUTS, 6), Networks.random(2, 4, 2, 6));
        for (int i = 0; i < 5; i++) {
            ours.fit(examples);
            stock.fit(examples);
        }
        assertSame(ours.params(), stock.params());
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void predictionStepByStepIsPredictionAtOnce(CellKind cell) {
        MultiLayerNetwork network = Networks.network(
                Cells.FAST, INPUTS, Networks.own(cell, 4, 0.5), Networks.own(cell, 5, 0.5), Networks.everyStep(2));
        INDArray x = Networks.random(1, 3, INPUTS, 9);
        INDArray whole = network.output(x);
        for (int[] part : new int[][] {{0, 1}, {1, 2}, {2, 7}, {7, 9}}) {
            var steps = NDArrayIndex.interval(part[0], part[1]);
            INDArray output = network.rnnTimeStep(x.get(NDArrayIndex.all(), NDArrayIndex.all(), steps));
            assertSame(output, whole.get(NDArrayIndex.all(), NDArrayIndex.all(), steps));
        }
        assertThatThrownBy(() -> network.rnnTimeStep(Networks.random(1, 2, INPUTS, 1)))
                .hasMessageContaining("call rnnClearPreviousState before other sequences");
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void paddingOfWhateverSizeChangesNothing(CellKind cell) {
        MultiLayerNetwork network = Networks.network(
                Cells.FAST,
                INPUTS,
                new Bidirectional(Networks.own(cell, 4, 0)),
                Networks.own(cell, 5, 0),
                Networks.everyStep(2));
        INDArray x = Networks.random(1, 2, INPUTS, 9);
        INDArray mask = Nd4j.ones(2, 9);
        mask.get(NDArrayIndex.all(), NDArrayIndex.interval(6, 9)).assign(0);
        var seen = NDArrayIndex.interval(0, 6);
        INDArray alone = network.output(
                x.get(NDArrayIndex.all(), NDArrayIndex.all(), seen).dup());
        INDArray padded = network.output(x, false, mask, mask).get(NDArrayIndex.all(), NDArrayIndex.all(), seen);
        assertThat(Networks.largestDifference(alone, padded) < TOLERANCE).isEqualTo(cell.heedsMasks());
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void recurrentDropOutDisturbsTrainingOnly(CellKind cell) {
        MultiLayerNetwork network =
                Networks.network(Cells.FAST, INPUTS, Networks.own(cell, 40, 0.5), Networks.everyStep(2));
        INDArray x = Networks.random(1, 2, INPUTS, 5);
        INDArray calm = network.output(x);
        assertThat(network.output(x)).isEqualTo(calm);
        Nd4j.getRandom().setSeed(1);
        INDArray first = network.output(x, true).dup();
        INDArray second = network.output(x, true).dup();
        assertThat(second).isNotEqualTo(first);
        Nd4j.getRandom().setSeed(1);
        assertThat(network.output(x, true)).isEqualTo(first);
        // The first step's gates see the zeros before it, which nothing is dropped from.
        assertThat(first.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0)))
                .isEqualTo(calm.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0)));
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void aModelIsSavedAndLoaded(CellKind cell, @TempDir Path folder) throws IOException {
        MultiLayerNetwork network = Networks.network(
                Cells.FAST,
                INPUTS,
                Networks.own(cell, 4, 0.25),
                new Bidirectional(Networks.own(cell, 3, 0)),
                Networks.everyStep(2));
        var examples = new DataSet(Networks.random(1, 4, INPUTS, 6), Networks.random(2, 4, 2, 6));
        network.fit(examples);
        File file = folder.resolve("model.zip").toFile();
        network.save(file);
        MultiLayerNetwork loaded = MultiLayerNetwork.load(file, true);
        assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        CellLayer layer = (CellLayer) loaded.getLayer(0).conf().getLayer();
        assertThat(layer.getCell()).isEqualTo(cell);
        assertThat(layer.getRecurrentDropRate()).isEqualTo(0.25);
        assertThat(layer).isNotEqualTo(Networks.own(cell, 4, 0.5));
        assertThat(loaded.output(examples.getFeatures())).isEqualTo(network.output(examples.getFeatures()));
        Nd4j.getRandom().setSeed(4);
        network.fit(examples);
        Nd4j.getRandom().setSeed(4);
        loaded.fit(examples);
        assertThat(loaded.params()).isEqualTo(network.params());
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void notANumberSpreadsToTheEndAndNoOtherExample(CellKind cell) {
        MultiLayerNetwork network =
                Networks.network(Cells.FAST, INPUTS, Networks.own(cell, 4, 0), Networks.everyStep(1));
        for (float strange : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
            INDArray x = Networks.random(1, 2, INPUTS, 5);
            x.putScalar(new int[] {1, 0, 2}, strange);
            INDArray output = network.output(x);
            for (int step = 0; step < 5; step++) {
                assertThat(output.getFloat(0, 0, step)).isFinite();
                if (Float.isNaN(strange)) {
                    assertThat(Float.isNaN(output.getFloat(1, 0, step))).isEqualTo(step >= 2);
                }
            }
        }
    }

    @Test
    void stepsInTheMiddleAreUnderstood() {
        MultiLayerNetwork network =
                Networks.network(Cells.FAST, INPUTS, Networks.own(CellKind.GRU, 4, 0), Networks.everyStep(2));
        network.initGradientsView();
        INDArray x = Networks.random(1, 3, INPUTS, 6);
        INDArray errors = Networks.random(2, 3, 4, 6);
        var workspaces = LayerWorkspaceMgr.noWorkspaces();
        var layer = (FusedLayer) network.getLayer(0);
        INDArray output = layer.activate(x, true, workspaces);
        INDArray inputErrors = layer.backpropGradient(errors, workspaces).getSecond();
        ((CellLayer) layer.conf().getLayer()).setRnnDataFormat(RNNFormat.NWC);
        assertThat(layer.activate(x.permute(0, 2, 1), true, workspaces).permute(0, 2, 1))
                .isEqualTo(output);
        assertThat(layer.backpropGradient(errors.permute(0, 2, 1), workspaces)
                        .getSecond()
                        .permute(0, 2, 1))
                .isEqualTo(inputErrors);
    }

    @Test
    void otherPrecisionIsRefused() {
        assertThatThrownBy(() -> Networks.network(
                        Cells.FAST,
                        INPUTS,
                        builder -> builder.dataType(DataType.DOUBLE),
                        Networks.own(CellKind.GRU, 3, 0)))
                .hasMessage("GRU computes in FLOAT on the CPU only");
        assertThatThrownBy(() -> new CellLayer.Builder(CellKind.GRU).recurrentDropRate(1))
                .hasMessage("recurrentDropRate must be in [0, 1) but was 1.0");
    }

    private static void assertSame(INDArray one, INDArray other) {
        assertThat(one.shape()).isEqualTo(other.shape());
        assertThat(Networks.largestDifference(one, other)).isLessThan(TOLERANCE);
    }
}
