package dev.cairn.service.event;

import dev.cairn.service.access.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * One open stream. It has a thread only while it is written to, and it is written to only while its connection takes bytes: a
 * reader that does not read costs one page of events and delays nobody.
 *
 * @param <F> what it is sent
 */
final class Reader<F extends Feed> implements WriteListener, AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(Reader.class);

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final F feed;
    private final Caller caller;
    private final Executor threads;
    private final Runnable gone;

    /** Held by the one thread that sends. */
    private final Semaphore turn = new Semaphore(1);

    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean heartbeat = new AtomicBoolean();
    private volatile boolean closed;
    /** Touched only by who holds {@link #turn}; at first the headers wait to be sent. */
    private boolean unflushed = true;

    /** Since when the connection takes no bytes; 0 while it does. */
    private volatile long blockedSince;

    /**
     * @param caller who reads
     * @param gone run when the stream has ended for whatever reason; perhaps more than once
     */
    Reader(AsyncContext context, F feed, Caller caller, Executor threads, Runnable gone) throws IOException {
        this.caller = caller;
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.feed = feed;
        this.threads = threads;
        this.gone = gone;
    }

    /** To be called once; from then on the container calls. */
    void open() {
        context.setTimeout(0);
        context.addListener(this);
        out.setWriteListener(this);
    }

    Caller caller() {
        return caller;
    }

    F feed() {
        return feed;
    }

    /** There may be something to send. */
    void wake() {
        again.set(true);
        if (!closed && turn.tryAcquire()) {
            try {
                threads.execute(this::serve);
            } catch (RejectedExecutionException e) {
                turn.release();
                close();
            }
        }
    }

    /** Sends a sign of life, unless the last one still waits to be sent; closes after a long time without reading. */
    void beat(long mostBlockedNanos) {
        long since = blockedSince;
        if (since != 0 && System.nanoTime() - since > mostBlockedNanos) {
            close();
            return;
        }
        heartbeat.set(true);
        wake();
    }

    private void serve() {
        try {
            while (again.getAndSet(false) && !closed) {
                send();
            }
        } catch (IOException | IllegalStateException e) {
            log.trace("a reader went away; it knows where to go on", e);
            closed = true;
        } catch (DataAccessException e) {
            log.debug("A reader is sent away, the database does not answer", e);
            closed = true;
        } catch (RuntimeException e) {
            log.error("A stream broke", e);
            closed = true;
        } finally {
            turn.release();
        }
        if (closed) {
            close();
        } else if (again.get()) {
            wake();
        }
    }

    /** Until there is nothing more, or the connection takes no more: then the container calls back. */
    private void send() throws IOException {
        while (!closed && out.isReady()) {
            blockedSince = 0;
            if (unflushed) {
                unflushed = false;
                out.flush();
                continue;
            }
            Optional<byte[]> bytes = feed.next();
            if (bytes.isEmpty() && heartbeat.getAndSet(false)) {
                bytes = Optional.of(feed.heartbeat());
            }
            if (bytes.isEmpty()) {
                closed = feed.isOver();
                return;
            }
            unflushed = true;
            out.write(bytes.get());
        }
        // Never 0, which stands for a connection that takes bytes.
        blockedSince = System.nanoTime() | 1;
    }

    /** At once, or by the thread that is sending: a response that is complete must not be written to, since it is used again. */
    void close() {
        closed = true;
        if (turn.tryAcquire()) {
            complete();
            turn.release();
        }
    }

    private void complete() {
        gone.run();
        try {
            context.complete();
        } catch (IllegalStateException e) {
            log.trace("the container was faster", e);
        }
    }

    @Override
    public void onWritePossible() {
        wake();
    }

    /** The container reports the same again to {@link #onError(AsyncEvent)}. */
    @Override
    public void onError(Throwable failure) {
        closed = true;
    }

    /** Must complete, or the container would write an error page into the stream. */
    @Override
    public void onError(AsyncEvent event) {
        closed = true;
        // The container uses the response again as soon as this returns.
        turn.acquireUninterruptibly();
        complete();
        turn.release();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        closed = true;
        gone.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }
}
