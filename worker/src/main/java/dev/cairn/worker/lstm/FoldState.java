package dev.cairn.worker.lstm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that changes while one network is trained. What is restored from it goes on as if nothing had been between, bit for bit:
 * random numbers of an epoch follow from (seed, epoch) and are no state.
 */
final class FoldState {
    /** After the last update; the network's own may be an average, or the best. */
    final float[] weights;
    /** The best so far by what is watched; empty where nothing is. */
    final float[] best;
    /** The average of the weights; empty without averaging. */
    final float[] average;

    final Optimizer.Memory memory;
    Progress progress = Progress.NONE;
    /** What was measured in the last epoch: a training that early stopping ended goes on telling it. */
    Map<String, Double> figures = new TreeMap<>();

    FoldState(int count, int optimizerArrays, boolean watches, boolean averages) {
        weights = new float[count];
        best = new float[watches ? count : 0];
        average = new float[averages ? count : 0];
        memory = new Optimizer.Memory(optimizerArrays, count);
    }

    /** As it was before the first update, for the same network. */
    FoldState blank() {
        return new FoldState(weights.length, memory.arrays.length, best.length > 0, average.length > 0);
    }

    /** How many numbers its arrays have together. */
    long size() {
        return arrays().stream().mapToLong(array -> array.length).sum();
    }

    private List<float[]> arrays() {
        var arrays = new ArrayList<>(List.of(weights, best, average));
        arrays.addAll(List.of(memory.arrays));
        return arrays;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(progress.epoch());
        out.writeLong(progress.updates());
        out.writeDouble(progress.lastLoss());
        out.writeDouble(progress.best());
        out.writeInt(progress.bestEpoch());
        out.writeDouble(progress.rateShare());
        out.writeInt(progress.plateauEpoch());
        out.writeLong(progress.averaged());
        out.writeDouble(progress.momentumProduct());
        out.writeBoolean(progress.stopped());
        out.writeInt(figures.size());
        for (Map.Entry<String, Double> figure : figures.entrySet()) {
            out.writeUTF(figure.getKey());
            out.writeDouble(figure.getValue());
        }
        for (float[] array : arrays()) {
            ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
            bytes.asFloatBuffer().put(array);
            out.writeInt(array.length);
            out.write(bytes.array());
        }
    }

    /**
     * Takes over what was written for a network of the same hyperparameters and data.
     *
     * @throws IOException if it is not that; the state is then undefined
     */
    void read(DataInputStream in) throws IOException {
        progress = new Progress(
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readDouble(),
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readBoolean());
        memory.product = progress.momentumProduct();
        figures = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            figures.put(in.readUTF(), in.readDouble());
        }
        for (float[] array : arrays()) {
            int length = in.readInt();
            if (length != array.length) {
                throw new StreamCorruptedException(
                        "an array of " + array.length + " numbers is needed but " + length + " were written");
            }
            byte[] bytes = new byte[length * Float.BYTES];
            in.readFully(bytes);
            ByteBuffer.wrap(bytes).asFloatBuffer().get(array);
        }
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new StreamCorruptedException("the weights are not all finite numbers");
            }
        }
    }
}
