package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Voided;
import dev.cairn.service.progress.StudyWatcher;
import dev.cairn.service.suggestion.Suggestions.Result;
import dev.cairn.service.web.ProblemException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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

    /** After so long an asker who is free to choose asks the next study too. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * A trial that another replica queued between looking into the queue and looking whether one may be made is missed by both
     * looks; who does not hold is not woken for it.
     */
    private static final int MOST_LOOKS = 3;
    /** Of a line so many look at once when there is news, and each who is served sends the next. */
    private static final int SOME = 16;
    /** The container ends a hold only if nobody here has. */
    private static final long LATE_MILLIS = 5000;

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

    /** A further trial of a study that an asker waits for. */
    private record Wish(CompletableFuture<Result> result, long since) {
        static Wish of(CompletableFuture<Result> result) {
            return new Wish(result, System.nanoTime());
        }

        boolean isYoung() {
            return System.nanoTime() - since < PATIENCE_NANOS;
        }

        /** Something was made, perhaps for somebody else: its asker is woken and may ask again. */
        boolean isMade() {
            return result.isDone() && !result.isCompletedExceptionally() && result.join() == Result.CREATED;
        }

        boolean cameToNothing() {
            return result.isDone() && !isMade();
        }

        /** Its study comes first; later on whatever is queued will do. */
        boolean hasPrecedence() {
            return !result.isDone() && isYoung();
        }
    }

    /** One call. Woken while it is being served, it is served again. */
    private final class Asker {
        private final Ask ask;
        final LeaseRequest request;
        final DeferredResult<ResponseEntity<Lease>> answer;
        final boolean holds;
        /** The first look has begun; written only by who holds {@link #busy}. */
        private volatile boolean opened;
        /** Written only by who holds {@link #busy}. */
        private volatile int looks;
        /** By study; one that came to nothing stays, so that the study is not asked again before there is news. */
        private final Map<Long, Wish> wishes = new ConcurrentHashMap<>();

        /** It was sent by news, which is to go on to the next of its line if it is served. */
        private volatile boolean isSent;

        private volatile Future<?> endOfHold = CompletableFuture.completedFuture(null);

        final AtomicBoolean busy = new AtomicBoolean();
        final AtomicBoolean again = new AtomicBoolean();
        final AtomicBoolean news = new AtomicBoolean();

        Asker(Ask ask) {
            this.ask = ask;
            this.request = ask.request();
            this.holds = !request.hold().isZero();
            this.answer = new DeferredResult<>(holds ? request.hold().toMillis() + LATE_MILLIS : null, this::nothing);
        }

        ResponseEntity<Lease> nothing() {
            return noContent(reason());
        }

        private Reasons.Nothing reason() {
            try {
                return desk.reason(ask);
            } catch (DataAccessException e) {
                return new Reasons.Nothing(NoWork.NO_DATABASE);
            }
        }

        private void give(Lease lease) {
            // The hold may have ended, or the worker gone away, meanwhile.
            if (!answer.setResult(ResponseEntity.ok(lease))) {
                desk.giveBack(lease);
            }
        }

        /** Whether a further trial is being made for this asker, which this begins where it can be begun. */
        private boolean isBeingMade() {
            for (long study : desk.wanting(ask)) {
                Wish wish = wishes.get(study);
                if (wish == null) {
                    begin(study);
                    return true;
                }
                if (wish.isYoung() && !wish.cameToNothing()) {
                    return true;
                }
            }
            return !wishes.values().stream().allMatch(Wish::cameToNothing);
        }

        private void begin(long study) {
            CompletableFuture<Result> result = desk.wish(study);
            wishes.put(study, Wish.of(result));
            result.whenComplete((made, failure) -> {
                if (failure == null) {
                    wake();
                } else if (!result.isCancelled()) {
                    failedToMake(study, failure);
                }
            });
            if (request.study() == null) {
                CompletableFuture.delayedExecutor(PATIENCE_NANOS, TimeUnit.NANOSECONDS, Runnable::run)
                        .execute(this::wake);
            }
        }

        /** Who is free to choose goes on to the next study: a wish that failed came to nothing. */
        private void failedToMake(long study, Throwable failure) {
            if (request.study() == null && !isAway(failure)) {
                log.error("No trial can be made for study {}", study, failure);
                wake();
            } else {
                fail(failure);
            }
        }

        /** Who holds waits for the database too: as soon as it can be heard again, everybody is woken. */
        private void fail(Throwable failure) {
            if (!(holds && opened && isAway(failure))) {
                answer.setErrorResult(failure);
            }
        }

        private void conclude() {
            Reasons.Nothing nothing = reason();
            if (!holds && nothing.why() == NoWork.BUSY && looks++ < MOST_LOOKS) {
                again.set(true);
            } else {
                answer.setResult(noContent(nothing));
            }
        }

        void withdraw() {
            wishes.values().forEach(wish -> wish.result().cancel(false));
        }

        boolean stillWaits() {
            return !answer.isSetOrExpired();
        }

        void holdUntilTheEnd() {
            try {
                endOfHold = clock.schedule(
                        () -> granting.execute(this::end), request.hold().toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                turnAway();
            }
        }

        private void end() {
            if (stillWaits()) {
                answer.setResult(nothing());
            }
        }

        void tell() {
            isSent = true;
            news.set(true);
            wake();
        }

        /** Whoever was sent by news and has its lease, or is gone, leaves the news to the next. */
        private void passOn() {
            if (isSent && !stillWaits()) {
                isSent = false;
                holding.first(ask.kind(), 1, Asker::stillWaits).forEach(Asker::tell);
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

        /** The calling thread has just found nothing queued: only what is done here may have put something there. */
        private Optional<Lease> look() {
            Claims.Greeting greeting = desk.greet(ask);
            opened = true;
            if (greeting.isUsed()) {
                return Optional.of(desk.repeated(ask));
            }
            return desk.expire() || greeting.isNews() ? desk.claim(ask, true) : Optional.empty();
        }

        private Optional<Lease> lookAgain(boolean isInTurn, boolean isNew) {
            if (isNew) {
                desk.expire();
            }
            return desk.grant(ask, isInTurn);
        }

        private void serve() {
            try {
                while (again.getAndSet(false) && !answer.isSetOrExpired()) {
                    boolean isInTurn = wishes.values().stream().allMatch(Wish::hasPrecedence);
                    boolean isNew = news.getAndSet(false);
                    wishes.values().removeIf(wish -> wish.isMade() || isNew && wish.cameToNothing());
                    Optional<Lease> lease = opened ? lookAgain(isInTurn, isNew) : look();
                    boolean isBeingMade = lease.isEmpty() && isBeingMade();
                    if (lease.isEmpty() && !isBeingMade) {
                        lease = desk.catchUp(ask, isInTurn);
                        isBeingMade = lease.isEmpty() && isBeingMade();
                    }
                    if (lease.isPresent()) {
                        give(lease.get());
                    } else if (holds || isBeingMade) {
                        alarm.set();
                    } else {
                        conclude();
                    }
                }
            } catch (RuntimeException e) {
                fail(e);
            } finally {
                busy.set(false);
                passOn();
            }
            // A wake between the last look and the line above would otherwise be lost.
            if (again.get() && !answer.isSetOrExpired()) {
                wake();
            }
        }
    }

    /** What one study's statement stumbles over is no outage. */
    private static boolean isAway(Throwable failure) {
        return failure instanceof TransactionException
                || failure instanceof DataAccessException
                        && !(failure instanceof UncategorizedDataAccessException)
                        && !(failure instanceof DataIntegrityViolationException);
    }

    private static ResponseEntity<Lease> noContent(Reasons.Nothing nothing) {
        return ResponseEntity.noContent()
                .header("Retry-After", Long.toString(nothing.retryAfter().toSeconds()))
                .header(NoWork.HEADER, nothing.why().header())
                .build();
    }

    /** The answer, now or when there is work or the hold is over. */
    DeferredResult<ResponseEntity<Lease>> ask(Ask ask) {
        Asker asker = new Asker(ask);
        if (asker.holds) {
            holding.add(ask.kind(), asker);
            asker.holdUntilTheEnd();
        } else {
            brief.add(asker);
        }
        asker.answer.onCompletion(() -> {
            asker.endOfHold.cancel(false);
            holding.remove(ask.kind(), asker);
            brief.remove(asker);
            asker.withdraw();
        });
        asker.wake();
        return asker.answer;
    }

    private void tell(Predicate<Ask.Kind> which, int most) {
        holding.firstOfEach(which, most, Asker::stillWaits).forEach(Asker::tell);
        brief.stream().filter(asker -> which.test(asker.ask.kind())).forEach(Asker::tell);
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
                    askers.stream().map(asker -> asker.ask.caller()).collect(Collectors.toSet()));
            askers.stream()
                    .filter(asker -> gone.contains(asker.ask.caller()))
                    .forEach(asker -> asker.answer.setErrorResult(ProblemException.of(
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
