package dev.cairn.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a body goes. The HTTP client's own threads write; after the first failure, and once closed, nothing. */
final class Sink implements Consumer<Optional<byte[]>> {
    private final OutputStream to;
    private boolean begun;
    private boolean closed;
    private @Nullable IOException failure;

    Sink(OutputStream to) {
        this.to = to;
    }

    @Override
    public synchronized void accept(Optional<byte[]> piece) {
        try {
            if (!closed && piece.isPresent()) {
                begun = true;
                to.write(piece.get());
            }
        } catch (IOException e) {
            failure = e;
            closed = true;
        }
    }

    /** Whether the stream has seen anything: then the body cannot come again from its start. */
    synchronized boolean isBegun() {
        return begun;
    }

    synchronized void close() throws IOException {
        closed = true;
        if (failure != null) {
            throw failure;
        }
    }
}
