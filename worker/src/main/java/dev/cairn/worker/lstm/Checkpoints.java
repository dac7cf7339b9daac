package dev.cairn.worker.lstm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * One training's checkpoints. They are saved between epochs, when the settings say so and besides as often as is nearly free,
 * so that a worker which must stop has a recent one.
 */
final class Checkpoints {
    /** Saving may take one part in so many of the time. */
    private static final int SHARE = 100;
    /** Nobody needs them more often. */
    private static final double LEAST_PAUSE_SECONDS = 1;

    private final TrialOrder order;
    private final TrialListener listener;
    private long savedAt = System.nanoTime();
    private long dueSince = savedAt;
    private int dueEpoch;
    private double costSeconds;
    private boolean broken;

    Checkpoints(TrialOrder order, TrialListener listener) {
        this.order = order;
        this.listener = listener;
    }

    /** Restores the network, if there is a checkpoint to go on from. One that cannot be used costs time, not the trial. */
    Optional<TrainingState> restored(MultiLayerNetwork network) {
        TrialOrder.Resumption from = order.resumeFrom();
        if (from == null) {
            return Optional.empty();
        }
        try {
            TrainingState state = CheckpointFile.restore(Path.of(from.file()), order, network);
            listener.noted("goes on after epoch " + state.epoch() + ", from a checkpoint");
            dueEpoch = state.epoch();
            return Optional.of(state);
        } catch (IOException e) {
            return unusable(from, e.toString());
        } catch (InvalidModelException e) {
            return unusable(from, String.valueOf(e.getMessage()));
        }
    }

    private Optional<TrainingState> unusable(TrialOrder.Resumption from, String why) {
        listener.noted("begins afresh, because the checkpoint of epoch " + from.step() + " cannot be used: " + why);
        return Optional.empty();
    }

    /** Saves a checkpoint if it is time. */
    void ended(TrainingState state, MultiLayerNetwork network) {
        TrialOrder.Checkpointing settings = order.checkpointing();
        long now = System.nanoTime();
        boolean due = settings.epochs() > 0 && state.epoch() - dueEpoch >= settings.epochs()
                || (now - dueSince) / 1e9 >= settings.seconds();
        boolean cheap = (now - savedAt) / 1e9 >= Math.max(LEAST_PAUSE_SECONDS, SHARE * costSeconds);
        if (broken || !due && !cheap || !CheckpointFile.isSmallEnough(network)) {
            return;
        }
        try {
            listener.checkpointed(state.epoch(), save(state, network), due);
        } catch (IOException e) {
            // The training itself needs no disk.
            broken = true;
            listener.noted("saves no checkpoints any more: " + e);
        }
        savedAt = System.nanoTime();
        costSeconds = (savedAt - now) / 1e9;
        if (due) {
            dueSince = savedAt;
            dueEpoch = state.epoch();
        }
    }

    private Path save(TrainingState state, MultiLayerNetwork network) throws IOException {
        Path folder = Path.of(order.checkpointing().folder());
        Path part = folder.resolve("checkpoint.part");
        CheckpointFile.save(part, order, network, state);
        return Files.move(part, folder.resolve("checkpoint-" + state.epoch() + ".zip"), StandardCopyOption.ATOMIC_MOVE);
    }
}
