package dev.cairn.worker.lstm;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One trial to run.
 *
 * @param point values of the searched hyperparameters
 * @param dataset the table's file, its digest already checked
 * @param model where to save the fitted model
 * @param resumeFrom what an earlier attempt left, its digest already checked
 */
public record TrialOrder(
        long study,
        String studyName,
        long trial,
        Purpose purpose,
        Task task,
        Map<String, Object> point,
        long seed,
        String dataset,
        String model,
        Checkpointing checkpointing,
        @Nullable Resumption resumeFrom) {

    /**
     * When to save what a training can go on from: with the first epoch that ends after either has passed.
     *
     * @param folder for the files
     * @param epochs 0 for never because of epochs
     */
    public record Checkpointing(String folder, int epochs, double seconds) {}

    /**
     * A checkpoint's file.
     *
     * @param step the epoch that it must be of: the curve up to there stands already
     */
    public record Resumption(String file, long step) {}

    LstmHyperparameters hyperparameters() {
        return new LstmHyperparameters(task.known(), task.complete(point));
    }

    /** The task without what the point does not use. */
    Task usedTask() {
        return task.using(point);
    }

    /** Equal for trials that train bit for bit alike: a digest of data, task, hyperparameters, purpose and seed. */
    String identity() {
        try {
            byte[] json = CairnJson.strict().writeValueAsBytes(List.of(task, new TreeMap<>(point), purpose, seed));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
