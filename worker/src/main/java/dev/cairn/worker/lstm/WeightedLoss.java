package dev.cairn.worker.lstm;

import dev.cairn.worker.lstm.cell.WeighingLoss;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss in which examples count by their weight. DL4J's mask of an output is no weight: the layer multiplies its very outputs by it, so
 * that anything but 0 and 1 changes what is forecast, and losses of one output apply it twice. Networks in training only, never saved.
 */
final class WeightedLoss implements LossOfExamples, WeighingLoss {
    private static final long serialVersionUID = 1;

    private final ILossFunction loss;
    private transient @Nullable INDArray weights;
    private transient float[] answers = new float[0];

    WeightedLoss(ILossFunction loss) {
        this.loss = loss;
    }

    static WeightedLoss in(ComputationGraph network) {
        var layer = (BaseOutputLayer) network.getOutputLayer(0).conf().getLayer();
        return (WeightedLoss) layer.getLossFn();
    }

    /**
     * For the next batch.
     *
     * @param weights [example, 1]
     */
    void weigh(@Nullable INDArray weights) {
        this.weights = weights;
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return weighted(loss.computeScoreArray(labels, preOutput, activation, null));
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        // Here, because nothing else of the forward pass outlives it.
        answers = activation.getActivation(preOutput.dup('c'), true).data().asFloat();
        return weighted(loss.computeGradient(labels, preOutput, activation, null));
    }

    /** What the network answered to the last batch, with drop-out and noise: [example][output], flat. */
    float[] answers() {
        return answers;
    }

    private INDArray weighted(INDArray numbers) {
        INDArray some = weights;
        return some == null ? numbers : numbers.reshape(some.size(0), -1).muliColumnVector(some);
    }

    @Override
    public ILossFunction unweighted() {
        return loss;
    }

    @Override
    public @Nullable INDArray weights() {
        return weights;
    }

    @Override
    public void answered(float[] columns, int examples) {
        answers = new float[columns.length];
        int outputs = columns.length / examples;
        for (int i = 0; i < columns.length; i++) {
            answers[i % examples * outputs + i / examples] = columns[i];
        }
    }

    @Override
    public String name() {
        return loss.name();
    }
}
