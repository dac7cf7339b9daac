package dev.cairn.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;

/** {@code /blobs}: bytes by their SHA-256 in lower-case hex, without effect until an outcome or a report names them. */
public final class Blobs {
    private final Exchange exchange;

    Blobs(Exchange exchange) {
        this.exchange = exchange;
    }

    public void put(String sha256, byte[] bytes) {
        put(sha256, BodyPublishers.ofByteArray(bytes));
    }

    public void put(String sha256, Path file) {
        try {
            put(sha256, BodyPublishers.ofFile(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String sha256, BodyPublisher body) {
        exchange.send(exchange.transfer("/blobs/" + sha256)
                .header("Content-Type", "application/octet-stream")
                .PUT(body)
                .build());
    }

    /**
     * Writes a blob's bytes; the stream stays open.
     *
     * @throws IOException if the stream cannot be written to; never because of the service
     */
    public void get(String sha256, OutputStream to) throws IOException {
        exchange.download("/blobs/" + sha256, to);
    }
}
