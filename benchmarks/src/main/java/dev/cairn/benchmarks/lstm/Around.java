package dev.cairn.benchmarks.lstm;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is around the timed cells. All but nothing make a network that the fast cells compute layer by layer. */
public enum Around {
    NOTHING,
    /** Half of the examples have half of the steps. */
    MASKED,
    /** Both directions, added up. */
    BIDIRECTIONAL,
    /** Tokens, each a learnt vector of as many numbers as the others have features. */
    TEXT;

    private static final int TOKENS = 1000;

    INDArray inputs(NetworkShape shape) {
        return this == TEXT
                ? Nd4j.rand(shape.batch(), 1, shape.window()).mul(TOKENS - 1)
                : Nd4j.randn(shape.batch(), NetworkShape.FEATURES, shape.window());
    }

    @Nullable
    INDArray mask(NetworkShape shape) {
        if (this != MASKED) {
            return null;
        }
        INDArray mask = Nd4j.ones(shape.batch(), shape.window());
        for (int example = 0; example < shape.batch(); example += 2) {
            for (int step = shape.window() / 2; step < shape.window(); step++) {
                mask.putScalar(example, step, 0);
            }
        }
        return mask;
    }

    Layer layer(Layer cell) {
        return this == BIDIRECTIONAL ? new Bidirectional(Bidirectional.Mode.ADD, cell) : cell;
    }

    /** What the first recurrent layer reads. */
    String before(GraphBuilder graph, String input) {
        if (this != TEXT) {
            return input;
        }
        graph.addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder()
                        .nIn(TOKENS)
                        .nOut(NetworkShape.FEATURES)
                        .inferInputLength(true)
                        .activation(Activation.IDENTITY)
                        .build(),
                input);
        return "embedding";
    }

    int directions() {
        return this == BIDIRECTIONAL ? 2 : 1;
    }
}
