package dev.cairn.worker.lstm.cell;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's weights, or their gradients, as DL4J keeps them, and stacked as the products need them: [W; b; R], a row per input,
 * one for the bias, a row per unit. All are column by column. Each of a cell's parts takes the next columns of what it reaches;
 * where it does not reach, the stack has no meaning. What no part took, of R, b and g in this order, is the cell's own.
 *
 * @param input W [inputs, columns]
 * @param recurrent R [units, columns]
 * @param bias b
 * @param gain g, further parameters of the cell's own
 */
record Weights(
        INDArray input,
        INDArray recurrent,
        INDArray bias,
        @Nullable INDArray gain) {
    Weights {
        input = columnwise(input);
        recurrent = columnwise(recurrent);
    }

    Weights(INDArray input, INDArray recurrent, INDArray bias) {
        this(input, recurrent, bias, null);
    }

    private int inputs() {
        return (int) input.size(0);
    }

    int units() {
        return (int) recurrent.size(0);
    }

    private int rows() {
        return inputs() + 1 + units();
    }

    /**
     * Writes the stack.
     *
     * @return the cell's own
     */
    float[] stackInto(Floats stacked, List<Part> parts) {
        float[] all = new float[rows() * units() * blocks(parts)];
        float[] w = read(input);
        float[] r = read(recurrent);
        float[] b = read(bias);
        Taken taken = new Taken();
        for (Part part : parts) {
            int columns = part.blocks() * units();
            int target = part.from() * units() * rows();
            taken.w += copied(part.reach().input(), w, taken.w, all, target, inputs(), columns);
            taken.b += copied(part.reach().bias(), b, taken.b, all, target + inputs(), 1, columns);
            taken.r += copied(part.reach().state(), r, taken.r, all, target + inputs() + 1, units(), columns);
        }
        stacked.reserve(all.length);
        stacked.put(0, all, all.length);
        float[] g = gain == null ? new float[0] : read(gain);
        float[] own = new float[r.length - taken.r + b.length - taken.b + g.length];
        System.arraycopy(r, taken.r, own, 0, r.length - taken.r);
        System.arraycopy(b, taken.b, own, r.length - taken.r, b.length - taken.b);
        System.arraycopy(g, 0, own, own.length - g.length, g.length);
        return own;
    }

    /** Writes stack and own into the arrays, which must be DL4J's own views. */
    void unstack(Floats stacked, float[] own, List<Part> parts) {
        float[] all = new float[rows() * units() * blocks(parts)];
        stacked.get(0, all, all.length);
        float[] w = new float[(int) input.length()];
        float[] r = new float[(int) recurrent.length()];
        float[] b = new float[(int) bias.length()];
        Taken taken = new Taken();
        for (Part part : parts) {
            int columns = part.blocks() * units();
            int source = part.from() * units() * rows();
            taken.w += copiedBack(part.reach().input(), all, source, w, taken.w, inputs(), columns);
            taken.b += copiedBack(part.reach().bias(), all, source + inputs(), b, taken.b, 1, columns);
            taken.r += copiedBack(part.reach().state(), all, source + inputs() + 1, r, taken.r, units(), columns);
        }
        System.arraycopy(own, 0, r, taken.r, r.length - taken.r);
        System.arraycopy(own, r.length - taken.r, b, taken.b, b.length - taken.b);
        Floats.of(input).put(0, w, w.length);
        Floats.of(recurrent).put(0, r, r.length);
        Floats.of(bias).put(0, b, b.length);
        if (gain != null) {
            int length = (int) gain.length();
            Floats.of(gain).put(0, Arrays.copyOfRange(own, own.length - length, own.length), length);
        }
    }

    /** How many numbers of each matrix the parts before took. */
    private static final class Taken {
        private int w;
        private int r;
        private int b;
    }

    private int copied(boolean does, float[] source, int from, float[] all, int target, int length, int columns) {
        for (int column = 0; does && column < columns; column++) {
            System.arraycopy(source, from + column * length, all, target + column * rows(), length);
        }
        return does ? length * columns : 0;
    }

    private int copiedBack(boolean does, float[] all, int source, float[] target, int from, int length, int columns) {
        for (int column = 0; does && column < columns; column++) {
            System.arraycopy(all, source + column * rows(), target, from + column * length, length);
        }
        return does ? length * columns : 0;
    }

    private static int blocks(List<Part> parts) {
        return parts.stream().mapToInt(Part::blocks).sum();
    }

    private static float[] read(INDArray array) {
        float[] values = new float[(int) array.length()];
        Floats.of(array).get(0, values, values.length);
        return values;
    }

    /** DL4J's parameters are columnwise; what weight noise makes of them need not be. */
    private static INDArray columnwise(INDArray array) {
        boolean is = array.size(0) == 1 || array.stride(0) == 1;
        return is && (array.size(1) == 1 || array.stride(1) == array.size(0)) ? array : array.dup('f');
    }
}
