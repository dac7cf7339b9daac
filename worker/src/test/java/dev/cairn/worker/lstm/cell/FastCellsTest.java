package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FastCellsTest {
    @Test
    void layersWithinOthersAreFound() {
        MultiLayerNetwork network = Networks.network(
                Cells.STOCK,
                2,
                Networks.lstm(3),
                new Bidirectional(Networks.lstm(3)),
                new LastTimeStep(Networks.lstm(3)));
        List<LayerCell> cells = FastCells.install(network, Cells.FAST);
        assertThat(cells)
                .extracting(LayerCell::layer)
                .containsExactly("layer0", "layer1/forward", "layer1/backward", "layer2");
        assertThat(cells).allMatch(LayerCell::isFast);
    }

    @Test
    void whatStaysSlowSaysWhy() {
        MultiLayerNetwork network = Networks.network(
                Cells.STOCK,
                2,
                Networks.lstm(3, builder -> builder.activation(Activation.SOFTSIGN)),
                Networks.lstm(3, builder -> builder.gateActivationFunction(Activation.HARDSIGMOID)),
                new SimpleRnn.Builder().nOut(3).activation(Activation.RELU).build());
        assertThat(FastCells.install(network, Cells.FAST))
                .extracting(LayerCell::toString)
                .containsExactly(
                        "layer layer0 (LSTM): DL4J's own code, because its activation is softsign",
                        "layer layer1 (LSTM): DL4J's own code, because its gates' activation is hardsigmoid",
                        "layer layer2 (SimpleRnn): DL4J's own code, because its activation is relu");
    }

    @Test
    void doublePrecisionStaysSlow() {
        MultiLayerNetwork network =
                Networks.network(Cells.STOCK, 2, builder -> builder.dataType(DataType.DOUBLE), Networks.lstm(3));
        assertThat(FastCells.install(network, Cells.FAST))
                .containsExactly(new LayerCell("layer0", "LSTM", "it computes in DOUBLE"));
    }

    @Test
    void theSettingTurnsItOffAndOn() {
        MultiLayerNetwork network = Networks.network(Cells.FAST, 2, Networks.lstm(3), Networks.everyStep(1));
        LSTM layer = (LSTM) network.getLayer(0);
        assertThat(layer.getHelper()).isInstanceOf(FastLstm.class);
        FastCells.install(network, Cells.STOCK);
        assertThat(layer.getHelper()).isNull();
    }

    @Test
    void aLayerWhoseFastCodeFailedSaysSo() {
        var graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .addLayer("first", Networks.lstm(3), "x")
                .addLayer("second", Networks.own(CellKind.GRU, 3, 0), "first")
                .addLayer("y", Networks.everyStep(1), "second")
                .setOutputs("y")
                .setInputTypes(InputType.recurrent(2))
                .build());
        graph.init();
        List<LayerCell> installed = FastCells.install(graph, Cells.FAST);
        assertThat(FastCells.of(graph)).isEqualTo(installed).allMatch(LayerCell::isFast);
        var workspaces = LayerWorkspaceMgr.noWorkspaces();
        INDArray weights = Nd4j.ones(2, 12);
        INDArray tooFewSizes = Nd4j.ones(2, 2);
        var helper = (FastLstm) graph.getLayer("first").getHelper();
        assertThatThrownBy(() -> helper.activate(
                        graph.getLayer("first"),
                        null,
                        null,
                        tooFewSizes,
                        weights,
                        weights,
                        weights,
                        true,
                        weights,
                        weights,
                        false,
                        true,
                        "W",
                        null,
                        false,
                        workspaces))
                .isInstanceOf(RuntimeException.class);
        assertThat(FastCells.of(graph).get(0).toString())
                .startsWith("layer first (LSTM): DL4J's own code, because the fast code failed: ");
        assertThat(FastCells.install(graph, Cells.STOCK))
                .extracting(LayerCell::stockBecause)
                .containsExactly("it was asked for", null);
    }

    @Test
    void unlessToldOtherwiseCellsAreFast() {
        assertThat(Cells.configured()).isEqualTo(Cells.named(System.getenv().getOrDefault(Cells.VARIABLE, "fast")));
        assertThat(Cells.named("stock")).isEqualTo(Cells.STOCK);
        assertThatThrownBy(() -> Cells.named("slow"))
                .hasMessage("cairn.cells (or CAIRN_CELLS) must be fast or stock but was 'slow'");
    }

    @Test
    void aModelTrainedFastIsAStandardModel(@TempDir Path folder) throws IOException {
        MultiLayerNetwork trained = Networks.network(
                Cells.FAST, 2, Networks.lstm(3), new Bidirectional(Networks.lstm(4)), Networks.everyStep(1));
        INDArray x = Networks.random(1, 4, 2, 6);
        INDArray y = Networks.random(2, 4, 1, 6);
        for (int i = 0; i < 5; i++) {
            trained.fit(x, y);
        }
        File file = folder.resolve("model.zip").toFile();
        trained.save(file);
        // Loaded by DL4J alone: nothing is installed.
        MultiLayerNetwork stock = MultiLayerNetwork.load(file, true);
        assertThat(stock.getLayerWiseConfigurations().toJson()).doesNotContain("cairn");
        assertThat(stock.getLayer(0).getHelper()).isNull();
        assertThat(stock.params()).isEqualTo(trained.params());
        assertThat(Networks.largestDifference(stock.output(x), trained.output(x)))
                .isLessThan(1e-6);
        // And made fast again, it goes on as if nothing had been.
        FastCells.install(stock, Cells.FAST);
        assertThat(stock.output(x)).isEqualTo(trained.output(x));
        stock.fit(x, y);
        trained.fit(x, y);
        assertThat(stock.params()).isEqualTo(trained.params());
    }
}
