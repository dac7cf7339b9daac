package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is read by a thread that waits for it. From the first byte that is asked for to the last it has one of a few
 * permits, and the bytes must come at a pace.
 */
final class PacedRequest extends HttpServletRequestWrapper {
    private final BodySettings settings;
    private final Semaphore permits;
    private @Nullable Paced body;

    PacedRequest(HttpServletRequest request, BodySettings settings, Semaphore permits) {
        super(request);
        this.settings = settings;
        this.permits = permits;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Paced(super.getInputStream());
        }
        return body;
    }

    /** When the call was handled. */
    void end() throws IOException {
        try (ServletInputStream in = getInputStream()) {
            if (!in.isFinished()) {
                HangUp.after(this, permits);
            }
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
            } else if (millis() > settings.millis(bytes)) {
                throw ProblemException.of(
                        ProblemCode.TOO_SLOW,
                        "only " + bytes + " bytes came in " + millis() / 1000 + " seconds; send them faster");
            }
            return read;
        }

        private long millis() {
            return (System.nanoTime() - begun) / 1_000_000;
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
