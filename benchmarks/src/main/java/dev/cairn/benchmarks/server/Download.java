package dev.cairn.benchmarks.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.zip.GZIPInputStream;

/**
 * An answer that was read to its end and thrown away.
 *
 * @param bytes once unpacked
 * @param compressed as they came
 */
public record Download(long lines, long bytes, long compressed, double seconds) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Reads it.
     *
     * @param when after so many lines, once; 0 for never
     * @param look at what is to be looked at then
     */
    public static Download of(String url, long when, Runnable look) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept-Encoding", "gzip")
                .build();
        try {
            long begun = System.nanoTime();
            HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(url + " was answered " + answer.statusCode());
            }
            try (var packed = new Counted(answer.body());
                    var unpacked = new GZIPInputStream(packed, 1 << 16)) {
                long[] counted = count(unpacked, when, look);
                return new Download(counted[0], counted[1], packed.count, (System.nanoTime() - begun) / 1e9);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    private static long[] count(InputStream in, long when, Runnable look) throws IOException {
        byte[] piece = new byte[1 << 16];
        long lines = 0;
        long bytes = 0;
        boolean hasLooked = when == 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            bytes += read;
            for (int i = 0; i < read; i++) {
                lines += piece[i] == '\n' ? 1 : 0;
            }
            if (!hasLooked && lines >= when) {
                hasLooked = true;
                look.run();
            }
        }
        return new long[] {lines, bytes};
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
