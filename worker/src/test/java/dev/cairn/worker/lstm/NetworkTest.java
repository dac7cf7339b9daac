package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.worker.data.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class NetworkTest {
    @Test
    void aDropRateOfNineTenthsZeroesNineTenths() {
        MultiLayerNetwork network = network(Map.of("dropRate", 0.9, "units", 50));
        Layer output = network.getLayer(1);
        INDArray ones = Nd4j.ones(200, 50);
        INDArray dropped = output.conf()
                .getLayer()
                .getIDropout()
                .applyDropout(ones, Nd4j.createUninitialized(200, 50), 0, 0, LayerWorkspaceMgr.noWorkspacesImmutable());
        double zeroed = 1
                - dropped.neq(0)
                        .castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT)
                        .meanNumber()
                        .doubleValue();
        // 10,000 draws: a deviation of 0.003, so 0.88 to 0.92 fails less than once in a billion.
        assertThat(zeroed).isBetween(0.88, 0.92);
    }

    @Test
    void aDropRateOfZeroDropsNothing() {
        MultiLayerNetwork network = network(Map.of("layers", 2));
        for (Layer layer : network.getLayers()) {
            assertThat(layer.conf().getLayer().getIDropout()).isNull();
        }
    }

    @Test
    void theLatestObservationsAreNeverDropped() {
        MultiLayerNetwork network = network(Map.of("layers", 3, "dropRate", 0.5));
        assertThat(network.getLayer(0).conf().getLayer().getIDropout()).isNull();
        assertThat(network.getLayer(1).conf().getLayer().getIDropout()).isNotNull();
        assertThat(network.getLayer(3).conf().getLayer().getIDropout()).isNotNull();
    }

    @Test
    void everyOptimiserTrains() {
        for (LstmHyperparameters.Optimizer optimizer : LstmHyperparameters.Optimizer.values()) {
            MultiLayerNetwork network = network(Map.of("optimizer", optimizer.name(), "learningRate", 0.01));
            INDArray before = network.params().dup();
            INDArray inputs = Nd4j.linspace(-1, 1, 24).castTo(before.dataType()).reshape(2, 3, 4);
            network.fit(inputs, Nd4j.ones(2, 5));
            assertThat(network.params()).as("%s", optimizer).isNotEqualTo(before);
            assertThat(network.params().sumNumber().doubleValue()).isFinite();
        }
    }

    @Test
    void momentumIsUsedBySgdOnly() {
        assertThat(network(Map.of("optimizer", "SGD", "momentum", 0.9))
                        .getLayer(1)
                        .conf()
                        .getLayer()
                        .getUpdaterByParam("W"))
                .isEqualTo(new Nesterovs(0.001, 0.9));
        assertThat(network(Map.of("optimizer", "SGD"))
                        .getLayer(1)
                        .conf()
                        .getLayer()
                        .getUpdaterByParam("W"))
                .isEqualTo(new Sgd(0.001));
    }

    @Test
    void theLstmsGradientsAreCutToTheLimit() {
        MultiLayerNetwork network = network(Map.of("optimizer", "SGD", "learningRate", 1.0, "gradientNormLimit", 0.01));
        Map<String, INDArray> before = lstm(network);
        fitFarOff(network);
        // With SGD and a learning rate of 1 the step is the gradient.
        double squares = 0;
        for (Map.Entry<String, INDArray> after : lstm(network).entrySet()) {
            double norm = after.getValue()
                    .sub(before.get(after.getKey()))
                    .norm2Number()
                    .doubleValue();
            squares += norm * norm;
        }
        assertThat(Math.sqrt(squares)).isCloseTo(0.01, withinPercentage(1));
    }

    @Test
    void theLstmsWeightsShrinkByL2() {
        MultiLayerNetwork network =
                network(Map.of("optimizer", "SGD", "learningRate", 0.1, "l2", 1.0, "gradientNormLimit", 1e-6));
        Map<String, INDArray> before = lstm(network);
        fitFarOff(network);
        // The penalty's gradient is the weight itself; that of the data is cut to almost nothing.
        for (String weights : List.of("0_W", "0_RW")) {
            assertThat(before.get(weights).mul(0.9).equalsWithEps(lstm(network).get(weights), 1e-5))
                    .as(weights)
                    .isTrue();
        }
        assertThat(before.get("0_b").equalsWithEps(lstm(network).get("0_b"), 1e-5))
                .isTrue();
    }

    @Test
    void theLstmsStepsAreTheOptimisers() {
        // Adam's first step is the learning rate for every weight, however small or large its gradient.
        MultiLayerNetwork network = network(Map.of("optimizer", "ADAM", "learningRate", 0.003));
        Map<String, INDArray> before = lstm(network);
        fitFarOff(network);
        INDArray steps = lstm(network).get("0_W").sub(before.get("0_W"));
        assertThat(steps.amaxNumber().doubleValue()).isCloseTo(0.003, withinPercentage(1));
    }

    /** Copies of the weights of the LSTM that stands inside the layer of the last time step. */
    private static Map<String, INDArray> lstm(MultiLayerNetwork network) {
        assertThat(network.getLayer(0)).isInstanceOf(LastTimeStepLayer.class);
        return Stream.of("0_W", "0_RW", "0_b")
                .collect(Collectors.toMap(
                        name -> name, name -> network.getParam(name).dup()));
    }

    /** One update from one example whose outputs are far from anything forecast. */
    private static void fitFarOff(MultiLayerNetwork network) {
        INDArray inputs =
                Nd4j.linspace(-1, 1, 12).castTo(network.params().dataType()).reshape(1, 3, 4);
        network.fit(inputs, Nd4j.ones(1, 5).mul(1000));
    }

    /** Three features, five outputs. */
    private static MultiLayerNetwork network(Map<String, Object> point) {
        var hyperparameters = LstmHyperparameters.of(Hyperparameters.FORECASTING.complete(Map.of(), point));
        return Network.initialised(Network.configuration(hyperparameters, new Shape(3, 5, Shape.Answer.NUMBERS), 1));
    }
}
