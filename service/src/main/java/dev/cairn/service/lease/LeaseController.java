package dev.cairn.service.lease;

import dev.cairn.api.access.Role;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.SuggestedTrials;
import dev.cairn.api.lease.SuggestionRequest;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.pruner.Verdict;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.RecentTokens;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.ProblemException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The worker protocol: lease, report, end. */
@RestController
@RequestMapping("/api/v1")
class LeaseController {
    private static final Logger log = LoggerFactory.getLogger(LeaseController.class);

    /** Calls that look into the queue at a time, and so many more that wait for their turn: reports need connections too. */
    private static final int LOOKERS = 6;

    private static final long LOOK_MILLIS = 100;

    private final Semaphore looking = new Semaphore(LOOKERS);
    private final Studies studies;
    private final Asking asking;
    private final Waiting waiting;
    private final Leases leases;
    private final Contexts contexts;
    private final Endings endings;
    private final Desk desk;
    private final Pruning pruning;
    private final RecentTokens tokens;

    LeaseController(
            Studies studies,
            Asking asking,
            Waiting waiting,
            Leases leases,
            Contexts contexts,
            Endings endings,
            Desk desk,
            Pruning pruning,
            RecentTokens tokens) {
        this.studies = studies;
        this.asking = asking;
        this.waiting = waiting;
        this.leases = leases;
        this.contexts = contexts;
        this.endings = endings;
        this.desk = desk;
        this.pruning = pruning;
        this.tokens = tokens;
    }

    /** A queued trial at once, by the calling thread; whoever has to wait for one does so without a thread. */
    @PostMapping("/leases")
    @Allowed(
            value = {Role.USER, Role.WORKER},
            asksItself = true)
    Object lease(@Body LeaseRequest request, Caller caller) {
        Ask ask = new Ask(request, caller);
        boolean mayLook = mayLook();
        if (mayLook) {
            try {
                Optional<Lease> queued = desk.claim(ask, true);
                if (queued.isPresent()) {
                    return ResponseEntity.ok(queued.get());
                }
            } finally {
                looking.release();
            }
        }
        tokens.requireGood(caller);
        return waiting.ask(ask, mayLook);
    }

    /** Not when thousands ask in one moment: then they stand in line without a thread. */
    private boolean mayLook() {
        try {
            return looking.getQueueLength() < LOOKERS && looking.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Trials for people, and for trainers that send no heartbeats. */
    @PostMapping("/studies/{id}/suggestions")
    @Allowed({Role.USER, Role.WORKER})
    DeferredResult<SuggestedTrials> suggest(@PathVariable long id, @Body SuggestionRequest request, Caller caller) {
        if (studies.get(id).spec().task() != null) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE, "study " + id + " has a task; its trials are for workers that train it");
        }
        return asking.ask(id, request, caller);
    }

    @PostMapping("/attempts/{attempt}/measurements")
    @Allowed(
            value = {Role.USER, Role.WORKER},
            asksItself = true)
    Directive report(
            @PathVariable long attempt,
            @RequestHeader(name = Lease.TOKEN_HEADER, required = false) @Nullable String token,
            @Body Report report,
            Caller caller) {
        byte[] tokenHash = hash(token, caller);
        Leases.Accepted accepted = Attachments.written(
                        "/checkpoint", () -> leases.report(attempt, tokenHash, report, caller))
                .orElseThrow(() -> {
                    tokens.requireGood(caller);
                    return leases.refusal(attempt, tokenHash);
                });
        Directive.Kind directive = accepted.directive();
        if (directive == null && accepted.maybePruned()) {
            String reason = judge(attempt, accepted, report).reason();
            if (reason != null) {
                leases.tellToStop(accepted.trial(), reason);
                log.info("Trial {} of study {} is told to stop: {}", accepted.trial(), accepted.study(), reason);
                directive = Directive.Kind.STOP;
            }
        }
        return new Directive(directive == null ? Directive.Kind.CONTINUE : directive, accepted.timeLeft());
    }

    private Verdict judge(long attempt, Leases.Accepted accepted, Report report) {
        return contexts.of(attempt)
                .map(context -> pruning.judge(
                        context.spec(), accepted.study(), accepted.trial(), attempt, report.measurements()))
                .orElse(Verdict.CONTINUE);
    }

    @PostMapping("/attempts/{attempt}/outcome")
    @Allowed(
            value = {Role.USER, Role.WORKER},
            asksItself = true)
    Outcome.Answer end(
            @PathVariable long attempt,
            @RequestHeader(name = Lease.TOKEN_HEADER, required = false) @Nullable String token,
            @Body Outcome outcome,
            Caller caller) {
        return endings.end(new Outcomes.Sent(attempt, hash(token, caller), outcome, caller));
    }

    @PostMapping("/attempts/{attempt}/handover")
    @Allowed(
            value = {Role.USER, Role.WORKER},
            asksItself = true)
    Handover.Answer handOver(
            @PathVariable long attempt,
            @RequestHeader(name = Lease.TOKEN_HEADER, required = false) @Nullable String token,
            @Body Handover handover,
            Caller caller) {
        return endings.handOver(
                new Outcomes.Sent(attempt, hash(token, caller), handover.outcome(), caller), handover.next());
    }

    private static byte[] hash(@Nullable String token, Caller caller) {
        if (token == null || token.isBlank()) {
            throw ProblemException.of(
                    ProblemCode.UNAUTHORIZED, "send the lease's token in the header " + Lease.TOKEN_HEADER);
        }
        return LeaseToken.hash(token, caller);
    }
}
