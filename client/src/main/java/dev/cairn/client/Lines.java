package dev.cairn.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A body that is read line by line while it comes in. Closing it from another thread ends the reading. */
final class Lines implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader reader;

    Lines(InputStream body) {
        this.body = body;
        this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next line; empty at the body's end. */
    Optional<String> next() {
        try {
            return Optional.ofNullable(reader.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            // Not the reader: it would wait for whoever is reading.
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
