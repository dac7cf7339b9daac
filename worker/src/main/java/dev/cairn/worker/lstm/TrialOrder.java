package dev.cairn.worker.lstm;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Refit;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Purpose;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One trial to run.
 *
 * @param point values of the searched hyperparameters
 * @param refit how to fit, of a confirmation
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
        @Nullable Refit refit,
        String dataset,
        String model,
        Checkpointing checkpointing,
        @Nullable Resumption resumeFrom) {

    /** Neighbouring trials' seeds differ by less: no network is trained for two of them. */
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

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

    /** A refit stops after the epochs that it is told, and not early: all else, schedules too, is as the point says. */
    LstmHyperparameters hyperparameters() {
        var values = new TreeMap<>(task.complete(point));
        if (refit != null && refit.epochs() != null) {
            values.put("earlyStoppingPatience", 0);
        }
        return new LstmHyperparameters(task.known(), values);
    }

    /** How many epochs it trains for, at most. */
    int epochs() {
        return refit == null || refit.epochs() == null ? hyperparameters().epochs() : refit.epochs();
    }

    /** Of the networks: each is trained on every fold. */
    List<Long> seeds() {
        if (refit != null) {
            return refit.seeds();
        }
        return LongStream.range(0, hyperparameters().whole("seeds"))
                .mapToObj(repetition -> seed + repetition * SEED_STEP)
                .toList();
    }

    /** The task without what the point does not use. */
    Task usedTask() {
        return task.using(point);
    }

    /** Equal for trials that train bit for bit alike: a digest of data, task, hyperparameters, purpose, seed and refit. */
    String identity() {
        try {
            var parts = new ArrayList<>(List.of(task, new TreeMap<>(point), purpose, seed));
            if (refit != null) {
                parts.add(refit);
            }
            byte[] json = CairnJson.strict().writeValueAsBytes(parts);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
