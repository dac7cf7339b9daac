package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.suggestion.Suggestions;
import dev.cairn.service.web.ProblemException;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Grants trials: the same grant to the same request, else a queued trial, else a new suggestion, else nothing. */
@Component
class Desk {
    private final Leases leases;
    private final Sweeper sweeper;
    private final Suggestions suggestions;
    private final Reasons reasons;
    private final Sequencer sequencer;

    Desk(Leases leases, Sweeper sweeper, Suggestions suggestions, Reasons reasons, Sequencer sequencer) {
        this.sequencer = sequencer;
        this.reasons = reasons;
        this.leases = leases;
        this.sweeper = sweeper;
        this.suggestions = suggestions;
    }

    /**
     * What is done once for each ask: finds the grant that this request got before, and notes who asks.
     *
     * @throws ProblemException REQUEST_REUSED if the request's lease has ended
     */
    Optional<Lease> open(LeaseRequest request) {
        Optional<Lease> before = leases.repeated(request);
        if (before.isPresent()) {
            return before;
        }
        if (!leases.isUsed(request.request())) {
            leases.greet(request);
            return Optional.empty();
        }
        // Granted between the two looks, to the same request sent twice, or ended long ago.
        Optional<Lease> meanwhile = leases.repeated(request);
        if (meanwhile.isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.REQUEST_REUSED, "the lease of this request has ended; make a new request id");
        }
        return meanwhile;
    }

    /** One attempt to grant something now. */
    Optional<Lease> grant(LeaseRequest request) {
        sweeper.expire();
        return claim(request, true)
                .or(() -> suggested(request))
                // Studies whose turn it was have nothing now.
                .or(() -> claim(request, false))
                // The last trial may have gone to this very request, sent twice.
                .or(() -> leases.repeated(request));
    }

    /** Takes back a grant whose asker is gone. */
    void giveBack(Lease lease) {
        leases.giveBack(lease);
        sequencer.run(lease.study());
    }

    private Optional<Lease> suggested(LeaseRequest request) {
        for (long study : leases.wanting(request)) {
            // Another asker may snatch what we queued; then the study is asked again until it has nothing more.
            while (suggestions.suggest(study) == Suggestions.Result.CREATED) {
                Optional<Lease> granted = claim(request, false);
                if (granted.isPresent()) {
                    return granted;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Lease> claim(LeaseRequest request, boolean inTurn) {
        try {
            return leases.claim(request, inTurn);
        } catch (DuplicateKeyException e) {
            // The same request came in twice at once and the other one was granted.
            return leases.repeated(request);
        }
    }

    /** Why there is nothing. */
    Reasons.Nothing reason(LeaseRequest request) {
        return reasons.why(request);
    }
}
