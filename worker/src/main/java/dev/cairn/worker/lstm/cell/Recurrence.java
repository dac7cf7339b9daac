package dev.cairn.worker.lstm.cell;

import dev.cairn.worker.lstm.cell.Blas.Matrix;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer over all time steps, forward and back.
 *
 * <p>Notation: B examples, I inputs, H units, G = gates · H columns, K = I + 1 + H. A step's stacked input S [B, K] is
 * [x, 1, h'], the weights V [K, G] are [W; b; R], so that a step's pre-activations S V are one product, the errors of input
 * and earlier output D V' another, and the gradient of all weights, the sum of S' D over the steps, a third. A cell of several
 * {@link Part}s has as many of each, over the rows that the part reaches.
 *
 * <p>Whatever lives longer than a step is outside the heap, in memory that grows with the largest batch seen and is used
 * again. One thread at a time.
 */
final class Recurrence {
    /** Bytes of weights and gradients, of a second cache of 1 to 2 MiB. */
    private static final int CACHE = 1 << 20;
    /** Of the heap, what one layer may take: a process may hold several networks of several layers. */
    private static final int SHARE = 32;

    private final Cell cell;
    private final List<Part> parts;
    private final int gates;
    private final Floats stacks = new Floats(1);
    private final Floats product = new Floats(1);
    private final Floats weights = new Floats(1);
    private final Floats scratch = new Floats(1);
    private final Tape tape;
    private Shape shape = new Shape(0, 0, 0, 0);
    private float[][] gateErrors = {};
    private float[] hidden = {};
    private float[] carry = {};
    private float[] later = {};
    private float[] ones = {};
    private float @Nullable [] mask;
    private float @Nullable [] drop;
    private boolean keeps;

    Recurrence(Cell cell) {
        this(cell, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /**
     * For tests.
     *
     * @param mostInside bytes of the heap, for what the way back needs
     */
    Recurrence(Cell cell, long mostInside) {
        this.cell = cell;
        this.parts = cell.parts();
        this.gates = parts.stream().mapToInt(Part::blocks).sum();
        this.tape = new Tape(cell.kept(), gates, mostInside);
    }

    /** The output of the last step [B, H], examples next to each other. Written before a pass: what it starts from. */
    float[] hidden() {
        return hidden;
    }

    /** What the last step handed on beside its output, or the first step is given. */
    float[] carry() {
        return carry;
    }

    /**
     * Prepares a pass from a state of zeros and forgets the one before.
     *
     * @param maskGiven by step, then example: the factor of output and carry; null if 1 everywhere
     */
    void begin(Weights given, Series input, Shape wanted, float @Nullable [] maskGiven) {
        keeps = false;
        mask = maskGiven;
        drop = null;
        resize(wanted);
        cell.begin(wanted, given.stackInto(weights, parts));
        input.copyTo(stacks, shape.stack());
        for (int t = 0; t < shape.steps(); t++) {
            stacks.put(t * shape.stack() + shape.batch() * shape.inputs(), ones, shape.batch());
        }
        Arrays.fill(hidden, 0);
        Arrays.fill(carry, 0);
    }

    /**
     * Recurrent drop-out (Gal and Ghahramani 2016, section 4.2): what the gates see of the earlier output has these factors, the
     * same at every step. To be told after {@link #begin}.
     *
     * @param factors [B, H], examples next to each other: 0, or 1 over the share that is kept
     */
    void drop(float[] factors) {
        drop = factors;
    }

    /**
     * Runs all steps.
     *
     * @param keep whether {@link #backward} may follow
     * @param output receives [B, H, steps], the first index running fastest; null if {@link #hidden} says enough
     */
    void forward(boolean keep, @Nullable Floats output) {
        int n = shape.block();
        tape.resize(keep ? shape.steps() : 0, n, !sumsAtOnce());
        for (int t = 0; t < shape.steps(); t++) {
            stacks.put(t * shape.stack() + shape.hidden(), seen(hidden), n);
            preActivations(t);
            float[][] step = keep ? tape.step(t) : tape.unkept();
            for (int gate = 0; gate < gates; gate++) {
                product.get(gate * n, step[gate], n);
            }
            cell.forward(step, carry, hidden, n);
            multiplyByMask(t, hidden);
            multiplyByMask(t, carry);
            if (output != null) {
                output.put(t * n, hidden, n);
            }
            if (keep) {
                tape.written(t);
            }
        }
        keeps = keep;
    }

    private void preActivations(int t) {
        for (Part part : parts) {
            int row = part.reach().from(shape);
            int column = part.column(shape);
            Blas.product(
                    shape.batch(),
                    part.columns(shape),
                    part.reach().rows(shape),
                    stack(t).from(0, row),
                    stackedWeights().from(row, column),
                    products().from(0, column));
        }
    }

    /** What the gates see of an earlier output. */
    private float[] seen(float[] block) {
        if (drop == null) {
            return block;
        }
        float[] seen = block.clone();
        multiply(drop, seen);
        return seen;
    }

    private static void multiply(float[] factors, float[] block) {
        for (int i = 0; i < block.length; i++) {
            block[i] *= factors[i];
        }
    }

    /** Whether a pass is kept for the way back. */
    boolean keeps() {
        return keeps;
    }

    /** Nothing is kept for the way back any more. */
    void forget() {
        keeps = false;
    }

    /** Whether a pass is kept for the way back and was made from these. */
    boolean keeps(Weights given, Series input, Shape wanted, float @Nullable [] maskNow) {
        if (!keeps || !shape.equals(wanted) || !Arrays.equals(mask, maskNow)) {
            return false;
        }
        given.stackInto(scratch, parts);
        if (!scratch.holds(0, weights, 0, shape.stacked() * columns())) {
            return false;
        }
        int inputs = shape.batch() * shape.inputs();
        scratch.reserve((long) shape.steps() * inputs);
        input.copyTo(scratch, inputs);
        for (int t = 0; t < shape.steps(); t++) {
            if (!scratch.holds(t * inputs, stacks, t * shape.stack(), inputs)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The way back over the kept pass.
     *
     * @param errors of the output [B, H, steps]
     * @param from the earliest step that is gone back to: the steps before it get no errors
     * @param gradients receives those of the weights
     * @param inputErrors receives [B, I, steps], the first index running fastest; null if nobody asks
     */
    void backward(StepErrors errors, int from, Weights gradients, @Nullable Floats inputErrors) {
        int inputs = shape.batch() * shape.inputs();
        product.reserve(shape.stack());
        scratch.reserve((long) shape.stacked() * columns());
        Arrays.fill(later, 0);
        Arrays.fill(carry, 0);
        for (int t = shape.steps() - 1; t >= from; t--) {
            if (errors.get(t, hidden)) {
                add(later, hidden);
            } else {
                System.arraycopy(later, 0, hidden, 0, later.length);
            }
            multiplyByMask(t, hidden);
            multiplyByMask(t, carry);
            cell.backward(tape.read(t), hidden, carry, gateErrors, shape.block());
            for (int gate = 0; gate < gates; gate++) {
                tape.errors().put(tape.errorsAt(t) + gate * shape.block(), gateErrors[gate], shape.block());
            }
            if (inputErrors == null) {
                stateErrors(t);
            } else {
                stackErrors(t);
                inputErrors.put(t * inputs, product, 0, inputs);
            }
            product.get(shape.hidden(), later, shape.block());
            if (drop != null) {
                multiply(drop, later);
            }
            if (sumsAtOnce()) {
                addGradients(t, t == shape.steps() - 1);
            }
        }
        if (inputErrors != null) {
            inputErrors.fill(0, from * inputs, 0);
        }
        writeGradients(from, gradients);
        keeps = false;
    }

    /** Whether weights and their gradients together fit into a processor's second cache; else each is gone over by itself. */
    private boolean sumsAtOnce() {
        return 2L * Float.BYTES * shape.stacked() * columns() <= CACHE;
    }

    private void writeGradients(int from, Weights gradients) {
        for (int t = from; t < shape.steps() && !sumsAtOnce(); t++) {
            addGradients(t, t == from);
        }
        gradients.unstack(scratch, cell.ownErrors(), parts);
    }

    private void addGradients(int t, boolean first) {
        var sum = new Matrix(scratch, 0, shape.stacked());
        for (Part part : parts) {
            int row = part.reach().from(shape);
            int column = part.column(shape);
            Blas.transposedProduct(
                    part.reach().rows(shape),
                    part.columns(shape),
                    shape.batch(),
                    stack(t).from(0, row),
                    deltas(t).from(0, column),
                    first ? 0 : 1,
                    sum.from(row, column));
        }
    }

    /** Errors of a step's stacked input, from those of its pre-activations. */
    private void stackErrors(int t) {
        for (Part part : parts) {
            int row = part.reach().from(shape);
            int column = part.column(shape);
            Blas.productWithTransposed(
                    shape.batch(),
                    part.reach().rows(shape),
                    part.columns(shape),
                    deltas(t).from(0, column),
                    stackedWeights().from(row, column),
                    part.adds() ? 1 : 0,
                    products().from(0, row));
        }
    }

    /** The same for the earlier output alone. */
    private void stateErrors(int t) {
        int row = Reach.STATE.from(shape);
        boolean adds = false;
        for (Part part : parts) {
            if (part.reach().state()) {
                int column = part.column(shape);
                Blas.productWithTransposed(
                        shape.batch(),
                        shape.units(),
                        part.columns(shape),
                        deltas(t).from(0, column),
                        stackedWeights().from(row, column),
                        adds ? 1 : 0,
                        products().from(0, row));
                adds = true;
            }
        }
    }

    /** The errors of a step's pre-activations. */
    private Matrix deltas(int t) {
        return new Matrix(tape.errors(), tape.errorsAt(t), shape.batch());
    }

    /** Memory outside the heap. */
    long bytes() {
        return stacks.bytes() + product.bytes() + weights.bytes() + scratch.bytes() + tape.bytes();
    }

    private int columns() {
        return gates * shape.units();
    }

    private Matrix stack(int t) {
        return new Matrix(stacks, (long) t * shape.stack(), shape.batch());
    }

    private Matrix stackedWeights() {
        return new Matrix(weights, 0, shape.stacked());
    }

    private Matrix products() {
        return new Matrix(product, 0, shape.batch());
    }

    private static void add(float[] summand, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += summand[i];
        }
    }

    private void multiplyByMask(int t, float[] block) {
        if (mask == null) {
            return;
        }
        int batch = shape.batch();
        for (int unit = 0; unit < shape.units(); unit++) {
            for (int example = 0; example < batch; example++) {
                block[unit * batch + example] *= mask[t * batch + example];
            }
        }
    }

    private void resize(Shape wanted) {
        if (wanted.block() != shape.block()) {
            hidden = new float[wanted.block()];
            carry = new float[wanted.block()];
            later = new float[wanted.block()];
            gateErrors = new float[gates][wanted.block()];
        }
        if (ones.length < wanted.batch()) {
            ones = new float[wanted.batch()];
            Arrays.fill(ones, 1);
        }
        shape = wanted;
        stacks.reserve((long) shape.steps() * shape.stack());
        product.reserve((long) shape.batch() * columns());
    }
}
