package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Updates of one network's weights. DL4J gives the loss and its gradient; everything after that is done here, on plain arrays,
 * in this order: limit the gradient, add the penalties', take the optimiser's step and the decay, limit the weights.
 *
 * <p>DL4J's own updaters lack AdamW, fail for AdaBelief, and keep their state where it cannot be saved bit for bit with ours;
 * its score has the penalties in it.
 */
final class Descent {
    /** Sums over the batches of an epoch. */
    static final class Sums {
        final TreeMap<String, Double> byName = new TreeMap<>();
        double loss;
        long examples;
        int updates;

        private void add(String name, double value) {
            byName.merge(name, value, Double::sum);
        }
    }

    private final ComputationGraph network;
    private final WeightedLoss loss;
    private final Layout layout;
    private final Optimizer optimizer;
    private final Penalties penalties;
    private final Clipping clipping;
    private final float[] gradient;

    Descent(ComputationGraph network, LstmHyperparameters h) {
        this.network = network;
        this.loss = WeightedLoss.in(network);
        this.layout = Layout.of(network);
        this.optimizer = Optimizer.of(h);
        this.penalties = Penalties.of(h);
        this.clipping = Clipping.of(h);
        this.gradient = new float[layout.count()];
        network.initGradientsView();
    }

    int weights() {
        return layout.count();
    }

    int optimizerArrays() {
        return optimizer.arrays();
    }

    /**
     * One update. The network has the state's weights before and after.
     *
     * @return the loss before it, without penalties; if it is not finite, nothing was updated
     */
    double update(Batch batch, FoldState state, double rate, Sums sums) {
        double loss = differentiate(batch);
        if (!Double.isFinite(loss)) {
            return loss;
        }
        for (Layout.Range layer : layout.layers()) {
            sums.add("gradientNorm." + layer.layer(), Layout.norm(gradient, layer.from(), layer.to()));
        }
        clipping.clip(gradient, layout);
        penalties.addTo(gradient, state.weights, layout);
        state.memory.product = state.progress.momentumProduct();
        optimizer.step(gradient, rate, state.progress.updates() + 1, state.memory);
        penalties.decay(gradient, state.weights, rate, layout);
        for (Layout.Range layer : layout.layers()) {
            double size = Layout.norm(state.weights, layer.from(), layer.to());
            sums.add(
                    "updateRatio." + layer.layer(),
                    size == 0 ? 0 : Layout.norm(gradient, layer.from(), layer.to()) / size);
        }
        for (int i = 0; i < gradient.length; i++) {
            state.weights[i] -= gradient[i];
        }
        penalties.limit(state.weights, layout);
        put(state.weights);
        state.progress = state.progress.updated(loss, state.memory.product);
        sums.add("learningRate", rate);
        sums.loss += loss * batch.count();
        sums.examples += batch.count();
        sums.updates++;
        return loss;
    }

    /** Fills the gradient of the mean loss over a batch, and returns that. */
    private double differentiate(Batch batch) {
        network.setInputs(Tensors.inputs(batch));
        network.setLabels(Tensors.matrix(batch.outputs(), batch.count()));
        INDArray mask = Tensors.mask(batch);
        loss.weigh(batch.weights() == null ? null : Tensors.matrix(batch.weights(), batch.count()));
        network.setLayerMaskArrays(mask == null ? null : new INDArray[] {mask}, null);
        network.computeGradientAndScore();
        network.clearLayerMaskArrays();
        network.getGradientsViewArray().data().asNioFloat().get(gradient);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= batch.count();
        }
        return network.score();
    }

    /** What the network answered to the last batch, before its update: [example][output], flat. */
    float[] answers() {
        return loss.answers();
    }

    /** The gradient at the network's weights, for tests. */
    float[] gradient(Batch batch) {
        differentiate(batch);
        return gradient.clone();
    }

    float[] get() {
        float[] weights = new float[layout.count()];
        network.params().data().asNioFloat().get(weights);
        return weights;
    }

    void put(float[] weights) {
        // In place: an array made for it would be garbage outside the heap, as large as the network, after every
        // update.
        network.params().data().asNioFloat().put(weights);
    }
}
