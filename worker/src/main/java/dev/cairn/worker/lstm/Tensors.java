package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Batch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between our flat arrays and ND4J's. */
final class Tensors {
    private Tensors() {}

    /** [example, feature, step]. */
    static INDArray inputs(Batch batch) {
        int features = batch.inputs().length / (batch.count() * batch.length());
        return Nd4j.create(batch.inputs(), new int[] {batch.count(), features, batch.length()}, 'c');
    }

    static @Nullable INDArray mask(Batch batch) {
        return batch.mask() == null ? null : matrix(batch.mask(), batch.count());
    }

    static INDArray matrix(float[] flat, int rows) {
        return Nd4j.create(flat, new int[] {rows, flat.length / rows}, 'c');
    }

    /** [example][output], in the network's units. */
    static float[][] outputs(ComputationGraph network, Batch batch) {
        INDArray mask = mask(batch);
        INDArray answered =
                network.output(false, new INDArray[] {inputs(batch)}, mask == null ? null : new INDArray[] {mask})[0];
        float[] flat = answered.dup('c').data().asFloat();
        int width = flat.length / batch.count();
        float[][] outputs = new float[batch.count()][width];
        for (int i = 0; i < outputs.length; i++) {
            System.arraycopy(flat, i * width, outputs[i], 0, width);
        }
        return outputs;
    }
}
