package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.cell.FastCells;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** LSTM layers over the window, the last one's state after the last step, a linear layer for all outputs at once. */
final class Network {
    private Network() {}

    static MultiLayerConfiguration configuration(LstmHyperparameters h, int features, int outputs, long seed) {
        NeuralNetConfiguration.Builder common = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.XAVIER)
                .updater(updater(h))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(h.gradientNormLimit());
        if (h.l2() > 0) {
            common.l2(h.l2());
        }
        NeuralNetConfiguration.ListBuilder layers = common.list();
        for (int i = 0; i < h.layers(); i++) {
            LSTM lstm = lstm(h, i == 0 ? features : h.units(), i == 0);
            layers.layer(i == h.layers() - 1 ? new LastTimeStep(lstm) : lstm);
        }
        OutputLayer.Builder output = new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(h.units())
                .nOut(outputs);
        if (h.dropRate() > 0) {
            output.dropOut(retained(h));
        }
        return layers.layer(output.build()).build();
    }

    /** Seeds the calling thread's random source, too: DL4J does. */
    static MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
        var network = new MultiLayerNetwork(configuration);
        network.init();
        FastCells.install(network);
        return network;
    }

    private static LSTM lstm(LstmHyperparameters h, int in, boolean first) {
        LSTM.Builder lstm = new LSTM.Builder().nIn(in).nOut(h.units()).activation(Activation.TANH);
        // The first layer sees every observation: a forecast that loses the latest value by chance learns little.
        if (h.dropRate() > 0 && !first) {
            lstm.dropOut(retained(h));
        }
        return lstm.build();
    }

    /** DL4J's number is the probability to keep; ours the share to drop. */
    private static double retained(LstmHyperparameters h) {
        return 1 - h.dropRate();
    }

    private static IUpdater updater(LstmHyperparameters h) {
        return switch (h.optimizer()) {
            case ADAM -> new Adam(h.learningRate());
            case NADAM -> new Nadam(h.learningRate());
            case RMSPROP -> new RmsProp(h.learningRate());
            case SGD -> h.momentum() > 0 ? new Nesterovs(h.learningRate(), h.momentum()) : new Sgd(h.learningRate());
        };
    }
}
