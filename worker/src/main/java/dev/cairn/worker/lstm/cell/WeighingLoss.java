package dev.cairn.worker.lstm.cell;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** A loss in which another one's examples count by their weight, so that whoever knows that one may compute both. */
public interface WeighingLoss extends ILossFunction {
    /** What is weighed. */
    ILossFunction unweighted();

    /** Of the current batch, [example, 1]; null if all count alike. */
    @Nullable
    INDArray weights();

    /**
     * Hears what the network answered to the current batch.
     *
     * @param answers [output][example], flat
     */
    void answered(float[] answers, int examples);
}
