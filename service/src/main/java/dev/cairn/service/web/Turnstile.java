package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a few calls in at a time; some more wait in front of it, and the rest are sent away at once. */
final class Turnstile {
    private final Semaphore inside;
    private final Semaphore inFront;
    private final Duration patience;

    /**
     * @param inside so many at a time
     * @param inFront so many more may wait, each on its own thread
     * @param patience for so long
     */
    Turnstile(int inside, int inFront, Duration patience) {
        this.inside = new Semaphore(inside, true);
        this.inFront = new Semaphore(inside + inFront);
        this.patience = patience;
    }

    /** @throws ProblemException BUSY if the call is not let in */
    <T> T pass(Supplier<T> call) {
        if (!inFront.tryAcquire()) {
            throw busy();
        }
        try {
            if (!inside.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return call.get();
            } finally {
                inside.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            inFront.release();
        }
    }

    private static ProblemException busy() {
        return ProblemException.of(ProblemCode.BUSY, "too many such calls are under way; try again");
    }
}
