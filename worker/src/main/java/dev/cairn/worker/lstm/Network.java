package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Shape;
import dev.cairn.worker.lstm.cell.AttentionPooling;
import dev.cairn.worker.lstm.cell.FastCells;
import dev.cairn.worker.lstm.cell.FastGraph;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Recurrent layers over the input's steps, something that makes one vector of the last one's steps, dense layers, the output.
 *
 * <p>The configuration for training differs from the one that is saved: noise, drop-out and losses of ours have no place in a
 * model that only answers, and anyone's Deeplearning4j can read what is saved. Both have the same parameters in the same order.
 */
final class Network {
    static final String INPUT = "input";

    private final LstmHyperparameters h;
    private final Shape shape;
    private final boolean training;
    private final GraphBuilder graph;
    private String last = INPUT;
    private int width;

    private Network(LstmHyperparameters h, Shape shape, long seed, boolean training) {
        this.h = h;
        this.shape = shape;
        this.training = training;
        this.width = shape.features();
        // Steps are ours, see Descent: this updater is never asked.
        this.graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(h.real("learningRate")))
                .graphBuilder()
                .addInputs(INPUT);
    }

    /** To be trained. Seeds the calling thread's random source, too: DL4J does. */
    static FastGraph untrained(LstmHyperparameters h, Shape shape, long seed) {
        ComputationGraphConfiguration configuration = new Network(h, shape, seed, true).build();
        var network = new FastGraph(configuration, h.wholeOrNone("backPropagationLength"));
        network.init();
        FastCells.install(network);
        return network;
    }

    /** How many numbers describe it; nothing is built for that. */
    static long parameters(LstmHyperparameters h, Shape shape) {
        return new Network(h, shape, 0, true)
                .build().getVertices().values().stream()
                        .mapToLong(vertex -> vertex.numParams(true))
                        .sum();
    }

    /** To be saved. */
    static ComputationGraphConfiguration trained(LstmHyperparameters h, Shape shape, long seed) {
        return new Network(h, shape, seed, false).build();
    }

    static ComputationGraph initialised(ComputationGraphConfiguration configuration) {
        var network = new FastGraph(configuration);
        network.init();
        FastCells.install(network);
        return network;
    }

    /** Units of each recurrent layer, per direction. */
    static List<Integer> widths(LstmHyperparameters h) {
        var widths = new ArrayList<Integer>();
        double unrounded = h.whole("units");
        for (int layer = 1; layer <= h.whole("layers"); layer++) {
            if (layer > 1) {
                unrounded = switch (h.choice("layerWidths")) {
                    case "FACTOR" -> unrounded * h.real("unitsFactor");
                    case "OWN" -> h.whole("units" + layer);
                    default -> unrounded;
                };
            }
            widths.add((int) Math.max(1, Math.round(unrounded)));
        }
        return widths;
    }

    private ComputationGraphConfiguration build() {
        if (shape.tokens() > 0) {
            embed();
        }
        List<Integer> widths = widths(h);
        for (int i = 0; i < widths.size(); i++) {
            recurrent(i + 1, widths.get(i));
        }
        pool();
        var head = new Head(h, shape, training);
        for (int i = 1; i <= h.whole("denseLayers"); i++) {
            graph.addLayer("dense" + i, head.dense(width, i == 1), last);
            last = "dense" + i;
            width = h.whole("denseUnits");
        }
        graph.addLayer("output", head.output(width), last).setOutputs("output");
        return graph.build();
    }

    /**
     * A vector for each token, of length 1 on average before the first update. Its sizes are set by hand: DL4J would take the
     * number of features for that of tokens.
     */
    private void embed() {
        int units = h.whole("embeddingUnits");
        graph.addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder()
                        .nIn(shape.tokens())
                        .nOut(units)
                        .inferInputLength(true)
                        .activation(Activation.IDENTITY)
                        .weightInit(new NormalDistribution(0, 1 / Math.sqrt(units)))
                        .build(),
                last);
        last = "embedding";
        width = units;
    }

    private void recurrent(int number, int units) {
        String name = "recurrent" + number;
        var cells = new Cells(h, training);
        graph.addLayer(name, cells.layer(width, units, number == 1), last);
        int out = cells.bothDirections() ? 2 * units : units;
        if (h.is("residual", "YES") && number > 1) {
            graph.addVertex("residual" + number, new ElementWiseVertex(ElementWiseVertex.Op.Add), name, last);
            name = "residual" + number;
        }
        last = name;
        width = out;
    }

    private void pool() {
        switch (h.choice("pooling")) {
            case "LAST" -> graph.addVertex("pooling", new LastTimeStepVertex(INPUT), last);
            case "AVERAGE" -> graph.addLayer("pooling", new GlobalPoolingLayer(PoolingType.AVG), last);
            case "MAXIMUM" -> graph.addLayer("pooling", new GlobalPoolingLayer(PoolingType.MAX), last);
            case "ATTENTION" -> graph.addLayer("pooling", attention(), last);
            default -> throw new IllegalArgumentException("no pooling " + h.choice("pooling"));
        }
        last = "pooling";
    }

    private AttentionPooling attention() {
        var attention = new AttentionPooling.Builder();
        Weights.initialised(attention, h);
        return attention.nIn(width).nOut(width).build();
    }
}
