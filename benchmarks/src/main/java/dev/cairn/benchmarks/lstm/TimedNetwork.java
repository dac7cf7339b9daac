package dev.cairn.benchmarks.lstm;

import dev.cairn.worker.lstm.cell.Cells;
import dev.cairn.worker.lstm.cell.FastCells;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

    /** Takes fast or stock, units, batch, window, layers, cell. */
    public static void main(String[] arguments) throws Exception {
        NetworkShape shape =
                NetworkShape.parse(String.join(",", Arrays.asList(arguments).subList(1, 6)));
        MultiLayerNetwork network = network(shape);
        FastCells.install(network, Cells.named(arguments[0]));
        INDArray inputs = Nd4j.randn(shape.batch(), NetworkShape.FEATURES, shape.window());
        INDArray targets = Nd4j.randn(shape.batch(), 1);
        TimedAnswers.give(what -> {
            if (what.equals("fit")) {
                network.fit(inputs, targets);
            } else {
                network.output(inputs);
            }
        });
    }

    private static MultiLayerNetwork network(NetworkShape shape) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list();
        for (int i = 0; i < shape.layers(); i++) {
            Layer cell = shape.cell().layer(i == 0 ? NetworkShape.FEATURES : shape.units(), shape.units());
            layers.layer(i == shape.layers() - 1 ? new LastTimeStep(cell) : cell);
        }
        layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(shape.units())
                .nOut(1)
                .build());
        var network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }
}
