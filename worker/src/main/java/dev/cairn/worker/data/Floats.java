package dev.cairn.worker.data;

import java.nio.FloatBuffer;
import java.util.function.IntFunction;

/**
 * Numbers of single precision in rows, those of a row side by side because a window is some rows. They lie in blocks of whole
 * rows: no buffer can hold more than two billion bytes.
 */
final class Floats {
    /** Bytes of a block. */
    private static final int BLOCK = 1 << 26;

    private final int rows;
    private final int columns;
    private final int shift;
    private final FloatBuffer[] blocks;

    /** @param buffers makes one for so many numbers */
    Floats(int rows, int columns, IntFunction<FloatBuffer> buffers) {
        this.rows = rows;
        this.columns = columns;
        this.shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, BLOCK / Float.BYTES / Math.max(1, columns)));
        this.blocks = new FloatBuffer[(int) (((long) rows + (1L << shift) - 1) >>> shift)];
        for (int block = 0; block < blocks.length; block++) {
            int of = Math.min(1 << shift, rows - (block << shift));
            blocks[block] = buffers.apply(of * columns);
        }
    }

    int rows() {
        return rows;
    }

    float get(int row, int column) {
        return blocks[row >>> shift].get((row & (1 << shift) - 1) * columns + column);
    }

    void set(int row, int column, float value) {
        blocks[row >>> shift].put((row & (1 << shift) - 1) * columns + column, value);
    }
}
