package dev.cairn.benchmarks.lstm;

import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.FastGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What one writes with DL4J and the fast graph in the place of its own, and no more: batches made beforehand, {@code fit} for each, one look at the held examples. */
final class BareEpochs implements TimedLoop.Epochs {
    private static final int HELD_BATCH = 256;

    private final FastGraph graph;
    private final List<DataSet> fitting;
    private final List<DataSet> held;

    BareEpochs(LoopStudy study) throws IOException {
        NetworkShape shape = study.shape();
        ForecastingData data = study.data();
        fitting = batches(data.fitting(), shape.batch());
        held = batches(data.held(), HELD_BATCH);
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(study.rate()))
                .graphBuilder()
                .addInputs("in");
        String last = "in";
        for (int i = 0; i < shape.layers(); i++) {
            builder.addLayer(
                    "lstm" + i,
                    new LSTM.Builder()
                            .nIn(i == 0 ? NetworkShape.FEATURES : shape.units())
                            .nOut(shape.units())
                            .activation(Activation.TANH)
                            .build(),
                    last);
            last = "lstm" + i;
        }
        builder.addVertex("last", new LastTimeStepVertex("in"), last)
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .nIn(shape.units())
                                .nOut(1)
                                .build(),
                        "last")
                .setOutputs("out");
        graph = new FastGraph(builder.build());
        graph.init();
        FastCells.install(graph);
    }

    private static List<DataSet> batches(Examples examples, int size) {
        var batches = new ArrayList<DataSet>();
        int[] all = IntStream.range(0, examples.count()).toArray();
        for (int from = 0; from < all.length; from += size) {
            Batch batch = examples.batch(all, from, Math.min(all.length, from + size));
            batches.add(new DataSet(
                    Nd4j.create(batch.inputs(), new int[] {batch.count(), NetworkShape.FEATURES, batch.length()}, 'c'),
                    Nd4j.create(batch.outputs(), new int[] {batch.count(), 1}, 'c')));
        }
        return batches;
    }

    @Override
    public void next() {
        for (DataSet batch : fitting) {
            graph.fit(batch);
        }
        double sum = 0;
        for (DataSet batch : held) {
            INDArray misses = graph.output(batch.getFeatures())[0].sub(batch.getLabels());
            sum += misses.norm2Number().doubleValue();
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalStateException("the bare training diverged");
        }
    }
}
