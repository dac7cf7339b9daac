package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is read by a thread that waits for it. From the first byte that is asked for to the last it has one of a few
 * permits, and the bytes must come at a pace. What a handler refuses without reading costs a moment more at most.
 */
final class PacedRequest extends HttpServletRequestWrapper {
    private static final long GRACE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final double BYTES_A_SECOND = 16 * 1024;
    /** Of a body that nobody wants, so that its sender gets to reading why. */
    private static final long MOST_DRAINED = 8L << 20;

    private static final long DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Semaphore permits;
    private @Nullable Paced body;

    PacedRequest(HttpServletRequest request, Semaphore permits) {
        super(request);
        this.permits = permits;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Paced(super.getInputStream());
        }
        return body;
    }

    /**
     * When the call was handled. A sender that is told no while it still sends is listened to for a second, where a permit is left;
     * then the connection goes.
     */
    void end(HttpServletResponse answer) throws IOException {
        try (ServletInputStream in = getInputStream()) {
            if (isAsyncStarted() || in.isFinished()) {
                return;
            }
            answer.flushBuffer();
            if (!drained(in)) {
                HangUp.after(this);
            }
        }
    }

    private static boolean drained(ServletInputStream in) {
        byte[] piece = new byte[64 * 1024];
        long begun = System.nanoTime();
        long bytes = 0;
        try {
            while (!in.isFinished() && bytes < MOST_DRAINED && System.nanoTime() - begun < DRAIN_NANOS) {
                int read = in.read(piece);
                bytes += Math.max(0, read);
            }
            return in.isFinished();
        } catch (IOException | ProblemException e) {
            return false;
        }
    }

    /** Counts the bytes and looks at the clock. */
    private final class Paced extends ServletInputStream {
        private final ServletInputStream in;
        private boolean holds;
        private long begun;
        private long bytes;

        Paced(ServletInputStream in) {
            this.in = in;
        }

        private void begin() {
            if (holds || in.isFinished()) {
                return;
            }
            if (!permits.tryAcquire()) {
                throw ProblemException.of(
                        ProblemCode.BUSY, Bodies.READERS + " large bodies are on their way; try again");
            }
            holds = true;
            begun = bytes == 0 ? System.nanoTime() : begun;
        }

        private int counted(int read) {
            bytes += Math.max(0, read);
            if (in.isFinished() || read < 0) {
                release();
            } else if (System.nanoTime() - begun > GRACE_NANOS + bytes / BYTES_A_SECOND * 1e9) {
                throw ProblemException.of(
                        ProblemCode.TOO_SLOW,
                        "only " + bytes + " bytes came in " + (System.nanoTime() - begun) / 1_000_000_000
                                + " seconds; send them faster");
            }
            return read;
        }

        private void release() {
            if (holds) {
                holds = false;
                permits.release();
            }
        }

        @Override
        public int read() throws IOException {
            begin();
            int read = in.read();
            counted(read < 0 ? read : 1);
            return read;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            begin();
            return counted(in.read(to, offset, length));
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("a large body is read by a thread that waits for it");
        }

        /** Gives the permit back; the container closes what it reads from. */
        @Override
        public void close() {
            release();
        }
    }
}
