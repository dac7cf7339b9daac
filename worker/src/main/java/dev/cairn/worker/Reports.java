package dev.cairn.worker;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Report;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends measurements soon, a heartbeat when there are none, and keeps what could not be sent. Times are of nanoTime. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    /** Epochs of tiny networks can be faster than calls are worth. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
    /** The log tail is sent whole each time. */
    private static final long LOG_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
    /** Heartbeats per lease: two may fail. */
    private static final int BEATS = 3;

    private final CairnClient client;
    private final Lease lease;
    private final List<Measurement> unsent = new ArrayList<>();
    private final Backoff backoff = new Backoff();
    private long notBefore = System.nanoTime();
    private long heartbeatAt;
    private long logAt = System.nanoTime();
    private boolean away;

    Reports(CairnClient client, Lease lease) {
        this.client = client;
        this.lease = lease;
        this.heartbeatAt = System.nanoTime() + lease.timeLeft().toNanos() / BEATS;
    }

    void add(Measurement measurement) {
        unsent.add(measurement);
    }

    /** The first of what was not sent, as many as one message may have. */
    List<Measurement> unsent() {
        return List.copyOf(unsent.subList(0, Math.min(unsent.size(), Report.MOST_MEASUREMENTS)));
    }

    /** Sends until the rest fits into the outcome, however long the service is away. */
    void reduce(String log, StopSignal stopping) throws SupersededException, InterruptedException {
        while (unsent.size() > Report.MOST_MEASUREMENTS && !stopping.isSet()) {
            stopping.pause(Duration.ofNanos(Math.max(0, notBefore - System.nanoTime())));
            send(log);
        }
    }

    boolean areDue() {
        long now = System.nanoTime();
        return now - notBefore >= 0 && (!unsent.isEmpty() || now - heartbeatAt >= 0);
    }

    /** Sends once; CONTINUE too if the service is away. */
    Directive.Kind send(String log) throws SupersededException {
        long now = System.nanoTime();
        boolean withLog = now - logAt >= 0;
        try {
            List<Measurement> sent = unsent();
            Directive directive = client.report(lease, new Report(sent, withLog && !log.isBlank() ? log : null));
            unsent.subList(0, sent.size()).clear();
            heartbeatAt = now + directive.timeLeft().toNanos() / BEATS;
            notBefore = now + PAUSE_NANOS;
            logAt = withLog ? now + LOG_PAUSE_NANOS : logAt;
            backoff.reset();
            away = false;
            return directive.directive();
        } catch (RuntimeException e) {
            if (Refusal.of(e) != Refusal.AWAY) {
                throw new SupersededException(e);
            }
            if (!away) {
                LOG.warn("Cannot report now, training goes on: {}", e.getMessage());
                away = true;
            }
            notBefore = System.nanoTime() + backoff.next().toNanos();
            return Directive.Kind.CONTINUE;
        }
    }
}
