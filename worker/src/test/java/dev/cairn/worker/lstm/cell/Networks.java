package dev.cairn.worker.lstm.cell;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small networks and data for tests. */
final class Networks {
    private Networks() {}

    static LSTM lstm(int units) {
        return lstm(units, builder -> builder);
    }

    static LSTM lstm(int units, UnaryOperator<LSTM.Builder> more) {
        return more.apply(new LSTM.Builder().nOut(units).activation(Activation.TANH))
                .build();
    }

    static Layer own(CellKind cell, int units, double recurrentDropRate) {
        return new CellLayer.Builder(cell)
                .recurrentDropRate(recurrentDropRate)
                .nOut(units)
                .build();
    }

    /** A linear layer at every step. */
    static Layer everyStep(int outputs) {
        return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nOut(outputs)
                .build();
    }

    static MultiLayerNetwork network(Cells cells, int inputs, Layer... layers) {
        return network(cells, inputs, builder -> builder, layers);
    }

    static MultiLayerNetwork network(
            Cells cells, int inputs, UnaryOperator<NeuralNetConfiguration.Builder> more, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = more.apply(new NeuralNetConfiguration.Builder()
                        .seed(7)
                        .dataType(DataType.FLOAT)
                        .updater(new Adam(0.01)))
                .list();
        List.of(layers).forEach(list::layer);
        list.setInputType(InputType.recurrent(inputs));
        var network = new MultiLayerNetwork(list.build());
        network.init();
        FastCells.install(network, cells);
        return network;
    }

    /** Normal deviates that depend on the seed alone, in the order of users' data. */
    static INDArray random(long seed, int... shape) {
        var random = new java.util.Random(seed);
        int length = 1;
        for (int size : shape) {
            length *= size;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, shape, 'c');
    }

    static double largestDifference(INDArray one, INDArray other) {
        return one.sub(other).amaxNumber().doubleValue();
    }
}
