package dev.cairn.service.lease;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.TrialState;
import dev.cairn.service.access.Caller;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends attempts as their workers say, once each, and hands the next trial over with it. */
@Component
class Endings {
    private final Contexts contexts;
    private final Outcomes outcomes;
    private final Leases leases;
    private final Claims claims;
    private final TransactionTemplate transaction;
    private final CatchUp catchUp;

    Endings(
            Contexts contexts,
            Outcomes outcomes,
            Leases leases,
            Claims claims,
            TransactionTemplate transaction,
            CatchUp catchUp) {
        this.contexts = contexts;
        this.outcomes = outcomes;
        this.leases = leases;
        this.claims = claims;
        this.transaction = transaction;
        this.catchUp = catchUp;
    }

    /** The study that moved is part of it. */
    private record Ended(long study, Outcome.Answer answer) {}

    /** In one autocommit statement. */
    Outcome.Answer end(long attempt, byte[] tokenHash, Outcome outcome) {
        Ended ended = ended(attempt, tokenHash, outcome);
        catchUp.soon(ended.study());
        return ended.answer();
    }

    /**
     * In one transaction. The outcome comes first: the claim may keep the lock of a row that it then rejects, and two workers
     * who each hold what the other's outcome needs would wait for each other.
     */
    Handover.Answer handOver(long attempt, byte[] tokenHash, Handover handover, Caller caller) {
        Ask next = new Ask(handover.next(), caller);
        record Both(Ended ended, Optional<Lease> lease) {}
        try {
            Both both = Objects.requireNonNull(transaction.execute(status -> {
                Ended ended = ended(attempt, tokenHash, handover.outcome());
                return new Both(ended, claims.claim(next, true));
            }));
            catchUp.soon(both.ended().study());
            return answer(both.ended().answer(), both.lease().or(() -> claims.repeated(next)));
        } catch (DuplicateKeyException e) {
            // The same call came in twice at once, and the other one got the trial; ours took its outcome back with it.
            return answer(end(attempt, tokenHash, handover.outcome()), claims.repeated(next));
        }
    }

    private static Handover.Answer answer(Outcome.Answer outcome, Optional<Lease> lease) {
        return new Handover.Answer(outcome, lease.orElse(null));
    }

    private Ended ended(long attempt, byte[] tokenHash, Outcome outcome) {
        Context known = contexts.of(attempt).orElseThrow(() -> ProblemException.notFound("attempt " + attempt));
        Optional<Outcome.Answer> answer = ended(attempt, tokenHash, outcome, known);
        if (answer.isPresent()) {
            return new Ended(known.study(), answer.get());
        }
        Context stored = contexts.stored(attempt).orElse(known);
        if (!stored.specMd5().equals(known.specMd5())) {
            answer = ended(attempt, tokenHash, outcome, stored);
        }
        return new Ended(stored.study(), answer.orElseGet(() -> repeated(attempt, tokenHash, outcome)));
    }

    private Optional<Outcome.Answer> ended(long attempt, byte[] tokenHash, Outcome outcome, Context context) {
        Ending ending = Ending.of(outcome, context.spec(), context.purpose());
        return Attachments.written(
                outcome.checkpoint() == null ? "/blobs" : "/checkpoint",
                () -> outcomes.end(attempt, tokenHash, outcome, ending, context));
    }

    /** An equal outcome gets its first answer again. */
    private Outcome.Answer repeated(long attempt, byte[] tokenHash, Outcome outcome) {
        Leases.Standing standing = leases.requireStanding(attempt, tokenHash);
        if (standing.outcomeHash() == null || standing.outcomeAnswer() == null) {
            throw Leases.superseded(attempt);
        }
        if (!Arrays.equals(standing.outcomeHash(), outcomes.hash(outcome))) {
            throw ProblemException.of(
                    ProblemCode.OUTCOME_DIFFERS, "attempt " + attempt + " has already ended with another outcome");
        }
        return new Outcome.Answer(standing.trial(), TrialState.valueOf(standing.outcomeAnswer()));
    }
}
