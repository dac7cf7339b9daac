package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.suggestion.Suggestions;
import dev.cairn.service.suggestion.Wishes;
import dev.cairn.service.web.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Grants trials: the same grant to the same request, else a queued trial, else the wish for a new suggestion. */
@Component
class Desk {
    private final Claims claims;
    private final Sweeper sweeper;
    private final Wishes wishes;
    private final Reasons reasons;
    private final Sequencer sequencer;
    private final CatchUp catchUp;

    Desk(Claims claims, Sweeper sweeper, Wishes wishes, Reasons reasons, Sequencer sequencer, CatchUp catchUp) {
        this.catchUp = catchUp;
        this.sequencer = sequencer;
        this.reasons = reasons;
        this.claims = claims;
        this.sweeper = sweeper;
        this.wishes = wishes;
    }

    /** Notes who asks. */
    Claims.Greeting greet(Ask ask) {
        return claims.greet(ask);
    }

    /**
     * The grant that this request got before.
     *
     * @throws ProblemException REQUEST_REUSED if the request's lease has ended
     */
    Lease repeated(Ask ask) {
        return held(ask)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.REQUEST_REUSED, "the lease of this request has ended; make a new request id"));
    }

    /** The same, while its attempt runs. */
    Optional<Lease> held(Ask ask) {
        return claims.repeated(ask);
    }

    /** Takes back what silent workers hold; whether there was any. */
    boolean expire() {
        return sweeper.expire();
    }

    /**
     * One attempt to grant something that is there.
     *
     * @param inTurn nothing while a study of higher priority may have a new trial suggested
     */
    Optional<Lease> grant(Ask ask, boolean inTurn) {
        return claim(ask, inTurn)
                // The last trial may have gone to this very request, sent twice.
                .or(() -> claims.repeated(ask));
    }

    /**
     * Takes into account what was answered before this call and is not numbered yet: an outcome may have made room. Whoever holds
     * for any study is woken when it is numbered.
     *
     * @return something that is there since
     */
    Optional<Lease> catchUp(Ask ask, boolean inTurn) {
        Long study = ask.request().study();
        boolean caughtUp =
                study != null ? catchUp.now(study) : ask.request().hold().isZero() && catchUp.all();
        return caughtUp ? grant(ask, inTurn) : Optional.empty();
    }

    /** Studies that may take a further trial for this request, the one to ask first at the front. */
    List<Long> wanting(Ask ask) {
        return claims.wanting(ask);
    }

    /** Has a further trial made; see {@link Wishes#wish}. */
    CompletableFuture<Suggestions.Result> wish(long study) {
        return wishes.wish(study);
    }

    /** Takes back a grant whose asker is gone. */
    void giveBack(Lease lease) {
        claims.giveBack(lease);
        sequencer.run(lease.study());
    }

    /**
     * A queued trial, if there is one for a worker that was greeted before.
     *
     * @param inTurn as in {@link #grant}
     */
    Optional<Lease> claim(Ask ask, boolean inTurn) {
        try {
            return claims.claim(ask, inTurn);
        } catch (DuplicateKeyException e) {
            // The same request came in twice at once and the other one was granted.
            return claims.repeated(ask);
        }
    }

    /** How long it is until the next back-off of any trial ends; empty if none waits. */
    Optional<Duration> untilNextReady() {
        return claims.untilNextReady();
    }

    /** Why there is nothing. */
    Reasons.Nothing reason(Ask ask) {
        return reasons.why(ask);
    }
}
