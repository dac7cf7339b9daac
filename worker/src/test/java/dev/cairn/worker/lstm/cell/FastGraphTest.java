package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Graphs computed as a whole against the same graphs computed by DL4J. */
class FastGraphTest {
    private static final int INPUTS = 3;
    private static final int STEPS = 6;

    /** One step's rounding differs by 1e-7; ten steps of Adam, which divides by the gradient's size, add to it. */
    private static final double TOLERANCE = 5e-5;

    // With peepholes it is deprecated for want of a cuDNN version.
    @SuppressWarnings("deprecation")
    static Stream<Arguments> standardGraphs() {
        return Stream.of(
                graph("last step", lstm(5), new Last()),
                graph("one unit", lstm(1), new Last()),
                graph("three layers", lstm(5), lstm(4), lstm(3), new Last()),
                graph("last step of a wrapper", lstm(5), new LastTimeStep(lstm(4))),
                graph("average", lstm(5), pooling(PoolingType.AVG)),
                graph("maximum", lstm(4), lstm(5), pooling(PoolingType.MAX)),
                graph("dense layers", lstm(5), new Last(), dense(Activation.TANH), dense(Activation.SIGMOID)),
                graph(
                        "peepholes",
                        new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                                .activation(Activation.TANH)
                                .nOut(4)
                                .build(),
                        new Last()),
                graph(
                        "simple",
                        new SimpleRnn.Builder()
                                .activation(Activation.TANH)
                                .nOut(4)
                                .build(),
                        pooling(PoolingType.AVG)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("standardGraphs")
    void theWholeIsTheStockGraph(String name, Function<OutputLayer, ComputationGraphConfiguration> configuration) {
        for (OutputLayer output : List.of(numbers(), classes())) {
            FastGraph fast = fast(configuration.apply(output));
            ComputationGraph stock = new ComputationGraph(configuration.apply(output));
            stock.init();
            assertThat(fast.trainedByLayerBecause()).isNull();
            // Changing sizes, a single example, users' order and DL4J's own.
            for (int batch : new int[] {4, 7, 1, 4}) {
                INDArray x = Networks.random(batch, batch, INPUTS, STEPS);
                assertSame(fast.outputSingle(x), stock.outputSingle(x));
                assertSame(fast.outputSingle(x.dup('f')), stock.output(false, x)[0]);
                DataSet examples = new DataSet(x, labels(batch));
                for (int i = 0; i < 5; i++) {
                    fast.fit(examples);
                    stock.fit(examples);
                    assertThat(Math.abs(fast.score() - stock.score())).isLessThan(TOLERANCE);
                }
                assertSame(fast.params(), stock.params());
            }
        }
    }

    static Stream<Arguments> ownGraphs() {
        return Stream.of(CellKind.values())
                .flatMap(cell -> Stream.of(0.0, 0.3)
                        .map(rate -> Arguments.of(
                                cell + " dropping " + rate,
                                configuration(Networks.own(cell, 4, rate), Networks.own(cell, 5, rate), new Last())
                                        .apply(numbers()))));
    }

    /** The layers' own gradients are checked by finite differences elsewhere. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ownGraphs")
    void theWholeIsItsLayersOneByOne(String name, ComputationGraphConfiguration configuration) {
        FastGraph fast = fast(configuration.clone());
        ComputationGraph layers = new ComputationGraph(configuration.clone());
        layers.init();
        assertThat(fast.trainedByLayerBecause()).isNull();
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        assertSame(fast.outputSingle(examples.getFeatures()), layers.outputSingle(examples.getFeatures()));
        for (ComputationGraph graph : List.of(fast, layers)) {
            Nd4j.getRandom().setSeed(3);
            for (int i = 0; i < 5; i++) {
                graph.fit(examples);
            }
        }
        assertSame(fast.params(), layers.params());
    }

    @Test
    void penaltiesAndClippingAreDl4js() {
        UnaryOperator<NeuralNetConfiguration.Builder> more = builder -> builder.l2(0.01)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(0.1);
        var configuration = configuration(more, numbers(), lstm(5), new Last());
        FastGraph fast = fast(configuration.clone());
        ComputationGraph stock = new ComputationGraph(configuration.clone());
        stock.init();
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        for (int i = 0; i < 5; i++) {
            fast.fit(examples);
            stock.fit(examples);
        }
        assertThat(Math.abs(fast.score() - stock.score())).isLessThan(TOLERANCE);
        assertSame(fast.params(), stock.params());
    }

    /** What has no code of its own on arrays. */
    @Test
    void otherLossesAreDl4js() {
        OutputLayer output = new OutputLayer.Builder(LossFunction.L1)
                .activation(Activation.TANH)
                .nOut(2)
                .build();
        FastGraph fast = fast(configuration(lstm(5), new Last()).apply(output));
        ComputationGraph stock =
                new ComputationGraph(configuration(lstm(5), new Last()).apply(output));
        stock.init();
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        for (int i = 0; i < 5; i++) {
            fast.fit(examples);
            stock.fit(examples);
        }
        assertThat(Math.abs(fast.score() - stock.score())).isLessThan(TOLERANCE);
        assertSame(fast.params(), stock.params());
    }

    @Test
    void masksAreLeftToTheLayers() {
        var configuration = configuration(lstm(5), new Last()).apply(numbers());
        FastGraph fast = fast(configuration.clone());
        ComputationGraph stock = new ComputationGraph(configuration.clone());
        stock.init();
        INDArray mask = Nd4j.ones(2, STEPS);
        mask.putScalar(1, STEPS - 1, 0);
        var examples = new DataSet(Networks.random(1, 2, INPUTS, STEPS), labels(2), mask, null);
        for (int i = 0; i < 3; i++) {
            fast.fit(examples);
            stock.fit(examples);
            // And back to the whole.
            fast.fit(new DataSet(examples.getFeatures(), labels(2)));
            stock.fit(new DataSet(examples.getFeatures(), labels(2)));
        }
        assertSame(fast.params(), stock.params());
        INDArray[] x = {examples.getFeatures()};
        INDArray[] masks = {mask};
        assertSame(fast.output(false, x, masks)[0], stock.output(false, x, masks)[0]);
        assertThat(fast.output(false, x, masks)[0]).isNotEqualTo(fast.output(false, x, null)[0]);
    }

    @Test
    void whatIsTrainedLayerByLayerSaysWhy() {
        assertThat(because(lstm(4), lstm(4, 0.8), new Last())).isEqualTo("of the drop-out before 1");
        assertThat(because(new Bidirectional(lstm(4)), new Last())).isEqualTo("of 0");
        assertThat(because(Networks.lstm(4, builder -> builder.nOut(4).activation(Activation.SOFTSIGN)), new Last()))
                .isEqualTo("of layer 0 (LSTM): DL4J's own code, because its activation is softsign");
        var branched = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .addLayer("one", sized(lstm(4), INPUTS), "x")
                .addLayer("two", sized(lstm(4), 4), "one")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "one", "two")
                .addVertex("last", new LastTimeStepVertex("x"), "sum")
                .addLayer("y", sized(numbers(), 4), "last")
                .setOutputs("y")
                .build();
        assertThat(fast(branched).trainedByLayerBecause()).isEqualTo("it branches after one");
        FastGraph stock = fast(configuration(lstm(4), new Last()).apply(numbers()));
        FastCells.install(stock, Cells.STOCK);
        assertThat(stock.trainedByLayerBecause())
                .isEqualTo("of layer 0 (LSTM): DL4J's own code, because it was asked for");
        FastCells.install(stock, Cells.FAST);
        assertThat(stock.trainedByLayerBecause()).isNull();
    }

    @Test
    void dropOutIsLeftToTheLayersInTrainingOnly() {
        FastGraph fast = fast(configuration(lstm(4), lstm(4, 0.8), new Last()).apply(numbers()));
        ComputationGraph stock = new ComputationGraph(
                configuration(lstm(4), lstm(4, 0.8), new Last()).apply(numbers()));
        stock.init();
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        for (ComputationGraph graph : List.of(fast, stock)) {
            Nd4j.getRandom().setSeed(3);
            graph.fit(examples);
            graph.fit(examples);
        }
        assertSame(fast.params(), stock.params());
        assertSame(fast.outputSingle(examples.getFeatures()), stock.outputSingle(examples.getFeatures()));
    }

    @Test
    void listenersHearTheSame() {
        FastGraph fast = fast(configuration(lstm(4), new Last()).apply(numbers()));
        ComputationGraph stock =
                new ComputationGraph(configuration(lstm(4), new Last()).apply(numbers()));
        stock.init();
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        var heard = new Heard();
        var heardStock = new Heard();
        fast.fit(examples);
        stock.fit(examples);
        fast.setListeners(heard);
        stock.setListeners(heardStock);
        fast.fit(examples);
        stock.fit(examples);
        assertThat(heard.iterations).hasSize(1).isEqualTo(heardStock.iterations);
        assertThat(heard.scores.get(0))
                .isCloseTo(heardStock.scores.get(0), org.assertj.core.data.Offset.offset(TOLERANCE));
    }

    /** What a listener is told. DL4J's own one for this has lists of a library that is no dependency of ours. */
    private static final class Heard extends BaseTrainingListener {
        private final List<Integer> iterations = new ArrayList<>();
        private final List<Double> scores = new ArrayList<>();

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            iterations.add(iteration);
            scores.add(model.score());
        }
    }

    static Stream<Arguments> strangeNumbers() {
        return Stream.of(Float.NaN, Float.POSITIVE_INFINITY, -1e30f, 1e30f)
                .flatMap(strange -> Stream.of(Arguments.of(strange, numbers()), Arguments.of(strange, classes())));
    }

    @ParameterizedTest
    @MethodSource("strangeNumbers")
    void infinityAndNotANumberSpreadAsInStock(float strange, OutputLayer output) {
        for (Layer end : List.of(new Last(), pooling(PoolingType.AVG), pooling(PoolingType.MAX))) {
            assertSpreadsAsInStock(strange, configuration(lstm(4), end).apply(output));
        }
    }

    private static void assertSpreadsAsInStock(float strange, ComputationGraphConfiguration configuration) {
        FastGraph fast = fast(configuration.clone());
        ComputationGraph stock = new ComputationGraph(configuration.clone());
        stock.init();
        INDArray x = Networks.random(1, 2, INPUTS, STEPS);
        x.putScalar(new int[] {1, 0, 2}, strange);
        // Numbers are counted in an array's own order.
        INDArray fastOutput = fast.outputSingle(x).dup('c');
        INDArray stockOutput = stock.outputSingle(x).dup('c');
        for (int i = 0; i < fastOutput.length(); i++) {
            assertThat(Float.isNaN(fastOutput.getFloat(i))).isEqualTo(Float.isNaN(stockOutput.getFloat(i)));
        }
        var examples = new DataSet(x, labels(2));
        fast.fit(examples);
        stock.fit(examples);
        assertThat(Double.isNaN(fast.score())).isEqualTo(Double.isNaN(stock.score()));
        assertThat(Double.isNaN(fast.params().sumNumber().doubleValue()))
                .isEqualTo(Double.isNaN(stock.params().sumNumber().doubleValue()));
    }

    /** Read as if they were of the batch's shape, they would be taken for other examples'. */
    @Test
    void labelsOfAnotherShapeAreRefusedAsInStock() {
        for (OutputLayer output : List.of(numbers(), classes())) {
            FastGraph fast = fast(configuration(lstm(4), new Last()).apply(output));
            INDArray[] x = {Networks.random(1, 4, INPUTS, STEPS)};
            for (INDArray y : List.of(labels(5), Nd4j.ones(4, 3))) {
                assertThatThrownBy(() -> fast.fit(x, new INDArray[] {y})).isInstanceOf(RuntimeException.class);
            }
        }
    }

    /** Prediction of a whole sequence in between has no part in the state, nor has the state in it. */
    @Test
    void predictionStepByStepKeepsAStateOfItsOwn() {
        FastGraph fast = fast(configuration(lstm(5), lstm(4), new Last()).apply(numbers()));
        INDArray x = Networks.random(1, 4, INPUTS, STEPS);
        INDArray whole = fast.outputSingle(x);
        INDArray step = whole;
        for (int t = 0; t < STEPS; t++) {
            step = fast.rnnTimeStep(x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(t, t + 1)))[0];
            assertThat(fast.outputSingle(x)).isEqualTo(whole);
        }
        assertSame(step, whole);
        fast.rnnClearPreviousState();
        assertSame(fast.rnnTimeStep(x)[0], whole);
    }

    /** DL4J can pool over the features, too. */
    @Test
    void poolingOfAnotherKindIsLeftToTheLayers() {
        Layer overFeatures = new GlobalPoolingLayer.Builder(PoolingType.AVG)
                .poolingDimensions(1)
                .build();
        assertThat(because(lstm(4), overFeatures)).isEqualTo("of 1");
    }

    @Test
    void weightsPutFromOutsideAreUsed() {
        FastGraph fast = fast(configuration(lstm(4), new Last()).apply(numbers()));
        INDArray x = Networks.random(1, 2, INPUTS, STEPS);
        INDArray before = fast.outputSingle(x);
        fast.setParams(fast.params().mul(2));
        ComputationGraph stock =
                new ComputationGraph(configuration(lstm(4), new Last()).apply(numbers()));
        stock.init();
        stock.setParams(fast.params());
        assertThat(fast.outputSingle(x)).isNotEqualTo(before);
        assertSame(fast.outputSingle(x), stock.outputSingle(x));
    }

    @Test
    void twoThreadsAtOnceGetTheSameBits() throws Exception {
        Callable<INDArray> training = () -> {
            FastGraph fast = fast(configuration(lstm(40), lstm(33), new Last(), dense(Activation.TANH))
                    .apply(numbers()));
            for (int i = 0; i < 5; i++) {
                fast.fit(new DataSet(Networks.random(i, 9, INPUTS, 11), labels(9)));
            }
            return fast.params().dup();
        };
        var threads = Executors.newFixedThreadPool(2);
        try {
            var results = threads.invokeAll(List.of(training, training));
            assertThat(results.get(0).get()).isEqualTo(results.get(1).get()).isEqualTo(training.call());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aModelTrainedAsAWholeIsAStandardModel(@TempDir Path folder) throws IOException {
        FastGraph trained = fast(configuration(lstm(4), new Last()).apply(numbers()));
        var examples = new DataSet(Networks.random(1, 4, INPUTS, STEPS), labels(4));
        for (int i = 0; i < 5; i++) {
            trained.fit(examples);
        }
        File file = folder.resolve("model.zip").toFile();
        trained.save(file);
        ComputationGraph stock = ComputationGraph.load(file, true);
        assertThat(stock.getConfiguration().toJson()).doesNotContain("cairn");
        assertThat(stock.params()).isEqualTo(trained.params());
        assertSame(stock.outputSingle(examples.getFeatures()), trained.outputSingle(examples.getFeatures()));
        stock.fit(examples);
        trained.fit(examples);
        assertSame(stock.params(), trained.params());
    }

    @Test
    void twoThousandBatchesOfChangingSizeLeaveNoMemoryBehind() {
        FastGraph fast = fast(configuration(lstm(8), pooling(PoolingType.AVG), dense(Activation.TANH))
                .apply(numbers()));
        run(fast, 300);
        System.gc();
        long allocated = Pointer.totalBytes();
        long resident = Pointer.physicalBytes();
        run(fast, 2000);
        System.gc();
        assertThat(Pointer.totalBytes() - allocated).isLessThan(16 << 20);
        assertThat(Pointer.physicalBytes() - resident).isLessThan(60 << 20);
    }

    private static void run(FastGraph graph, int batches) {
        for (int i = 0; i < batches; i++) {
            int batch = 1 + i * 7 % 32;
            try (INDArray x = Nd4j.ones(batch, INPUTS, 1 + i * 5 % 17);
                    INDArray y = Nd4j.ones(batch, 2)) {
                graph.fit(new INDArray[] {x}, new INDArray[] {y});
                graph.outputSingle(x).close();
            }
        }
    }

    /** Stands for the vertex that picks the last step. */
    private static final class Last extends org.deeplearning4j.nn.conf.layers.DropoutLayer {
        private static final long serialVersionUID = 1;

        private Last() {
            super(0.5);
        }
    }

    private String because(Layer... layers) {
        return fast(configuration(layers).apply(numbers())).trainedByLayerBecause();
    }

    private static Arguments graph(String name, Layer... layers) {
        return Arguments.of(name, configuration(layers));
    }

    private static Function<OutputLayer, ComputationGraphConfiguration> configuration(Layer... layers) {
        return output -> configuration(builder -> builder, output, layers);
    }

    private static ComputationGraphConfiguration configuration(
            UnaryOperator<NeuralNetConfiguration.Builder> more, OutputLayer output, Layer... layers) {
        GraphBuilder graph = more.apply(new NeuralNetConfiguration.Builder()
                        .seed(7)
                        .dataType(DataType.FLOAT)
                        .updater(new Adam(0.01)))
                .graphBuilder()
                .addInputs("x");
        String last = "x";
        int width = INPUTS;
        for (int i = 0; i < layers.length; i++) {
            String name = Integer.toString(i);
            if (layers[i] instanceof Last) {
                graph.addVertex(name, new LastTimeStepVertex("x"), last);
            } else {
                graph.addLayer(name, sized(layers[i].clone(), width), last);
                width = layers[i] instanceof GlobalPoolingLayer ? width : out(layers[i]);
            }
            last = name;
        }
        return graph.addLayer("y", sized(output.clone(), width), last)
                .setOutputs("y")
                .build();
    }

    private static Layer sized(Layer layer, int inputs) {
        if (layer instanceof Bidirectional both) {
            sized(both.getFwd(), inputs);
            sized(both.getBwd(), inputs);
        } else if (layer instanceof LastTimeStep last) {
            sized(last.getUnderlying(), inputs);
        } else if (layer instanceof org.deeplearning4j.nn.conf.layers.FeedForwardLayer forward) {
            forward.setNIn(inputs);
        }
        return layer;
    }

    private static int out(Layer layer) {
        if (layer instanceof Bidirectional both) {
            return 2 * out(both.getFwd());
        }
        return layer instanceof LastTimeStep last
                ? out(last.getUnderlying())
                : (int) ((org.deeplearning4j.nn.conf.layers.FeedForwardLayer) layer).getNOut();
    }

    private static FastGraph fast(ComputationGraphConfiguration configuration) {
        var graph = new FastGraph(configuration);
        graph.init();
        FastCells.install(graph, Cells.FAST);
        return graph;
    }

    private static Layer lstm(int units) {
        return Networks.lstm(units);
    }

    private static Layer lstm(int units, double kept) {
        return Networks.lstm(units, builder -> builder.dropOut(kept));
    }

    private static Layer pooling(PoolingType type) {
        return new GlobalPoolingLayer(type);
    }

    private static Layer dense(Activation activation) {
        return new DenseLayer.Builder().nOut(4).activation(activation).build();
    }

    private static OutputLayer numbers() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nOut(2)
                .build();
    }

    private static OutputLayer classes() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(2)
                .build();
    }

    /** One-hot, and so fit for classes and numbers. */
    private static INDArray labels(int batch) {
        INDArray labels = Nd4j.zeros(batch, 2);
        for (int i = 0; i < batch; i++) {
            labels.putScalar(i, i % 3 == 0 ? 0 : 1, 1);
        }
        return labels;
    }

    private static void assertSame(INDArray one, INDArray other) {
        assertThat(one.shape()).isEqualTo(other.shape());
        assertThat(Networks.largestDifference(one, other)).isLessThan(TOLERANCE);
    }
}
