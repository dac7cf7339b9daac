package dev.cairn.service.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/** Wakes who waits when the next back-off ends: nobody is notified of what only time does. */
final class Alarm {
    private static final Logger log = LoggerFactory.getLogger(Alarm.class);
    /** Nobody is held for longer; who comes later sets it again. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Supplier<Optional<Duration>> untilNext;
    private final Executor threads;
    private final Runnable wake;
    private final AtomicBoolean isAsked = new AtomicBoolean();
    /** When the next wake is due by {@link System#nanoTime}, and whether one is. */
    private long dueNanos;

    private boolean isDue;

    /**
     * @param untilNext asks the database how long it is until the next back-off ends
     * @param wake wakes everybody
     */
    Alarm(Supplier<Optional<Duration>> untilNext, Executor threads, Runnable wake) {
        this.untilNext = untilNext;
        this.threads = threads;
        this.wake = wake;
    }

    /** To be called by who has just found nothing; of many who do so at once, one asks. */
    void set() {
        if (isAsked.compareAndSet(false, true)) {
            try {
                threads.execute(this::ask);
            } catch (RejectedExecutionException e) {
                log.debug("nobody is woken any more: the service is stopping");
            }
        }
    }

    private void ask() {
        isAsked.set(false);
        try {
            untilNext.get().filter(wait -> wait.compareTo(LONGEST) <= 0).ifPresent(this::schedule);
        } catch (DataAccessException e) {
            log.debug(
                    "The next look serves who waits: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private synchronized void schedule(Duration wait) {
        long at = System.nanoTime() + wait.toNanos();
        if (isDue && dueNanos - at <= 0) {
            return;
        }
        isDue = true;
        dueNanos = at;
        CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> ring(at));
    }

    private void ring(long at) {
        synchronized (this) {
            isDue = isDue && dueNanos != at;
        }
        wake.run();
    }
}
