package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Pinball loss (Koenker and Bassett, 1978): max(q e, (q - 1) e) of the error e = truth - answer, the mean over an example's outputs.
 * It is lowest where a share q of the outcomes lies below the answer. Without masks, see {@link WeightedLoss}. Networks in training
 * only, never saved.
 *
 * @param levels q of the outputs, over and over: output i has the one with number i modulo their count
 */
record QuantileLoss(List<Double> levels) implements LossOfExamples, JudgingLoss {
    private static final long serialVersionUID = 1;

    QuantileLoss {
        // A task that has no quantiles of its own asks for the median.
        levels = levels.isEmpty() ? List.of(0.5) : List.copyOf(levels);
    }

    /** [example, 1]. */
    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray error = error(labels, preOutput, activation);
        INDArray q = levels(error);
        return Transforms.max(error.mulRowVector(q), error.mulRowVector(q.sub(1)), false)
                .sum(true, 1)
                .divi(labels.size(1));
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray error = error(labels, preOutput, activation);
        INDArray slope = error.lt(0)
                .castTo(error.dataType())
                .subiRowVector(levels(error))
                .divi(labels.size(1));
        return activation.backprop(preOutput.dup(), slope).getFirst();
    }

    private INDArray levels(INDArray outputs) {
        double[] q = new double[(int) outputs.size(1)];
        for (int i = 0; i < q.length; i++) {
            q[i] = levels.get(i % levels.size());
        }
        return Nd4j.create(q, new long[] {1, q.length}, outputs.dataType());
    }

    private static INDArray error(INDArray labels, INDArray preOutput, IActivation activation) {
        DataType type = preOutput.dataType();
        return labels.castTo(type).sub(activation.getActivation(preOutput.dup(), true));
    }

    @Override
    public double sum(float[][] answers, Batch batch) {
        int width = batch.outputs().length / batch.count();
        double sum = 0;
        for (int i = 0; i < batch.count(); i++) {
            double weight = batch.weights() == null ? 1 : batch.weights()[i];
            for (int j = 0; j < width; j++) {
                double q = levels.get(j % levels.size());
                double error = (double) batch.outputs()[i * width + j] - answers[i][j];
                sum += weight * Math.max(q * error, (q - 1) * error) / width;
            }
        }
        return sum;
    }

    @Override
    public String name() {
        return "quantile";
    }
}
