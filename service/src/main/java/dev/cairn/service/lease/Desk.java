package dev.cairn.service.lease;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
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
    private final Studies studies;
    private final Sequencer sequencer;
    private final CatchUp catchUp;

    Desk(
            Leases leases,
            Sweeper sweeper,
            Suggestions suggestions,
            Studies studies,
            Sequencer sequencer,
            CatchUp catchUp) {
        this.catchUp = catchUp;
        this.sequencer = sequencer;
        this.studies = studies;
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
        Optional<Lease> queued = claim(request);
        if (queued.isPresent()) {
            return queued;
        }
        // The last trial may have gone to this very request, sent twice.
        return suggested(request).or(() -> leases.repeated(request));
    }

    /** Takes back a grant whose asker is gone. */
    void giveBack(Lease lease) {
        leases.giveBack(lease);
        sequencer.run(lease.study());
    }

    private Optional<Lease> suggested(LeaseRequest request) {
        if (request.study() != null) {
            // An outcome that was answered before this call may have made room in the study.
            catchUp.now(request.study());
        }
        for (long study : leases.wanting(request)) {
            // Another asker may snatch what we queued; then the study is asked again until it has nothing more.
            while (suggestions.suggest(study) == Suggestions.Result.CREATED) {
                Optional<Lease> granted = claim(request);
                if (granted.isPresent()) {
                    return granted;
                }
            }
        }
        return Optional.empty();
    }

    /** A queued trial, if there is one for a worker that was greeted before. */
    Optional<Lease> claim(LeaseRequest request) {
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
