package dev.cairn.worker.lstm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the numbers of each layer are among all of a network's.
 *
 * @param layers those that have any, in order
 * @param weights the matrices among them, without biases, gains and embeddings
 */
record Layout(int count, List<Range> layers, List<Part> weights) {
    /** One layer's numbers. */
    record Range(String layer, int from, int to) {}

    /**
     * One matrix.
     *
     * @param incoming numbers that lead to one unit, which lie side by side: DL4J keeps columns together
     */
    record Part(int from, int to, int incoming) {}

    static Layout of(ComputationGraph network) {
        var layers = new ArrayList<Range>();
        var weights = new ArrayList<Part>();
        long origin = network.params().offset();
        for (Layer layer : network.getLayers()) {
            if (layer.numParams() == 0) {
                continue;
            }
            // One row for each token: most of them are in no batch, and those that are rare must not be worn away.
            boolean isTable = layer instanceof EmbeddingSequenceLayer;
            long from = Long.MAX_VALUE;
            for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
                INDArray part = entry.getValue();
                long at = part.offset() - origin;
                from = Math.min(from, at);
                if (isWeight(entry.getKey()) && !isTable) {
                    int incoming = part.ordering() == 'f' ? (int) part.size(0) : (int) part.length();
                    weights.add(new Part((int) at, (int) (at + part.length()), incoming));
                }
            }
            layers.add(new Range(layer.conf().getLayer().getLayerName(), (int) from, (int) (from + layer.numParams())));
        }
        return new Layout((int) network.numParams(), List.copyOf(layers), List.copyOf(weights));
    }

    /** DL4J calls biases {@code b} and gains {@code g}, in a layer of two directions with {@code f} or {@code b} before. */
    private static boolean isWeight(String key) {
        return !key.endsWith("b") && !key.endsWith("g");
    }

    static double norm(float[] numbers, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (double) numbers[i] * numbers[i];
        }
        return Math.sqrt(squares);
    }
}
