package dev.cairn.worker.lstm;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of floats as {@code Nd4j.write} writes them. They are not read by {@code Nd4j.read}: it believes the lengths in the file and
 * asks for memory before it has seen a byte.
 *
 * <pre>
 * UTF allocation mode, long 8, UTF "LONG", 8 longs   shape: rank 2, 1, n, strides, type, 1, order
 * UTF allocation mode, long n, UTF "FLOAT", n floats values, big-endian
 * </pre>
 */
final class Coefficients {
    private static final int SHAPE_LONGS = 8;

    private Coefficients() {}

    static void write(INDArray values, OutputStream to) throws IOException {
        var out = new DataOutputStream(to);
        Nd4j.write(values.reshape(1, values.length()), out);
        out.flush();
    }

    static float[] read(byte[] bytes, long count) throws InvalidModelException {
        var buffer = new ByteArrayInputStream(bytes);
        try (var in = new DataInputStream(buffer)) {
            require(header(in, "LONG") == SHAPE_LONGS && in.readLong() == 2 && in.readLong() == 1, "are no row");
            require(in.readLong() == count, "are not the " + count + " that the network has");
            in.skipNBytes((SHAPE_LONGS - 3L) * Long.BYTES);
            require(header(in, "FLOAT") == count, "are not the " + count + " that the network has");
            require(buffer.available() == count * Float.BYTES, "are not the " + count + " that the network has");
        } catch (EOFException e) {
            throw new InvalidModelException("the coefficients end early", e);
        } catch (IOException e) {
            throw new InvalidModelException("the coefficients cannot be read: " + e.getMessage(), e);
        }
        float[] values = new float[(int) count];
        ByteBuffer.wrap(bytes, bytes.length - values.length * Float.BYTES, values.length * Float.BYTES)
                .asFloatBuffer()
                .get(values);
        for (float value : values) {
            require(Float.isFinite(value), "are not all finite numbers");
        }
        return values;
    }

    private static long header(DataInputStream in, String type) throws IOException, InvalidModelException {
        in.readUTF();
        long length = in.readLong();
        require(in.readUTF().equals(type), "are not of type " + type);
        return length;
    }

    private static void require(boolean holds, String otherwise) throws InvalidModelException {
        if (!holds) {
            throw new InvalidModelException("the coefficients " + otherwise);
        }
    }
}
