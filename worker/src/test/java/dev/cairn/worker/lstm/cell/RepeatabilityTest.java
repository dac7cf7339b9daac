package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RepeatabilityTest {
    @Test
    void twoThreadsAtOnceGetTheSameBits() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            Callable<String> training = RepeatabilityTest::trained;
            var results = threads.invokeAll(List.of(training, training));
            assertThat(results.get(0).get()).isEqualTo(results.get(1).get()).isEqualTo(trained());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anotherProcessGetsTheSameBits() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RepeatabilityTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(out).contains("trained: " + trained() + ".");
    }

    /**
     * The memory of a pass is asked for anew only when a batch is larger than any before. A pass here needs some 30 kB: one
     * left behind by each batch would be 300 MB.
     */
    @ParameterizedTest
    @MethodSource("bothCodes")
    void tenThousandBatchesOfChangingSizeLeaveNoMemoryBehind(org.deeplearning4j.nn.conf.layers.Layer first) {
        MultiLayerNetwork network = Networks.network(Cells.FAST, 2, first, Networks.everyStep(1));
        network.initGradientsView();
        Layer layer = network.getLayer(0);
        run(layer, 500);
        System.gc();
        long allocated = Pointer.totalBytes();
        long resident = Pointer.physicalBytes();
        run(layer, 10_000);
        System.gc();
        assertThat(Pointer.totalBytes() - allocated).isLessThan(16 << 20);
        assertThat(Pointer.physicalBytes() - resident).isLessThan(60 << 20);
    }

    /** Behind DL4J's plug-in point, and in a layer of ours. */
    static Stream<org.deeplearning4j.nn.conf.layers.Layer> bothCodes() {
        return Stream.of(Networks.lstm(8), Networks.own(CellKind.GRU, 8, 0.2));
    }

    private static void run(Layer layer, int batches) {
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        for (int i = 0; i < batches; i++) {
            int batch = 1 + i * 7 % 32;
            int steps = 1 + i * 5 % 17;
            try (INDArray input = Nd4j.ones(batch, 2, steps);
                    INDArray errors = Nd4j.ones(batch, 8, steps);
                    INDArray output = layer.activate(input, true, workspaces);
                    INDArray inputErrors =
                            layer.backpropGradient(errors, workspaces).getSecond()) {
                assertThat(output.size(2)).isEqualTo(inputErrors.size(2));
            }
        }
    }

    /** Prints the weights that a short training ends with. */
    public static void main(String[] args) {
        System.out.println("trained: " + trained() + ".");
    }

    private static String trained() {
        MultiLayerNetwork network = Networks.network(
                Cells.FAST,
                3,
                Networks.lstm(40),
                Networks.lstm(33, builder -> builder.dropOut(0.8)),
                Networks.own(CellKind.GRU, 20, 0.3),
                Networks.own(CellKind.LAYER_NORM_LSTM, 9, 0.3),
                Networks.everyStep(2));
        Nd4j.getRandom().setSeed(5);
        for (int i = 0; i < 5; i++) {
            network.fit(Networks.random(i, 9, 3, 11), Networks.random(i + 1, 9, 2, 11));
        }
        return Integer.toHexString(Arrays.hashCode(network.params().dup().data().asFloat()));
    }
}
