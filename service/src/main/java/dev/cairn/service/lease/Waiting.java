package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/** Long polls: askers that found nothing wait here, without a thread, until something changes or their time is up. */
@Component
class Waiting implements SmartLifecycle {
    /** As many as the connection pool leaves room for beside reports and outcomes. */
    private static final int THREADS = 6;

    private final Desk desk;
    private final ExecutorService granting = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "granting");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Asker> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean open;

    Waiting(Desk desk) {
        this.desk = desk;
    }

    /** One held call. Woken while it is being served, it is served again. */
    private final class Asker {
        final LeaseRequest request;
        final DeferredResult<ResponseEntity<Lease>> answer;
        final boolean holds;
        /** Touched only by who holds {@link #busy}. */
        private boolean opened;

        final AtomicBoolean busy = new AtomicBoolean();
        final AtomicBoolean again = new AtomicBoolean();

        Asker(LeaseRequest request) {
            this.request = request;
            this.holds = !request.hold().isZero();
            this.answer = new DeferredResult<>(holds ? request.hold().toMillis() : null, this::nothing);
        }

        ResponseEntity<Lease> nothing() {
            return noContent(desk.reason(request));
        }

        private void answer(Optional<Lease> lease) {
            if (lease.isPresent()) {
                // The hold may have ended, or the worker gone away, while the point was computed.
                if (!answer.setResult(ResponseEntity.ok(lease.get()))) {
                    desk.giveBack(lease.get());
                }
            } else if (!holds) {
                answer.setResult(nothing());
            }
        }

        void wake() {
            again.set(true);
            if (busy.compareAndSet(false, true)) {
                try {
                    granting.execute(this::serve);
                } catch (RejectedExecutionException e) {
                    turnAway();
                }
            }
        }

        void turnAway() {
            answer.setResult(noContent(new Reasons.Nothing(NoWork.SERVICE_STOPPING)));
        }

        private void serve() {
            try {
                while (again.getAndSet(false) && !answer.isSetOrExpired()) {
                    Optional<Lease> lease = opened ? Optional.empty() : desk.open(request);
                    opened = true;
                    answer(lease.isPresent() ? lease : desk.grant(request));
                }
            } catch (RuntimeException e) {
                answer.setErrorResult(e);
            } finally {
                busy.set(false);
            }
            // A wake between the last look and the line above would otherwise be lost.
            if (again.get() && !answer.isSetOrExpired()) {
                wake();
            }
        }
    }

    private static ResponseEntity<Lease> noContent(Reasons.Nothing nothing) {
        return ResponseEntity.noContent()
                .header("Retry-After", Long.toString(nothing.retryAfter().toSeconds()))
                .header(NoWork.HEADER, nothing.why().header())
                .build();
    }

    /** The answer, now or when there is work or the hold is over. */
    DeferredResult<ResponseEntity<Lease>> ask(LeaseRequest request) {
        Asker asker = new Asker(request);
        waiting.add(asker);
        asker.answer.onCompletion(() -> waiting.remove(asker));
        asker.wake();
        return asker.answer;
    }

    /** Something may have become grantable. */
    void wakeAll() {
        waiting.forEach(Asker::wake);
    }

    /** How many calls are held. */
    int held() {
        return waiting.size();
    }

    @Override
    public void start() {
        open = true;
    }

    /** Ends every hold, before the web server waits for calls that are under way. */
    @Override
    public void stop() {
        open = false;
        granting.shutdown();
        waiting.forEach(Asker::turnAway);
    }

    @Override
    public boolean isRunning() {
        return open;
    }
}
