package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.service.suggestion.Suggestions.Result;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.async.DeferredResult;

/** One call. Woken while it is being served, it is served again. */
final class Asker {
    private static final Logger log = LoggerFactory.getLogger(Asker.class);
    /**
     * A trial that another replica queued between looking into the queue and looking whether one may be made is missed by both
     * looks; who does not hold is not woken for it.
     */
    private static final int MOST_LOOKS = 3;
    /** Of a hold of so many milliseconds or more, up to so small a part is left out. */
    private static final long SPREAD_FROM_MILLIS = 20_000;

    private static final long SPREAD_PART = 5;
    /** The container ends a hold only if nobody here has. */
    private static final long LATE_MILLIS = 5000;

    private final Ask ask;
    private final boolean hasLooked;
    private final Desk desk;
    private final Executor granting;
    private final Runnable nothingFound;
    private final Consumer<Asker> next;
    private final LeaseRequest request;
    private final DeferredResult<ResponseEntity<Lease>> answer;
    private final boolean holds;
    /** The first look has begun; written only by who holds {@link #busy}. */
    private volatile boolean opened;
    /** Written only by who holds {@link #busy}. */
    private volatile int looks;
    /** By study; one that came to nothing stays, so that the study is not asked again before there is news. */
    private final Map<Long, Wish> wishes = new ConcurrentHashMap<>();

    /** It was sent by news, which is to go on to the next of its line if it is served. */
    private volatile boolean isSent;

    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean news = new AtomicBoolean();

    /**
     * Waits for nobody yet: {@link #wake} begins.
     *
     * @param hasLooked whether it was just found that nothing is queued
     * @param granting threads that grant what is there
     * @param nothingFound run when there was nothing, so that somebody looks when time alone brings something
     * @param next told of news that this one leaves to the next of its line
     */
    Asker(Ask ask, boolean hasLooked, Desk desk, Executor granting, Runnable nothingFound, Consumer<Asker> next) {
        this.ask = ask;
        this.hasLooked = hasLooked;
        this.desk = desk;
        this.granting = granting;
        this.nothingFound = nothingFound;
        this.next = next;
        this.request = ask.request();
        this.holds = !request.hold().isZero();
        this.answer = new DeferredResult<>(holds ? request.hold().toMillis() + LATE_MILLIS : null, this::nothing);
    }

    Ask ask() {
        return ask;
    }

    boolean holds() {
        return holds;
    }

    DeferredResult<ResponseEntity<Lease>> answer() {
        return answer;
    }

    private ResponseEntity<Lease> nothing() {
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
            CompletableFuture.delayedExecutor(Wish.PATIENCE_NANOS, TimeUnit.NANOSECONDS, Runnable::run)
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

    /** Sometimes a little less than was asked for, so that those who came together do not come together again. */
    long holdMillis() {
        long asked = request.hold().toMillis();
        return asked < SPREAD_FROM_MILLIS
                ? asked
                : asked - ThreadLocalRandom.current().nextLong(asked / SPREAD_PART);
    }

    void end() {
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
            next.accept(this);
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

    /** If the calling thread has just found nothing queued, only what is done here may have put something there. */
    private Optional<Lease> look() {
        Claims.Greeting greeting = desk.greet(ask);
        opened = true;
        if (greeting.isUsed()) {
            return Optional.of(desk.repeated(ask));
        }
        return desk.expire() || greeting.isNews() || !hasLooked ? desk.claim(ask, true) : Optional.empty();
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
                    nothingFound.run();
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
}
