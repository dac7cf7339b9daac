package dev.cairn.service.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets nobody hold a thread by sending slowly. A body of up to {@value #HELD} bytes, which every report, outcome and
 * specification is, is gathered before the rest of the service sees its request: at once if it is there, else without a thread.
 * Larger ones, and those whose length is not told, are read by their own threads, of which at most {@value #READERS} may be at it,
 * and which must go forward. See decision 50.
 *
 * <p>Runs before it is known who calls, and right after the headers for browsers are set.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class Bodies implements Filter {
    /** Bytes of one body in memory. */
    static final int HELD = 256 * 1024;
    /** A quarter or so of the container's threads. */
    static final int READERS = 64;
    /** Bytes of all bodies that are on their way. */
    private static final long MOST_HELD = 64L << 20;

    private final Semaphore readers = new Semaphore(READERS);
    private final Room room = new Room(MOST_HELD);
    private final BodySettings settings;
    private final HandlerExceptionResolver problems;

    Bodies(BodySettings settings, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.settings = settings;
        this.problems = problems;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var sent = (HttpServletRequest) request;
        var answer = (HttpServletResponse) response;
        long length = sent.getContentLengthLong();
        if (length > HELD || sent.getHeader("Transfer-Encoding") != null) {
            readByItsThread(sent, answer, chain);
        } else if (length > 0) {
            gather(new Arriving(sent, answer, (int) length, settings.millis(length), room, problems), answer, chain);
        } else {
            chain.doFilter(sent, answer);
        }
    }

    private static void gather(Arriving body, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        if (body.isThere()) {
            chain.doFilter(body.request(), answer);
        } else {
            body.await();
        }
    }

    private void readByItsThread(HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        var paced = new PacedRequest(request, settings, readers);
        try {
            chain.doFilter(paced, answer);
        } finally {
            paced.end();
        }
    }

    /** How many more may read a large body now. */
    int freeReaders() {
        return readers.availablePermits();
    }

    /** Bytes of bodies that are on their way. */
    long held() {
        return room.taken();
    }
}
