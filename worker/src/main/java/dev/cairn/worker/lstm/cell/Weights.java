package dev.cairn.worker.lstm.cell;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's weights, or their gradients, as DL4J keeps them, and stacked as the products need them: [W; b; R], a row per input,
 * one for the bias, a row per unit. All are column by column. Each of a cell's parts takes the next columns of what it reaches;
 * where it does not reach, the stack has no meaning. What no part took, of R, b and g in this order, is the cell's own.
 */
final class Weights {
    private final INDArray input;
    private final INDArray recurrent;
    private final INDArray bias;
    private final int inputs;
    private final int units;
    private final Floats inputMemory;
    private final Floats recurrentMemory;
    private final Floats biasMemory;
    private final Floats gainMemory;
    private final float[] w;
    private final float[] r;
    private final float[] b;
    private final float[] g;
    private float[] all = {};

    /**
     * @param input W [inputs, columns]
     * @param recurrent R [units, columns]
     * @param bias b
     * @param gain g, further parameters of the cell's own
     */
    Weights(INDArray input, INDArray recurrent, INDArray bias, @Nullable INDArray gain) {
        this.input = columnwise(input);
        this.recurrent = columnwise(recurrent);
        this.bias = bias;
        this.inputs = (int) input.size(0);
        this.units = (int) recurrent.size(0);
        this.inputMemory = Floats.of(this.input);
        this.recurrentMemory = Floats.of(this.recurrent);
        this.biasMemory = Floats.of(bias);
        this.gainMemory = gain == null ? Floats.on(new float[0]) : Floats.of(gain);
        this.w = new float[(int) input.length()];
        this.r = new float[(int) recurrent.length()];
        this.b = new float[(int) bias.length()];
        this.g = new float[gain == null ? 0 : (int) gain.length()];
    }

    Weights(INDArray input, INDArray recurrent, INDArray bias) {
        this(input, recurrent, bias, null);
    }

    /** Of a layer's parameters, or of their gradients, by DL4J's names. */
    static Weights of(Map<String, INDArray> views) {
        return new Weights(
                views.get(CellParameters.INPUT),
                views.get(CellParameters.RECURRENT),
                views.get(CellParameters.BIAS),
                views.get(CellParameters.GAIN));
    }

    INDArray input() {
        return input;
    }

    INDArray recurrent() {
        return recurrent;
    }

    INDArray bias() {
        return bias;
    }

    int inputs() {
        return inputs;
    }

    int units() {
        return units;
    }

    private int rows() {
        return inputs + 1 + units;
    }

    /**
     * Writes the stack.
     *
     * @return the cell's own
     */
    float[] stackInto(Floats stacked, List<Part> parts) {
        reserve(parts);
        inputMemory.get(0, w, w.length);
        recurrentMemory.get(0, r, r.length);
        biasMemory.get(0, b, b.length);
        gainMemory.get(0, g, g.length);
        Taken taken = new Taken();
        for (Part part : parts) {
            int columns = part.blocks() * units;
            int target = part.from() * units * rows();
            taken.w += copied(part.reach().input(), w, taken.w, target, inputs, columns);
            taken.b += copied(part.reach().bias(), b, taken.b, target + inputs, 1, columns);
            taken.r += copied(part.reach().state(), r, taken.r, target + inputs + 1, units, columns);
        }
        stacked.reserve(all.length);
        stacked.put(0, all, all.length);
        float[] own = new float[r.length - taken.r + b.length - taken.b + g.length];
        System.arraycopy(r, taken.r, own, 0, r.length - taken.r);
        System.arraycopy(b, taken.b, own, r.length - taken.r, b.length - taken.b);
        System.arraycopy(g, 0, own, own.length - g.length, g.length);
        return own;
    }

    /** Writes stack and own into the arrays, which must be DL4J's own views. */
    void unstack(Floats stacked, float[] own, List<Part> parts) {
        reserve(parts);
        stacked.get(0, all, all.length);
        Taken taken = new Taken();
        for (Part part : parts) {
            int columns = part.blocks() * units;
            int source = part.from() * units * rows();
            taken.w += copiedBack(part.reach().input(), source, w, taken.w, inputs, columns);
            taken.b += copiedBack(part.reach().bias(), source + inputs, b, taken.b, 1, columns);
            taken.r += copiedBack(part.reach().state(), source + inputs + 1, r, taken.r, units, columns);
        }
        System.arraycopy(own, 0, r, taken.r, r.length - taken.r);
        System.arraycopy(own, r.length - taken.r, b, taken.b, b.length - taken.b);
        System.arraycopy(own, own.length - g.length, g, 0, g.length);
        inputMemory.put(0, w, w.length);
        recurrentMemory.put(0, r, r.length);
        biasMemory.put(0, b, b.length);
        gainMemory.put(0, g, g.length);
    }

    private void reserve(List<Part> parts) {
        int length = rows() * units * parts.stream().mapToInt(Part::blocks).sum();
        if (all.length != length) {
            all = new float[length];
        }
    }

    /** How many numbers of each matrix the parts before took. */
    private static final class Taken {
        private int w;
        private int r;
        private int b;
    }

    private int copied(boolean does, float[] source, int from, int target, int length, int columns) {
        for (int column = 0; does && column < columns; column++) {
            System.arraycopy(source, from + column * length, all, target + column * rows(), length);
        }
        return does ? length * columns : 0;
    }

    private int copiedBack(boolean does, int source, float[] target, int from, int length, int columns) {
        for (int column = 0; does && column < columns; column++) {
            System.arraycopy(all, source + column * rows(), target, from + column * length, length);
        }
        return does ? length * columns : 0;
    }

    /** DL4J's parameters are columnwise; what weight noise makes of them need not be. */
    private static INDArray columnwise(INDArray array) {
        boolean is = array.size(0) == 1 || array.stride(0) == 1;
        return is && (array.size(1) == 1 || array.stride(1) == array.size(0)) ? array : array.dup('f');
    }
}
