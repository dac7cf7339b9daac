package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.SuggestedTrials;
import dev.cairn.api.lease.SuggestionRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Caller;
import dev.cairn.service.suggestion.Suggestions.Result;
import dev.cairn.service.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Several trials in one call, for people and trainers that send no heartbeats. Each is a lease of its own with the same statement,
 * fence and limits as a worker's; only its end lies further away. The threads here wait for suggestions that others compute.
 */
@Component
class Asking implements DisposableBean {
    private static final int THREADS = 4;
    /** Replicas and workers may take what was made for us; then it is asked for again. */
    private static final int MOST_ROUNDS = 10;

    private final Desk desk;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "asking");
        thread.setDaemon(true);
        return thread;
    });

    Asking(Desk desk) {
        this.desk = desk;
    }

    /** The answer, when every suggestion that was begun for it is made. */
    DeferredResult<SuggestedTrials> ask(long study, SuggestionRequest request, Caller caller) {
        // As long as it takes: what is granted to nobody would be held for hours.
        var answer = new DeferredResult<SuggestedTrials>(0L);
        try {
            threads.execute(() -> serve(study, request, caller, answer));
        } catch (RejectedExecutionException e) {
            answer.setErrorResult(ProblemException.of(ProblemCode.BUSY, "the service is stopping; try again"));
        }
        return answer;
    }

    private void serve(long study, SuggestionRequest request, Caller caller, DeferredResult<SuggestedTrials> answer) {
        var granted = new ArrayList<Lease>();
        boolean isHeard;
        try {
            isHeard = answer.setResult(grant(asks(study, request, caller), granted));
        } catch (CompletionException e) {
            isHeard = answer.setErrorResult(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) {
            isHeard = answer.setErrorResult(e);
        }
        if (!isHeard) {
            granted.forEach(desk::giveBack);
        }
    }

    /** One for each trial: its request id is derived, so that the whole call can be repeated. */
    private static List<Ask> asks(long study, SuggestionRequest request, Caller caller) {
        var worker = new WorkerInfo(name(caller), null, null);
        var asks = new ArrayList<Ask>();
        for (int i = 0; i < request.count(); i++) {
            UUID derived = UUID.nameUUIDFromBytes(
                    ("suggestion:" + request.request() + ":" + i).getBytes(StandardCharsets.UTF_8));
            asks.add(new Ask(new LeaseRequest(derived, worker, study, Duration.ZERO), caller, request.hold()));
        }
        return asks;
    }

    /** Among the workers, the caller's name in the characters that theirs have. */
    private static String name(Caller caller) {
        String name = "ask:" + caller.name().replaceAll("[^A-Za-z0-9._:-]", "_");
        return name.substring(0, Math.min(100, name.length()));
    }

    private SuggestedTrials grant(List<Ask> asks, List<Lease> granted) {
        List<Ask> open = new ArrayList<>();
        desk.expire();
        for (Ask ask : asks) {
            if (desk.greet(ask).isUsed()) {
                desk.held(ask).ifPresent(granted::add);
            } else {
                open.add(ask);
            }
        }
        if (open.isEmpty() && granted.isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.REQUEST_REUSED, "the leases of this request have ended; make a new request id");
        }
        for (int round = 0; round < MOST_ROUNDS && !open.isEmpty(); round++) {
            claim(open, granted);
            if (!open.isEmpty() && !areMade(open)) {
                Optional<Lease> last = desk.catchUp(open.get(0), false);
                last.ifPresent(lease -> {
                    granted.add(lease);
                    open.remove(0);
                });
                if (last.isEmpty() && !areMade(open)) {
                    break;
                }
            }
        }
        return new SuggestedTrials(
                granted, open.isEmpty() ? null : desk.reason(open.get(0)).why().header());
    }

    private void claim(List<Ask> open, List<Lease> granted) {
        for (Optional<Lease> lease = desk.grant(open.get(0), false); lease.isPresent(); ) {
            granted.add(lease.get());
            open.remove(0);
            lease = open.isEmpty() ? Optional.empty() : desk.grant(open.get(0), false);
        }
    }

    /** Has a suggestion made for each, if the study may have any. */
    private boolean areMade(List<Ask> open) {
        if (desk.wanting(open.get(0)).isEmpty()) {
            return false;
        }
        List<CompletableFuture<Result>> wishes =
                open.stream().map(ask -> desk.wish(ask.request().study())).toList();
        return wishes.stream().map(CompletableFuture::join).toList().contains(Result.CREATED);
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
