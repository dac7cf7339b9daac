package dev.cairn.worker.lstm;

import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Noise and then drop-out on what a layer sees: DL4J has room for one of them. Networks in training only, never saved.
 *
 * @param drop DL4J's number there is the probability to keep, ours the share to drop
 */
record NoisyDrop(GaussianNoise noise, Dropout drop) implements IDropout {
    private static final long serialVersionUID = 1;

    /** Nothing at all where nothing is disturbed: DL4J refuses to keep all. */
    static @Nullable IDropout of(double deviation, double dropRate) {
        if (deviation > 0 && dropRate > 0) {
            return new NoisyDrop(new GaussianNoise(deviation), new Dropout(1 - dropRate));
        }
        if (deviation > 0) {
            return new GaussianNoise(deviation);
        }
        return dropRate > 0 ? new Dropout(1 - dropRate) : null;
    }

    @Override
    public INDArray applyDropout(
            INDArray activations, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        noise.applyDropout(activations, result, iteration, epoch, workspaces);
        return drop.applyDropout(result, result, iteration, epoch, workspaces);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        return drop.backprop(gradAtOutput, gradAtInput, iteration, epoch);
    }

    @Override
    public void clear() {
        drop.clear();
    }

    @Override
    public IDropout clone() {
        return new NoisyDrop(new GaussianNoise(noise.getStddev()), drop.clone());
    }
}
