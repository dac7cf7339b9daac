package dev.cairn.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches what an earlier attempt left. Without it a trial begins afresh, which costs time and no result. */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private Resumption() {}

    /** The checkpoint's file, whole and with the right digest; null if there is none, or none that can be had. */
    static TrialOrder.@Nullable Resumption fetched(
            CairnClient client, @Nullable Checkpoint checkpoint, Scratch scratch, Patience patience)
            throws InterruptedException {
        if (checkpoint == null) {
            return null;
        }
        try {
            Path file = scratch.from(checkpoint);
            Optional<String> found = patience.insist("fetch the checkpoint", () -> fetch(client, checkpoint, file));
            if (found.isEmpty()) {
                return null;
            }
            if (found.get().equals(checkpoint.sha256())) {
                return new TrialOrder.Resumption(file.toString(), checkpoint.step());
            }
            LOG.warn("The checkpoint {} arrived with the digest {}: the trial begins afresh", checkpoint, found.get());
        } catch (ProblemException | LocalDiskException e) {
            LOG.warn("The checkpoint {} cannot be had, the trial begins afresh: {}", checkpoint, e.getMessage());
        }
        return null;
    }

    private static String fetch(CairnClient client, Checkpoint checkpoint, Path file) {
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                client.blobs().get(checkpoint.sha256(), out);
            }
            return DatasetCache.digest(file);
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
