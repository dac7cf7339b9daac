package dev.cairn.worker.lstm.cell;

import java.util.Arrays;
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
    /** Numbers that are rearranged at once: they stay in a processor's first cache. */
    private static final int CHUNK = 1 << 12;

    private final INDArray input;
    private final INDArray recurrent;
    private final INDArray bias;
    private final int inputs;
    private final int units;
    private final Floats inputMemory;
    private final Floats recurrentMemory;
    private final Floats biasMemory;
    private final Floats gainMemory;
    private float[] stack = {};
    private float[] matrix = {};

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
        stacked.reserve((long) columns(parts) * rows());
        reserve();
        // Where no part reaches, too, equal weights have equal stacks.
        Arrays.fill(stack, 0);
        var taken = new Taken();
        for (Part part : parts) {
            for (int column = 0; column < part.blocks() * units; column += chunk()) {
                int columns = Math.min(chunk(), part.blocks() * units - column);
                Reach reach = part.reach();
                taken.w += reach.input() ? copied(inputMemory, taken.w, 0, inputs, columns) : 0;
                taken.b += reach.bias() ? copied(biasMemory, taken.b, inputs, 1, columns) : 0;
                taken.r += reach.state() ? copied(recurrentMemory, taken.r, inputs + 1, units, columns) : 0;
                stacked.put((part.from() * units + column) * rows(), stack, columns * rows());
            }
        }
        int r = recurrentMemory.length() - taken.r;
        int b = biasMemory.length() - taken.b;
        float[] own = new float[r + b + gainMemory.length()];
        recurrentMemory.get(taken.r, own, 0, r);
        biasMemory.get(taken.b, own, r, b);
        gainMemory.get(0, own, r + b, gainMemory.length());
        return own;
    }

    /** Writes stack and own into the arrays, which must be DL4J's own views. */
    void unstack(Floats stacked, float[] own, List<Part> parts) {
        reserve();
        var taken = new Taken();
        for (Part part : parts) {
            for (int column = 0; column < part.blocks() * units; column += chunk()) {
                int columns = Math.min(chunk(), part.blocks() * units - column);
                Reach reach = part.reach();
                stacked.get((part.from() * units + column) * rows(), stack, columns * rows());
                taken.w += reach.input() ? copiedBack(0, inputMemory, taken.w, inputs, columns) : 0;
                taken.b += reach.bias() ? copiedBack(inputs, biasMemory, taken.b, 1, columns) : 0;
                taken.r += reach.state() ? copiedBack(inputs + 1, recurrentMemory, taken.r, units, columns) : 0;
            }
        }
        int r = recurrentMemory.length() - taken.r;
        int b = biasMemory.length() - taken.b;
        recurrentMemory.put(taken.r, own, 0, r);
        biasMemory.put(taken.b, own, r, b);
        gainMemory.put(0, own, r + b, gainMemory.length());
    }

    /** Columns that are rearranged at once. */
    private int chunk() {
        return Math.max(1, CHUNK / rows());
    }

    private int columns(List<Part> parts) {
        return units * parts.stream().mapToInt(Part::blocks).sum();
    }

    private void reserve() {
        if (stack.length == 0) {
            stack = new float[chunk() * rows()];
            matrix = new float[chunk() * rows()];
        }
    }

    /** How many numbers of each matrix the parts before took. */
    private static final class Taken {
        private int w;
        private int r;
        private int b;
    }

    /** Some columns of so many numbers, from the given row of the stack on. */
    private int copied(Floats source, int from, int row, int length, int columns) {
        source.get(from, matrix, length * columns);
        for (int column = 0; column < columns; column++) {
            System.arraycopy(matrix, column * length, stack, column * rows() + row, length);
        }
        return length * columns;
    }

    private int copiedBack(int row, Floats target, int to, int length, int columns) {
        for (int column = 0; column < columns; column++) {
            System.arraycopy(stack, column * rows() + row, matrix, column * length, length);
        }
        target.put(to, matrix, length * columns);
        return length * columns;
    }

    /** DL4J's parameters are columnwise; what weight noise makes of them need not be. */
    private static INDArray columnwise(INDArray array) {
        boolean is = array.size(0) == 1 || array.stride(0) == 1;
        return is && (array.size(1) == 1 || array.stride(1) == array.size(0)) ? array : array.dup('f');
    }
}
