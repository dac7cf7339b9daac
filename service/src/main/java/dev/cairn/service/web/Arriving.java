package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * A body of known length that is gathered in memory. What is not there when its request comes in is waited for without a thread;
 * then the request goes on as if it had just come. The container calls one method at a time.
 */
final class Arriving implements ReadListener, AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(Arriving.class);
    private static final int FIRST_PIECE = 4096;

    private final GatheredRequest request;
    private final HttpServletResponse response;
    private final ServletInputStream in;
    private final int length;
    private final long millis;
    private final Room room;
    private final HandlerExceptionResolver problems;
    /** Grows with what comes: a length is soon told. */
    private byte[] bytes;

    private int count;
    /** Bytes of {@link #room} that are taken; nothing before there is something to wait for. */
    private int taken;

    private @Nullable AsyncContext context;
    private final AtomicBoolean isOver = new AtomicBoolean();

    /** @param millis that the body may take */
    Arriving(
            HttpServletRequest request,
            HttpServletResponse response,
            int length,
            long millis,
            Room room,
            HandlerExceptionResolver problems)
            throws IOException {
        this.request = new GatheredRequest(request, this::body);
        this.response = response;
        this.in = request.getInputStream();
        this.length = length;
        this.millis = millis;
        this.room = room;
        this.problems = problems;
        this.bytes = new byte[Math.min(length, FIRST_PIECE)];
    }

    /** The request with its body, for whoever comes next. */
    GatheredRequest request() {
        return request;
    }

    private byte[] body() {
        return bytes.length == count ? bytes : Arrays.copyOf(bytes, count);
    }

    /** Reads what has come with the head; whether that is all. */
    boolean isThere() throws IOException {
        while (count < length && in.available() > 0) {
            read();
        }
        return count == length;
    }

    private void read() throws IOException {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * count));
        }
        int read = in.read(bytes, count, bytes.length - count);
        if (read < 0) {
            throw new EOFException("the body ended after " + count + " of " + length + " bytes");
        }
        count += read;
    }

    /** Lets the calling thread go; the request is dispatched anew when all is there. */
    void await() throws IOException {
        if (!hasRoom()) {
            throw ProblemException.of(ProblemCode.BUSY, "too many bodies are on their way; try again");
        }
        AsyncContext started = request.startAsync(request, response);
        started.setTimeout(millis);
        started.addListener(this);
        context = started;
        in.setReadListener(this);
    }

    /** For what is in memory by now. */
    private boolean hasRoom() {
        int more = bytes.length - taken;
        if (more > 0 && !room.take(more)) {
            return false;
        }
        taken = bytes.length;
        return true;
    }

    /** Once, by whoever is first to end the wait. */
    private boolean ends() {
        if (!isOver.compareAndSet(false, true)) {
            return false;
        }
        room.give(taken);
        return true;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!isOver.get() && count < length && in.isReady()) {
            read();
            if (!hasRoom()) {
                refuse(ProblemException.of(ProblemCode.BUSY, "too many bodies are on their way; try again"));
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (ends() && context != null) {
            request.goOn();
            context.dispatch();
        }
    }

    /** The container reports the same again to {@link #onError(AsyncEvent)}. */
    @Override
    public void onError(Throwable failure) {
        log.debug("a body broke off after {} of {} bytes: {}", count, length, failure.toString());
    }

    private void refuse(ProblemException why) {
        if (ends() && context != null) {
            problems.resolveException(request, response, null, why);
            context.complete();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        refuse(ProblemException.of(
                ProblemCode.TOO_SLOW, "of " + length + " bytes only " + count + " came in time; send them faster"));
    }

    /** Must complete, or the container would write its own page. */
    @Override
    public void onError(AsyncEvent event) {
        refuse(ProblemException.of(
                ProblemCode.INVALID_REQUEST, "the body broke off after " + count + " of " + length + " bytes"));
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ends();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // By a handler, when this has long ended.
    }
}
