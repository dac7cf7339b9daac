package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.suggestion.Suggestions;
import dev.cairn.service.suggestion.Wishes;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Grants trials: the same grant to the same request, else a queued trial, else the wish for a new suggestion. */
@Component
class Desk {
    private final Leases leases;
    private final Sweeper sweeper;
    private final Wishes wishes;
    private final Studies studies;
    private final Sequencer sequencer;

    Desk(Leases leases, Sweeper sweeper, Wishes wishes, Studies studies, Sequencer sequencer) {
        this.sequencer = sequencer;
        this.studies = studies;
        this.leases = leases;
        this.sweeper = sweeper;
        this.wishes = wishes;
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

    /** One attempt to grant something that is there. */
    Optional<Lease> grant(LeaseRequest request) {
        sweeper.expire();
        // The last trial may have gone to this very request, sent twice.
        return claim(request).or(() -> leases.repeated(request));
    }

    /** Studies that may take a further trial for this request, the one to ask first at the front. */
    List<Long> wanting(LeaseRequest request) {
        return leases.wanting(request);
    }

    /** Has a further trial made; see {@link Wishes#wish}. */
    CompletableFuture<Suggestions.Result> wish(long study) {
        return wishes.wish(study);
    }

    /** Takes back a grant whose asker is gone. */
    void giveBack(Lease lease) {
        leases.giveBack(lease);
        sequencer.run(lease.study());
    }

    private Optional<Lease> claim(LeaseRequest request) {
        try {
            return leases.claim(request);
        } catch (DuplicateKeyException e) {
            // The same request came in twice at once and the other one was granted.
            return leases.repeated(request);
        }
    }

    /** Why there is nothing, for people who look. */
    String reason(LeaseRequest request) {
        if (request.study() != null && studies.find(request.study()).isEmpty()) {
            return "there is no study " + request.study();
        }
        return leases.wanting(request).isEmpty()
                ? "no study has a trial left to grant that this worker can train"
                : "the trials of every study are all being run";
    }
}
