package dev.cairn.worker.data;

import dev.cairn.api.dataset.Grid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a trial keeps its numbers: on the heap as long as they take no more than some bytes there, in a mapped file from then
 * on. What is computed is the same. The file has no name once it is open, so it vanishes with the process however that ends; its
 * pages belong to the operating system, which takes them back when memory is short.
 */
public final class Room implements Grid.Storage {
    /** Pieces are cut from mappings of at least this size: a map for each of a thousand short series would be many. */
    private static final long MAPPING = 1L << 26;

    private static final long MOST_UNCOLLECTED = 1L << 30;
    /** Bytes that this process has mapped since it was last asked to collect what is not used. */
    private static final AtomicLong UNCOLLECTED = new AtomicLong();

    private final @Nullable Path folder;
    private long heapLeft;
    private @Nullable FileChannel file;
    private long mapped;
    private ByteBuffer current = ByteBuffer.allocate(0);

    private Room(@Nullable Path folder, long heapBytes) {
        this.folder = folder;
        this.heapLeft = heapBytes;
    }

    /** All on the heap. */
    public static Room onHeap() {
        return new Room(null, Long.MAX_VALUE);
    }

    /**
     * On the heap first.
     *
     * @param folder for the file
     * @param heapBytes what may lie on the heap
     */
    public static Room of(Path folder, long heapBytes) {
        return new Room(folder, heapBytes);
    }

    @Override
    public Grid grid(int rows, int columns) {
        if (fits((long) rows * columns * Double.BYTES)) {
            return Grid.Storage.HEAP.grid(rows, columns);
        }
        DoubleBuffer[] values = IntStream.range(0, columns)
                .mapToObj(column -> piece((long) rows * Double.BYTES).asDoubleBuffer())
                .toArray(DoubleBuffer[]::new);
        for (DoubleBuffer column : values) {
            for (int row = 0; row < rows; row++) {
                column.put(row, Double.NaN);
            }
        }
        return new MappedGrid(rows, values);
    }

    Floats floats(int rows, int columns) {
        boolean onHeap = fits((long) rows * columns * Float.BYTES);
        return new Floats(
                rows,
                columns,
                count -> onHeap
                        ? FloatBuffer.allocate(count)
                        : piece((long) count * Float.BYTES).asFloatBuffer());
    }

    private boolean fits(long bytes) {
        boolean fits = bytes <= heapLeft;
        heapLeft -= fits ? bytes : 0;
        return fits;
    }

    private ByteBuffer piece(long bytes) {
        if (folder == null || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a column may have at most " + Integer.MAX_VALUE / Double.BYTES + " rows of one series");
        }
        try {
            if (current.remaining() < bytes) {
                current = map(folder, Math.max(bytes, MAPPING));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data set needs a file in " + folder + ": " + e.getMessage(), e);
        }
        ByteBuffer piece = current.slice(current.position(), (int) bytes).order(ByteOrder.nativeOrder());
        current.position(current.position() + (int) bytes);
        return piece;
    }

    private ByteBuffer map(Path folder, long bytes) throws IOException {
        if (file == null) {
            Path path = Files.createTempFile(folder, "columns", ".map");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            // Without this check the page that finds no block on the disk would end the process.
            throw new IOException(free + " bytes are free where " + bytes + " more are needed");
        }
        if (UNCOLLECTED.addAndGet(bytes) > MOST_UNCOLLECTED) {
            // Trials before this one may have left mappings, whose disk space comes back when they are collected.
            UNCOLLECTED.set(bytes);
            System.gc();
        }
        ByteBuffer mapping = file.map(FileChannel.MapMode.READ_WRITE, mapped, bytes);
        mapped += bytes;
        return mapping;
    }

    /** Columns one after the other, because what is fitted looks at whole columns. */
    private record MappedGrid(int rows, DoubleBuffer[] values) implements Grid {
        @Override
        public int columns() {
            return values.length;
        }

        @Override
        public double get(int row, int column) {
            return values[column].get(row);
        }

        @Override
        public void set(int row, int column, double value) {
            values[column].put(row, value);
        }
    }
}
