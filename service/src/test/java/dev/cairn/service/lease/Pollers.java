package dev.cairn.service.lease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Idle workers, a connection each: each asks for a trial, is held, is told that there is nothing, and asks again. One thread for all
 * of them, which is nearly always asleep.
 */
final class Pollers implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::renew, "pollers");
    private final int port;
    private final long study;
    private volatile boolean closed;
    private volatile long renewals;
    private volatile String trouble = "";

    Pollers(int port, long study) throws IOException {
        this.port = port;
        this.study = study;
        thread.setDaemon(true);
        thread.start();
    }

    /** What one answer has brought so far. */
    private static final class Heard {
        final ByteBuffer bytes = ByteBuffer.allocate(1024);

        /** An answer without a body ends with its head. */
        boolean isWhole() {
            return text().contains("\r\n\r\n");
        }

        String text() {
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        }
    }

    /** One more, which asks at once. */
    void add() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        ask(channel);
        channel.configureBlocking(false);
        // Before the selection that is going on ends, or else it would have to wait for that.
        selector.wakeup();
        channel.register(selector, SelectionKey.OP_READ, new Heard());
    }

    private void ask(SocketChannel channel) throws IOException {
        String body = "{\"request\":\"" + UUID.randomUUID() + "\",\"worker\":{\"name\":\"idle\"},\"study\":" + study
                + ",\"hold\":\"PT30S\"}";
        channel.write(ByteBuffer.wrap(
                ("POST /api/v1/leases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    private void renew() {
        try {
            while (!closed) {
                selector.select(this::hear);
            }
        } catch (IOException e) {
            trouble = e.toString();
        }
    }

    private void hear(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            Heard heard = (Heard) key.attachment();
            if (channel.read(heard.bytes) < 0) {
                throw new IOException("the service hung up");
            }
            if (heard.isWhole()) {
                if (!heard.text().startsWith("HTTP/1.1 204")) {
                    throw new IOException("an idle worker was answered " + heard.text());
                }
                heard.bytes.clear();
                renewals++;
                ask(channel);
            }
        } catch (IOException e) {
            trouble = e.toString();
            key.cancel();
        }
    }

    /** How many holds have ended and begun again. */
    long renewals() {
        return renewals;
    }

    /** Empty if nothing was answered that should not have been. */
    String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
