package dev.cairn.service.lease;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.Violation;
import dev.cairn.search.pruner.Verdict;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
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

    private final Waiting waiting;
    private final Leases leases;
    private final Outcomes outcomes;
    private final Pruning pruning;
    private final Sequencer sequencer;

    LeaseController(Waiting waiting, Leases leases, Outcomes outcomes, Pruning pruning, Sequencer sequencer) {
        this.waiting = waiting;
        this.leases = leases;
        this.outcomes = outcomes;
        this.pruning = pruning;
        this.sequencer = sequencer;
    }

    @PostMapping("/leases")
    DeferredResult<ResponseEntity<Lease>> lease(@Body LeaseRequest request) {
        return waiting.ask(request);
    }

    @PostMapping("/attempts/{attempt}/measurements")
    Directive report(
            @PathVariable long attempt,
            @RequestHeader(name = Lease.TOKEN_HEADER, required = false) @Nullable String token,
            @Body Report report) {
        byte[] tokenHash = hash(token);
        Leases.Accepted accepted = attaching("/checkpoint", () -> leases.report(attempt, tokenHash, report))
                .orElseThrow(() -> refusal(attempt, tokenHash));
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
        return outcomes.context(attempt)
                .map(context -> pruning.judge(
                        context.spec(), accepted.study(), accepted.trial(), attempt, report.measurements()))
                .orElse(Verdict.CONTINUE);
    }

    @PostMapping("/attempts/{attempt}/outcome")
    Outcome.Answer end(
            @PathVariable long attempt,
            @RequestHeader(name = Lease.TOKEN_HEADER, required = false) @Nullable String token,
            @Body Outcome outcome) {
        byte[] tokenHash = hash(token);
        Outcomes.Context context =
                outcomes.context(attempt).orElseThrow(() -> ProblemException.notFound("attempt " + attempt));
        Ending ending = Ending.of(outcome, context.spec(), context.purpose());
        Optional<Outcome.Answer> answer = attaching(
                outcome.checkpoint() == null ? "/blobs" : "/checkpoint",
                () -> outcomes.end(attempt, tokenHash, outcome, ending, context));
        Outcome.Answer given = answer.orElseGet(() -> repeated(attempt, tokenHash, outcome));
        sequencer.run(context.study());
        return given;
    }

    private static <T> T attaching(String pointer, Supplier<T> statement) {
        try {
            return statement.get();
        } catch (DataIntegrityViolationException e) {
            if (String.valueOf(e.getMessage()).contains("an_attached_blob_was_uploaded")) {
                throw ProblemException.of(
                        ProblemCode.INVALID_REQUEST,
                        List.of(new Violation(
                                pointer, "upload each blob with PUT /api/v1/blobs/{sha256} before it is named")));
            }
            throw e;
        }
    }

    /** An equal outcome gets its first answer again. */
    private Outcome.Answer repeated(long attempt, byte[] tokenHash, Outcome outcome) {
        Leases.Standing standing = standing(attempt, tokenHash);
        if (standing.outcomeHash() == null || standing.outcomeAnswer() == null) {
            throw superseded(attempt);
        }
        if (!Arrays.equals(standing.outcomeHash(), outcomes.hash(outcome))) {
            throw ProblemException.of(
                    ProblemCode.OUTCOME_DIFFERS, "attempt " + attempt + " has already ended with another outcome");
        }
        return new Outcome.Answer(standing.trial(), TrialState.valueOf(standing.outcomeAnswer()));
    }

    private ProblemException refusal(long attempt, byte[] tokenHash) {
        standing(attempt, tokenHash);
        return superseded(attempt);
    }

    private static ProblemException superseded(long attempt) {
        return ProblemException.of(
                ProblemCode.LEASE_SUPERSEDED,
                "attempt " + attempt + " no longer holds its trial: another attempt took over, or the trial has ended");
    }

    private Leases.Standing standing(long attempt, byte[] tokenHash) {
        Leases.Standing standing =
                leases.standing(attempt, tokenHash).orElseThrow(() -> ProblemException.notFound("attempt " + attempt));
        if (!standing.tokenIsRight()) {
            throw ProblemException.of(
                    ProblemCode.UNAUTHORIZED,
                    "the token is not that of attempt " + attempt + "; send the lease's token");
        }
        return standing;
    }

    private static byte[] hash(@Nullable String token) {
        if (token == null || token.isBlank()) {
            throw ProblemException.of(
                    ProblemCode.UNAUTHORIZED, "send the lease's token in the header " + Lease.TOKEN_HEADER);
        }
        return LeaseToken.hash(token);
    }
}
