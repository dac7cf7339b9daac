package dev.cairn.service.lease;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.TrialState;
import dev.cairn.service.access.RecentTokens;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Ends attempts as their workers say, once each, and hands the next trial over with it. */
@Component
class Endings {
    private final Contexts contexts;
    private final Outcomes outcomes;
    private final Leases leases;
    private final Claims claims;
    private final Handovers handovers;
    private final CatchUp catchUp;
    private final RecentTokens tokens;

    Endings(
            Contexts contexts,
            Outcomes outcomes,
            Leases leases,
            Claims claims,
            Handovers handovers,
            CatchUp catchUp,
            RecentTokens tokens) {
        this.tokens = tokens;
        this.contexts = contexts;
        this.outcomes = outcomes;
        this.leases = leases;
        this.claims = claims;
        this.handovers = handovers;
        this.catchUp = catchUp;
    }

    /** The study that moved is part of it. */
    private record Ended<T>(long study, T answer) {}

    /** A statement that ends an attempt by a judgement of its outcome; empty if the fence refuses. */
    private interface Ender<T> {
        Optional<T> end(Ending ending, Context context);
    }

    /** In one autocommit statement. */
    Outcome.Answer end(Outcomes.Sent sent) {
        Ended<Outcome.Answer> ended =
                ended(sent, (ending, context) -> outcomes.end(sent, ending, context), () -> repeated(sent));
        catchUp.soon(ended.study());
        return ended.answer();
    }

    /** In one autocommit statement too, unless the outcome was stored before or nothing is queued. */
    Handover.Answer handOver(Outcomes.Sent sent, LeaseRequest wanted) {
        var next = new Ask(wanted, sent.caller());
        try {
            Ended<Handover.Answer> ended = ended(
                    sent,
                    (ending, context) -> handovers.handOver(sent, ending, context, next),
                    () -> answer(repeated(sent), claims.claim(next, true)));
            catchUp.soon(ended.study());
            Handover.Answer answer = ended.answer();
            return answer.lease() == null ? answer(answer.outcome(), claims.repeated(next)) : answer;
        } catch (DuplicateKeyException e) {
            // The same call came in twice at once, and the other one got the trial; ours took its outcome back with it.
            return answer(end(sent), claims.repeated(next));
        }
    }

    private static Handover.Answer answer(Outcome.Answer outcome, Optional<Lease> lease) {
        return new Handover.Answer(outcome, lease.orElse(null));
    }

    private <T> Ended<T> ended(Outcomes.Sent sent, Ender<T> ender, Supplier<T> repeated) {
        long attempt = sent.attempt();
        Outcome outcome = sent.outcome();
        Context known = contexts.of(attempt).orElseThrow(() -> {
            tokens.requireGood(sent.caller());
            return ProblemException.notFound("attempt " + attempt);
        });
        Optional<T> answer = ended(outcome, known, ender);
        if (answer.isPresent()) {
            return new Ended<>(known.study(), answer.get());
        }
        tokens.requireGood(sent.caller());
        Context stored = contexts.stored(attempt).orElse(known);
        if (!stored.specMd5().equals(known.specMd5())) {
            answer = ended(outcome, stored, ender);
        }
        return new Ended<>(stored.study(), answer.orElseGet(repeated));
    }

    private static <T> Optional<T> ended(Outcome outcome, Context context, Ender<T> ender) {
        Ending ending = Ending.of(outcome, context.spec(), context.purpose());
        return Attachments.written(
                outcome.checkpoint() == null ? "/blobs" : "/checkpoint", () -> ender.end(ending, context));
    }

    /** An equal outcome gets its first answer again. */
    private Outcome.Answer repeated(Outcomes.Sent sent) {
        Leases.Standing standing = leases.requireStanding(sent.attempt(), sent.tokenHash());
        if (standing.outcomeHash() == null || standing.outcomeAnswer() == null) {
            throw Leases.superseded(sent.attempt());
        }
        if (!Arrays.equals(standing.outcomeHash(), outcomes.hash(sent.outcome()))) {
            throw ProblemException.of(
                    ProblemCode.OUTCOME_DIFFERS,
                    "attempt " + sent.attempt() + " has already ended with another outcome");
        }
        return new Outcome.Answer(standing.trial(), TrialState.valueOf(standing.outcomeAnswer()));
    }
}
