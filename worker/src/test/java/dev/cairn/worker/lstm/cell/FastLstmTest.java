package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Networks with the fast LSTM against the same networks with DL4J's own. */
class FastLstmTest {
    private static final int INPUTS = 3;

    /** One step's rounding differs by 1e-7; ten steps of Adam, which divides by the gradient's size, add to it. */
    private static final double TOLERANCE = 5e-5;

    static Stream<Arguments> networks() {
        return Stream.of(
                network("one layer", cells -> Networks.network(cells, INPUTS, Networks.lstm(5), Networks.everyStep(2))),
                network("one unit", cells -> Networks.network(cells, INPUTS, Networks.lstm(1), Networks.everyStep(2))),
                network(
                        "two layers",
                        cells -> Networks.network(
                                cells, INPUTS, Networks.lstm(5), Networks.lstm(4), Networks.everyStep(2))),
                network(
                        "last step, then repeated",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                Networks.lstm(4),
                                new LastTimeStep(Networks.lstm(5)),
                                new org.deeplearning4j.nn.conf.layers.misc.RepeatVector.Builder<>(6).build(),
                                Networks.lstm(3),
                                Networks.everyStep(2))),
                network(
                        "bidirectional, concatenated",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                new Bidirectional(Bidirectional.Mode.CONCAT, Networks.lstm(4)),
                                Networks.everyStep(2))),
                network(
                        "bidirectional, added, twice",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                new Bidirectional(Bidirectional.Mode.ADD, Networks.lstm(4)),
                                new Bidirectional(Bidirectional.Mode.AVERAGE, Networks.lstm(4)),
                                Networks.everyStep(2))),
                network(
                        "bidirectional, multiplied",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                new Bidirectional(Bidirectional.Mode.MUL, Networks.lstm(4)),
                                Networks.everyStep(2))),
                network(
                        "drop-out on the input",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                Networks.lstm(4),
                                Networks.lstm(5, builder -> builder.dropOut(0.7)),
                                Networks.everyStep(2))),
                network(
                        "weight noise",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                Networks.lstm(5, builder -> builder.weightNoise(new DropConnect(0.7))),
                                Networks.everyStep(2))),
                network(
                        "clipped and penalised",
                        cells -> Networks.network(
                                cells,
                                INPUTS,
                                builder -> builder.l2(0.01)
                                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                                        .gradientNormalizationThreshold(0.1),
                                Networks.lstm(5),
                                Networks.everyStep(2))));
    }

    private static Arguments network(String name, Function<Cells, MultiLayerNetwork> network) {
        return Arguments.of(name, network);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theFastNetworkIsTheStockNetwork(String name, Function<Cells, MultiLayerNetwork> make) {
        MultiLayerNetwork fast = make.apply(Cells.FAST);
        MultiLayerNetwork stock = make.apply(Cells.STOCK);
        // Changing sizes, a single example, users' order and DL4J's own.
        for (int batch : new int[] {4, 7, 1, 4}) {
            INDArray x = Networks.random(batch, batch, INPUTS, 6);
            assertSame(fast.output(x), stock.output(x));
            assertSame(fast.output(x.dup('f')), stock.output(x));
            INDArray y = Networks.random(batch + 1, batch, 2, 6);
            fit(fast, new DataSet(x, y));
            fit(stock, new DataSet(x, y));
            assertSame(fast.params(), stock.params());
        }
    }

    @Test
    void trailingPaddingMasksTheSame() {
        MultiLayerNetwork fast =
                Networks.network(Cells.FAST, INPUTS, Networks.lstm(4), Networks.lstm(5), Networks.everyStep(2));
        MultiLayerNetwork stock =
                Networks.network(Cells.STOCK, INPUTS, Networks.lstm(4), Networks.lstm(5), Networks.everyStep(2));
        INDArray mask = Nd4j.ones(4, 6);
        mask.get(NDArrayIndex.point(1), NDArrayIndex.interval(4, 6)).assign(0);
        mask.get(NDArrayIndex.point(2), NDArrayIndex.interval(1, 6)).assign(0);
        var batch = new DataSet(Networks.random(1, 4, INPUTS, 6), Networks.random(2, 4, 2, 6), mask, mask);
        fit(fast, batch);
        fit(stock, batch);
        assertSame(fast.params(), stock.params());
        assertSame(
                fast.output(batch.getFeatures(), false, mask, mask),
                stock.output(batch.getFeatures(), false, mask, mask));
    }

    @Test
    void predictionStepByStepIsPredictionAtOnce() {
        MultiLayerNetwork fast =
                Networks.network(Cells.FAST, INPUTS, Networks.lstm(4), Networks.lstm(5), Networks.everyStep(2));
        INDArray x = Networks.random(1, 3, INPUTS, 9);
        INDArray whole = fast.output(x);
        for (int[] part : new int[][] {{0, 1}, {1, 2}, {2, 7}, {7, 9}}) {
            INDArray given = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(part[0], part[1]));
            assertSame(
                    fast.rnnTimeStep(given),
                    whole.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(part[0], part[1])));
        }
    }

    @Test
    void aGraphsLayersAreFastToo() {
        ComputationGraph fast = graph(Cells.FAST);
        ComputationGraph stock = graph(Cells.STOCK);
        INDArray x = Networks.random(1, 4, INPUTS, 6);
        var batch = new DataSet(x, Networks.random(2, 4, 2));
        for (int i = 0; i < 5; i++) {
            fast.fit(batch);
            stock.fit(batch);
        }
        assertSame(fast.params(), stock.params());
        assertSame(fast.outputSingle(x), stock.outputSingle(x));
    }

    @Test
    void seriesWithTheStepsInTheMiddleAreUnderstood() {
        MultiLayerNetwork fast = stepsInTheMiddle(Cells.FAST);
        MultiLayerNetwork stock = stepsInTheMiddle(Cells.STOCK);
        var batch = new DataSet(Networks.random(1, 4, 6, INPUTS), Networks.random(2, 4, 2));
        fit(fast, batch);
        fit(stock, batch);
        assertSame(fast.params(), stock.params());
    }

    @Test
    void truncatedBackPropagationWithinOneSegmentIsTheWhole() {
        MultiLayerNetwork whole = truncated(BackpropType.Standard, 6);
        MultiLayerNetwork truncated = truncated(BackpropType.TruncatedBPTT, 6);
        var batch = new DataSet(Networks.random(1, 4, INPUTS, 6), Networks.random(2, 4, 2, 6));
        fit(whole, batch);
        fit(truncated, batch);
        assertThat(truncated.params()).isEqualTo(whole.params());
    }

    @Test
    void infinityAndNotANumberSpreadAsInStock() {
        for (float strange : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1e30f, 1e30f}) {
            MultiLayerNetwork fast = Networks.network(Cells.FAST, INPUTS, Networks.lstm(4), Networks.everyStep(2));
            MultiLayerNetwork stock = Networks.network(Cells.STOCK, INPUTS, Networks.lstm(4), Networks.everyStep(2));
            INDArray x = Networks.random(1, 2, INPUTS, 5);
            x.putScalar(new int[] {1, 0, 2}, strange);
            INDArray fastOutput = fast.output(x);
            INDArray stockOutput = stock.output(x);
            for (int i = 0; i < fastOutput.length(); i++) {
                if (Float.isNaN(stockOutput.getFloat(i))) {
                    assertThat(fastOutput.getFloat(i)).as("%s", strange).isNaN();
                } else {
                    assertThat(Math.abs(fastOutput.getFloat(i) - stockOutput.getFloat(i)))
                            .isLessThan(1e-5f);
                }
            }
            fast.fit(x, Networks.random(2, 2, 2, 5));
            stock.fit(x, Networks.random(2, 2, 2, 5));
            assertThat(Double.isNaN(fast.score())).isEqualTo(Double.isNaN(stock.score()));
            assertThat(Double.isNaN(fast.params().sumNumber().doubleValue()))
                    .as("%s", strange)
                    .isEqualTo(Double.isNaN(stock.params().sumNumber().doubleValue()));
        }
    }

    /** Both draw the same drop-out masks. */
    private static void fit(MultiLayerNetwork network, DataSet batch) {
        Nd4j.getRandom().setSeed(11);
        for (int i = 0; i < 5; i++) {
            network.fit(batch);
        }
    }

    private static MultiLayerNetwork truncated(BackpropType type, int length) {
        var list = new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(Networks.lstm(4))
                .layer(Networks.everyStep(2))
                .setInputType(InputType.recurrent(INPUTS))
                .backpropType(type);
        if (type == BackpropType.TruncatedBPTT) {
            list.tBPTTLength(length);
        }
        var network = new MultiLayerNetwork(list.build());
        network.init();
        FastCells.install(network, Cells.FAST);
        return network;
    }

    private static MultiLayerNetwork stepsInTheMiddle(Cells cells) {
        var network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(Networks.lstm(4, builder -> builder.dataFormat(RNNFormat.NWC)))
                .layer(new LastTimeStep(Networks.lstm(5, builder -> builder.dataFormat(RNNFormat.NWC))))
                .layer(output())
                .setInputType(InputType.recurrent(INPUTS, RNNFormat.NWC))
                .build());
        network.init();
        FastCells.install(network, cells);
        return network;
    }

    private static ComputationGraph graph(Cells cells) {
        var graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(7)
                .graphBuilder()
                .addInputs("x")
                .addLayer("one", Networks.lstm(4), "x")
                .addLayer("two", new LastTimeStep(Networks.lstm(4)), "one")
                .addLayer("three", new LastTimeStep(Networks.lstm(4)), "x")
                .addVertex(
                        "sum",
                        new org.deeplearning4j.nn.conf.graph.ElementWiseVertex(
                                org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add),
                        "two",
                        "three")
                .addLayer("y", output(), "sum")
                .setOutputs("y")
                .setInputTypes(InputType.recurrent(INPUTS))
                .build());
        graph.init();
        FastCells.install(graph, cells);
        return graph;
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nOut(2)
                .build();
    }

    private static void assertSame(INDArray one, INDArray other) {
        assertThat(one.shape()).isEqualTo(other.shape());
        assertThat(Networks.largestDifference(one, other)).isLessThan(TOLERANCE);
    }
}
