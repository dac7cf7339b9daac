package dev.cairn.worker.lstm;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Half the squared error up to an error of 1, linear beyond (Huber, 1964), the mean over an example's outputs. Outputs are in
 * deviations of the target, so 1 is a natural place for the bend. Without masks, see
 * {@link WeightedLoss}. Networks in training only, never saved.
 */
record HuberLoss() implements LossOfExamples {
    private static final long serialVersionUID = 1;

    /** [example, 1]. */
    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray error = Transforms.abs(error(labels, preOutput, activation), false);
        INDArray inside = Transforms.min(error, 1, true);
        // With c = min(|e|, 1) both branches are c (|e| - c / 2).
        return inside.mul(error.sub(inside.mul(0.5))).sum(true, 1).divi(labels.size(1));
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        INDArray error = error(labels, preOutput, activation);
        INDArray slope =
                Transforms.max(Transforms.min(error, 1, false), -1, false).divi(labels.size(1));
        return activation.backprop(preOutput.dup(), slope).getFirst();
    }

    private static INDArray error(INDArray labels, INDArray preOutput, IActivation activation) {
        DataType type = preOutput.dataType();
        return activation.getActivation(preOutput.dup(), true).sub(labels.castTo(type));
    }

    @Override
    public String name() {
        return "huber";
    }
}
