package dev.cairn.worker.lstm.cell;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers outside the heap, where the matrix products read and write them. Loops run over heap arrays, which HotSpot
 * vectorises; {@link #get} and {@link #put} move a block between the two at the speed of memory.
 */
final class Floats {
    /** A buffer counts its bytes as an int: beyond, it would silently be shorter than its memory. */
    private static final long MOST = Integer.MAX_VALUE / Float.BYTES;

    private FloatPointer pointer;
    private FloatBuffer buffer;

    /** Own memory, freed after the garbage collector found this object unused. */
    Floats(long length) {
        this(allocated(length), length);
    }

    private Floats(FloatPointer pointer, FloatBuffer buffer) {
        this.pointer = pointer;
        this.buffer = buffer;
    }

    private Floats(FloatPointer pointer, long length) {
        this(pointer, view(pointer, length));
    }

    /** The memory of an array, from its first element to its last, gaps of its strides included. */
    static Floats of(INDArray array) {
        long length = 1;
        for (int dimension = 0; dimension < array.rank(); dimension++) {
            length += (array.size(dimension) - 1) * array.stride(dimension);
        }
        return new Floats(new FloatPointer(array.data().addressPointer()), length);
    }

    /** Numbers on the heap, for {@link #get} and as a source; native code cannot see them. */
    static Floats on(float[] values) {
        return new Floats(new FloatPointer(), FloatBuffer.wrap(values));
    }

    private static FloatPointer allocated(long length) {
        if (length > MOST) {
            throw new OutOfMemoryError(
                    "native memory for " + length + " numbers of one layer, of which " + MOST + " are possible");
        }
        return new FloatPointer(length);
    }

    private static FloatBuffer view(FloatPointer pointer, long length) {
        return pointer.capacity(length).asBuffer();
    }

    /** Room for so many numbers; what was in it is lost if it had less. Never shrinks: batches of changing size reuse it. */
    void reserve(long length) {
        if (buffer.capacity() < length) {
            pointer.close();
            // Should the next line fail, nobody must reach what has been freed.
            buffer = FloatBuffer.allocate(0);
            pointer = allocated(length);
            buffer = view(pointer, length);
        }
    }

    int length() {
        return buffer.capacity();
    }

    long bytes() {
        return (long) Float.BYTES * buffer.capacity();
    }

    /** For native code; good until the next call. */
    FloatPointer at(long index) {
        return pointer.position(index);
    }

    void get(int index, float[] target, int length) {
        get(index, target, 0, length);
    }

    void get(int index, float[] target, int from, int length) {
        buffer.get(index, target, from, length);
    }

    void put(int index, float[] source, int length) {
        put(index, source, 0, length);
    }

    void put(int index, float[] source, int from, int length) {
        buffer.put(index, source, from, length);
    }

    void put(int index, Floats source, int sourceIndex, int length) {
        buffer.put(index, source.buffer, sourceIndex, length);
    }

    void fill(int index, int length, float value) {
        for (int i = index; i < index + length; i++) {
            buffer.put(i, value);
        }
    }

    /** Whether both hold the same numbers; NaN equals NaN. */
    boolean holds(int index, Floats other, int otherIndex, int length) {
        return buffer.slice(index, length).mismatch(other.buffer.slice(otherIndex, length)) < 0;
    }
}
