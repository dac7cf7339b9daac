package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Voided;
import dev.cairn.service.progress.StudyWatcher;
import dev.cairn.service.web.ProblemException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Asks for a lease wait here, without a thread, until a suggestion that was begun for them is made or, as long as they hold, until
 * something changes. The threads here only grant what is there: no suggestion is computed on them.
 */
@Component
class Waiting implements SmartLifecycle, StudyWatcher {
    private static final Logger log = LoggerFactory.getLogger(Waiting.class);
    /** As many as the connection pool leaves room for beside reports, outcomes and suggestions. */
    private static final int THREADS = 4;

    /** Of a line so many look at once when there is news, and each who is served sends the next. */
    private static final int SOME = 16;

    private final Desk desk;
    private final Voided voided;
    private final ExecutorService granting = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "granting");
        thread.setDaemon(true);
        return thread;
    });
    /** Ends holds on time, each at its own: the container would end all of a second at once. */
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "holding");
        thread.setDaemon(true);
        return thread;
    });
    /** Those who hold. */
    private final Lines<Ask.Kind, Asker> holding = new Lines<>();
    /** Those who wait only for what was begun for them, which is soon over. */
    private final Set<Asker> brief = ConcurrentHashMap.newKeySet();

    private final Alarm alarm;
    private volatile boolean open;

    Waiting(Desk desk, Voided voided) {
        this.desk = desk;
        this.voided = voided;
        this.alarm = new Alarm(desk::untilNextReady, granting, () -> tell(any -> true, SOME));
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * The answer, now or when there is work or the hold is over.
     *
     * @param hasLooked whether it was just found that nothing is queued
     */
    DeferredResult<ResponseEntity<Lease>> ask(Ask ask, boolean hasLooked) {
        Asker asker = new Asker(ask, hasLooked, desk, granting, alarm::set, this::tellNext);
        Future<?> end;
        if (asker.holds()) {
            holding.add(ask.kind(), asker);
            end = hold(asker);
        } else {
            brief.add(asker);
            end = CompletableFuture.completedFuture(null);
        }
        asker.answer().onCompletion(() -> {
            end.cancel(false);
            holding.remove(ask.kind(), asker);
            brief.remove(asker);
            asker.withdraw();
        });
        asker.wake();
        return asker.answer();
    }

    private Future<?> hold(Asker asker) {
        try {
            return clock.schedule(() -> granting.execute(asker::end), asker.holdMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            asker.turnAway();
            return CompletableFuture.completedFuture(null);
        }
    }

    private void tellNext(Asker served) {
        holding.first(served.ask().kind(), 1, Asker::stillWaits).forEach(Asker::tell);
    }

    private void tell(Predicate<Ask.Kind> which, int most) {
        holding.firstOfEach(which, most, Asker::stillWaits).forEach(Asker::tell);
        brief.stream().filter(asker -> which.test(asker.ask().kind())).forEach(Asker::tell);
    }

    @Override
    public void moved(long study) {
        tell(kind -> kind.study() == null || kind.study() == study, SOME);
    }

    /** One of each line: where that finds something, its notification was lost. */
    @Override
    public void look() {
        refuseVoidCallers();
        tell(any -> true, 1);
    }

    @Override
    public void revoked() {
        refuseVoidCallers();
    }

    /** Whose token was revoked or has expired gets nothing any more. */
    private void refuseVoidCallers() {
        try {
            Collection<Asker> askers = holding.all();
            Set<Caller> gone = voided.among(
                    askers.stream().map(asker -> asker.ask().caller()).collect(Collectors.toSet()));
            askers.stream()
                    .filter(asker -> gone.contains(asker.ask().caller()))
                    .forEach(asker -> asker.answer()
                            .setErrorResult(ProblemException.of(
                                    ProblemCode.UNAUTHENTICATED, "the token was revoked or has expired meanwhile")));
        } catch (DataAccessException e) {
            log.debug(
                    "Tokens of who waits are looked at later: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    @Override
    public void missed() {
        tell(any -> true, SOME);
    }

    /** How many calls are held. */
    int held() {
        return holding.size() + brief.size();
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
        clock.shutdownNow();
        holding.all().forEach(Asker::turnAway);
        brief.forEach(Asker::turnAway);
    }

    @Override
    public boolean isRunning() {
        return open;
    }
}
