package dev.cairn.client.worker;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Fetches what an earlier attempt left. Without it a trial begins afresh, which costs time and no result. */
final class Resumption {
    private static final Logger LOG = System.getLogger(Resumption.class.getName());

    private Resumption() {}

    /** The checkpoint's file, whole and with the right digest; empty if none can be had. */
    static Optional<SavedState> fetched(CairnClient client, Checkpoint checkpoint, Path folder, Patience patience)
            throws InterruptedException {
        try {
            Path file = folder.resolve("from-" + checkpoint.step() + ".zip");
            Optional<String> found = patience.insist("fetch the checkpoint", () -> fetch(client, checkpoint, file));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get().equals(checkpoint.sha256())) {
                return Optional.of(new SavedState(checkpoint.step(), file));
            }
            LOG.log(Level.WARNING, () -> afresh(checkpoint, "it arrived with the digest " + found.get()));
        } catch (ProblemException | LocalDiskException e) {
            LOG.log(Level.WARNING, () -> afresh(checkpoint, e.getMessage()));
        }
        return Optional.empty();
    }

    private static String afresh(Checkpoint checkpoint, String why) {
        return "The " + checkpoint + " cannot be had, the trial begins afresh: " + why;
    }

    private static String fetch(CairnClient client, Checkpoint checkpoint, Path file) {
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                client.blobs().get(checkpoint.sha256(), out);
            }
            return Digest.of(file);
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
