package dev.cairn.worker.lstm.cell;

/**
 * What the way back needs of a pass, step by step: blocks of numbers as {@link Cell} has them. If it is not too much, they are
 * arrays on the heap, which the cell reads and writes itself; else they are outside, and copied to and fro. In small networks these
 * copies, through memory that no first cache holds, took a tenth of a batch.
 */
final class Tape {
    private final int blocks;
    private final int gates;
    private final long mostInside;
    private final Floats outside = new Floats(1);
    private final Floats errors = new Floats(1);
    private float[][] one = {};
    private float[][][] inside = {};
    private int length;
    private boolean isInside;
    private boolean keepsErrors;

    /**
     * Without room for anything.
     *
     * @param blocks of a step
     * @param gates blocks of errors
     * @param mostInside bytes on the heap
     */
    Tape(int blocks, int gates, long mostInside) {
        this.blocks = blocks;
        this.gates = gates;
        this.mostInside = mostInside;
    }

    /**
     * Makes room, and forgets what there was. Blocks may be longer than asked for: smaller batches use those of larger ones.
     *
     * @param steps 0 if nothing is to be kept
     * @param numbers of a block
     * @param allErrors whether the errors of all steps are kept, or those of one
     */
    void resize(int steps, int numbers, boolean allErrors) {
        length = numbers;
        keepsErrors = allErrors;
        long all = (long) steps * blocks * length;
        isInside = all * Float.BYTES <= mostInside;
        if (one.length == 0 || one[0].length < length) {
            one = new float[blocks][length];
        }
        if (!isInside) {
            inside = new float[0][][];
            outside.reserve(all);
        } else if (inside.length < steps || (steps > 0 && inside[0][0].length < length)) {
            inside = new float[steps][blocks][length];
        }
        if (!allErrors || isInside) {
            errors.reserve((long) (allErrors ? steps : 1) * gates * length);
        }
    }

    /** Where a step's blocks are to be written that are not kept. */
    float[][] unkept() {
        return one;
    }

    /** Where a step's blocks are to be written; then {@link #written}. */
    float[][] step(int t) {
        return isInside ? inside[t] : one;
    }

    void written(int t) {
        for (int block = 0; block < blocks && !isInside; block++) {
            outside.put(at(t) + block * length, one[block], length);
        }
    }

    /** What was written of a step. */
    float[][] read(int t) {
        for (int block = 0; block < blocks && !isInside; block++) {
            outside.get(at(t) + block * length, one[block], length);
        }
        return step(t);
    }

    /** Where the errors of pre-activations are. Those of all steps take the place of what was kept outside. */
    Floats errors() {
        return keepsErrors && !isInside ? outside : errors;
    }

    int errorsAt(int t) {
        return !keepsErrors ? 0 : isInside ? t * gates * length : at(t);
    }

    private int at(int t) {
        return t * blocks * length;
    }

    /** Memory outside the heap. */
    long bytes() {
        return outside.bytes() + errors.bytes();
    }
}
