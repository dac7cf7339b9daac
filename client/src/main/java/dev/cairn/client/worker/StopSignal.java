package dev.cairn.client.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Set once, from another thread: finish and leave. */
final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);

    void set() {
        latch.countDown();
    }

    boolean isSet() {
        return latch.getCount() == 0;
    }

    /** Waits, but not past the signal. */
    void pause(Duration duration) throws InterruptedException {
        latch.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
