package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings an attempt's end to the service: the model first, then the outcome that attaches it, however long it takes. */
final class Delivery {
    private static final Logger LOG = System.getLogger(Delivery.class.getName());

    private final CairnClient client;
    private final Lease lease;
    private final Supplier<Optional<Asking>> next;
    private final Patience patience;
    private final Duration uploadTime;

    /**
     * @param next asks for the next trial along with the outcome, unless the worker wants none
     * @param uploadTime for the last checkpoint, if the worker must stop
     */
    Delivery(CairnClient client, Lease lease, Supplier<Optional<Asking>> next, Patience patience, Duration uploadTime) {
        this.client = client;
        this.lease = lease;
        this.next = next;
        this.patience = patience;
        this.uploadTime = uploadTime;
    }

    /** Ends the reports, too: until the model or the last checkpoint is uploaded they keep the lease. */
    Optional<Lease> deliver(Result ending, Reports reports, Checkpoints checkpoints)
            throws InterruptedException, SupersededException {
        Result told = ending;
        Map<BlobKind, String> blobs = Map.of();
        Path model = ending.model();
        if (ending.result() == Outcome.Result.COMPLETED && model != null) {
            try {
                Optional<String> digest = uploaded(model);
                blobs = digest.map(d -> Map.of(BlobKind.MODEL, d)).orElse(Map.of());
                // Without its model a trial is not complete: someone else shall try again.
                told = digest.isPresent() ? ending : Result.preempted();
            } catch (ProblemException e) {
                told = Result.failed(FailureCause.CRASHED, "the service refused the model: " + e.getMessage());
            } catch (IOException | LocalDiskException e) {
                told = Result.failed(FailureCause.CRASHED, "the saved model cannot be read: " + e.getMessage());
            }
        }
        Checkpoint last = told.result() == Outcome.Result.PREEMPTED
                ? checkpoints.last(uploadTime).orElse(null)
                : null;
        List<Measurement> rest = reports.rest();
        reports.requireWanted();
        return finish(told, blobs, rest, reports.log(), last);
    }

    /** The model's digest; empty if it shall not be tried again. */
    private Optional<String> uploaded(Path model) throws IOException, InterruptedException {
        String digest = Digest.of(model);
        return patience.insist("upload the model", () -> {
            requireReadable(model);
            client.blobs().put(digest, model);
            return digest;
        });
    }

    /** The client cannot say which end of the transfer failed. */
    private static void requireReadable(Path model) {
        if (!Files.isReadable(model)) {
            throw new LocalDiskException(new NoSuchFileException(model.toString()));
        }
    }

    /** The next lease, if one comes with the answer. */
    private Optional<Lease> finish(
            Result ending,
            Map<BlobKind, String> blobs,
            List<Measurement> measurements,
            String log,
            @Nullable Checkpoint checkpoint)
            throws InterruptedException, SupersededException {
        var outcome = new Outcome(
                ending.result(),
                ending.cause(),
                ending.metrics(),
                measurements,
                blobs,
                ending.message(),
                log.isBlank() ? null : log,
                checkpoint,
                ending.needsMebibytes());
        try {
            Optional<Handover.Answer> answer = patience.insist("deliver the outcome", () -> handedOver(outcome));
            String state = answer.map(a -> String.valueOf(a.outcome().state())).orElse("unknown, the service is away");
            LOG.log(Level.INFO, () -> "Trial " + lease.trialNumber() + " ended " + ending + "; now it is " + state);
            Optional<Lease> granted = answer.map(Handover.Answer::lease);
            return next.get().map(asking -> asking.answered(granted)).orElse(granted);
        } catch (ProblemException e) {
            if (Refusal.of(e) == Refusal.FINAL && ending.result() == Outcome.Result.COMPLETED) {
                String message = "the service refused the outcome: " + e.getMessage();
                return finish(Result.failed(FailureCause.CRASHED, message), Map.of(), measurements, log, null);
            } else {
                throw new SupersededException(e);
            }
        }
    }

    private Handover.Answer handedOver(Outcome outcome) {
        return next.get()
                .map(asking -> client.leases().handOver(lease, new Handover(outcome, asking.atOnce())))
                .orElseGet(() -> new Handover.Answer(client.leases().finish(lease, outcome), null));
    }
}
