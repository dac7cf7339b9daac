package dev.cairn.service.progress;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has the sequencer number what outcomes told, a few milliseconds after them and without letting them wait: one run serves all
 * that came in meanwhile. Who must see the effect of what was answered before asks for it by {@link #now}. What a killed replica
 * leaves behind is the sweep's.
 */
@Component
public class CatchUp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

    /** Long enough to serve many outcomes at once, short beside the 100 ms in which a waiting worker must be woken. */
    private static final long LINGER_MILLIS = 10;

    /** Under load a run takes longer and serves more: it waits so many times as long as the last one took, up to the longest. */
    private static final int SHARE = 4;

    private static final long LONGEST_LINGER_MILLIS = 40;

    /** A study that is slow to take its next step must not delay the others. */
    private static final int THREADS = 2;

    private static final long LAST_RUNS_SECONDS = 5;

    /** For somebody who keeps the study locked. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Sequencer sequencer;
    private final JdbcClient jdbc;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "catching-up");
        thread.setDaemon(true);
        return thread;
    });
    /** Studies whose run has not begun: it will number what is told until then. */
    private final Set<Long> due = ConcurrentHashMap.newKeySet();

    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    private volatile long lastRunMillis;

    CatchUp(Sequencer sequencer, JdbcClient jdbc) {
        this.sequencer = sequencer;
        this.jdbc = jdbc;
    }

    /** Lets a study's committed events be numbered soon. */
    public void soon(long study) {
        if (due.add(study)) {
            schedule(study);
        }
    }

    private void schedule(long study) {
        try {
            long linger = Math.min(LONGEST_LINGER_MILLIS, Math.max(LINGER_MILLIS, SHARE * lastRunMillis));
            threads.schedule(() -> run(study), linger, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("study {} is left to the sweep: the service is stopping", study);
        }
    }

    private void run(long study) {
        if (!running.add(study)) {
            schedule(study);
            return;
        }
        due.remove(study);
        long begin = System.nanoTime();
        try {
            tryToRun(study);
        } finally {
            lastRunMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            running.remove(study);
        }
    }

    private void tryToRun(long study) {
        try {
            if (!sequencer.runWithin(PATIENCE, study, false)) {
                log.debug("Study {} is left to the sweep: somebody keeps it locked", study);
            }
        } catch (RuntimeException e) {
            log.warn(
                    "Study {} is left to the sweep: {}",
                    study,
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    /**
     * After it returns, every event of the study committed before the call is numbered.
     *
     * @return whether there was any to number
     */
    public boolean now(long study) {
        boolean behind = isBehind(study);
        if (behind) {
            sequencer.run(study);
        }
        return behind;
    }

    /** The same for who only looks, and does not wait for a long import into the study. */
    public void forLooking(long study) {
        if (isBehind(study)) {
            tryToRun(study);
        }
    }

    private boolean isBehind(long study) {
        return jdbc.sql("select exists (select 1 from event where study_id = :study and seq is null)")
                .param("study", study)
                .query(Boolean.class)
                .single();
    }

    /** The same for every study; the trouble of one is not that of who asks for any. */
    public boolean all() {
        List<Long> behind = sequencer.behind();
        behind.forEach(this::tryToRun);
        return !behind.isEmpty();
    }

    /** What is due is still done. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_RUNS_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
