package dev.cairn.benchmarks.lstm;

import dev.cairn.worker.lstm.cell.Cells;
import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.FastGraph;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A process with one DL4J network. For each line {@code fit N} or {@code output N} on standard input it runs so many batches
 * and answers {@code = SECONDS}: the processor time of the whole process, compiler and garbage collector included.
 */
final class TimedNetwork {
    private TimedNetwork() {}

    /** Takes fast or stock, units, batch, window, layers, cell, what is around. */
    public static void main(String[] arguments) throws Exception {
        NetworkShape shape =
                NetworkShape.parse(String.join(",", Arrays.asList(arguments).subList(1, 7)));
        ComputationGraph network = network(Cells.named(arguments[0]), configuration(shape));
        INDArray[] inputs = {shape.around().inputs(shape)};
        INDArray[] targets = {Nd4j.randn(shape.batch(), 1)};
        INDArray mask = shape.around().mask(shape);
        INDArray[] masks = mask == null ? null : new INDArray[] {mask};
        TimedAnswers.give(what -> {
            if (what.equals("fit")) {
                network.fit(inputs, targets, masks, null);
            } else {
                network.output(false, inputs, masks);
            }
        });
    }

    /** As the worker makes it, or as DL4J's users do. */
    private static ComputationGraph network(Cells cells, ComputationGraphConfiguration configuration) {
        ComputationGraph network =
                cells == Cells.FAST ? new FastGraph(configuration) : new ComputationGraph(configuration);
        network.init();
        FastCells.install(network, cells);
        return network;
    }

    private static ComputationGraphConfiguration configuration(NetworkShape shape) {
        ComputationGraphConfiguration.GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("in");
        String last = shape.around().before(graph, "in");
        for (int i = 0; i < shape.layers(); i++) {
            String name = "recurrent" + i;
            int inputs = i == 0 ? NetworkShape.FEATURES : shape.units();
            graph.addLayer(name, shape.around().layer(shape.cell().layer(inputs, shape.units())), last);
            last = name;
        }
        return graph.addVertex("last", new LastTimeStepVertex("in"), last)
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .nIn(shape.units())
                                .nOut(1)
                                .build(),
                        "last")
                .setOutputs("out")
                .build();
    }
}
