package dev.cairn.worker;

import dev.cairn.search.Rules;
import dev.cairn.worker.lstm.TrialOrder;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told by its environment. Constructed only if it makes sense.
 *
 * @param url {@code CAIRN_URL}: the service
 * @param name {@code CAIRN_WORKER_NAME}: unique among workers; host name and process id by default
 * @param directory {@code CAIRN_WORKER_DIRECTORY}: for data sets and scratch files; workers may share it
 * @param backend {@code CAIRN_BACKEND}: what shall compute, {@code cpu} or {@code cuda}; the worker refuses to run on another
 * @param gpu {@code CAIRN_GPU}: the only one that trials see, by its number in {@code nvidia-smi}; when absent, all that this
 *     process may see
 * @param progressLimit {@code CAIRN_PROGRESS_LIMIT}: a trial that shows no progress for so long is killed
 * @param trialLimit {@code CAIRN_TRIAL_LIMIT}: and so is one whose training takes so long in one
 *     attempt, the start of its process included
 * @param trialMemoryMebibytes {@code CAIRN_TRIAL_MEMORY_MIB}: what a trial's process may use
 * @param trialsPerProcess {@code CAIRN_TRIALS_PER_PROCESS}: trials that one process runs, one after the other, before a fresh
 *     one takes over; 1 gives each trial its own, which costs seconds
 * @param checkpointInterval {@code CAIRN_CHECKPOINT_INTERVAL}: a checkpoint is uploaded with the first epoch that ends after so
 *     long
 * @param checkpointEpochs {@code CAIRN_CHECKPOINT_EPOCHS}: and after so many epochs; 0 for never because of epochs
 * @param grace {@code CAIRN_GRACE}: how long the process takes at most to end when it is told to; supervisors must not kill it
 *     before
 * @param datasetCacheMebibytes {@code CAIRN_DATASET_CACHE_MIB}: what data sets that no trial uses may take on the disk
 */
record WorkerSettings(
        URI url,
        String name,
        Path directory,
        String backend,
        @Nullable Integer gpu,
        Duration progressLimit,
        Duration trialLimit,
        int trialMemoryMebibytes,
        int trialsPerProcess,
        Duration checkpointInterval,
        int checkpointEpochs,
        Duration grace,
        int datasetCacheMebibytes) {
    private static final int LEAST_MEMORY_MEBIBYTES = 512;

    WorkerSettings {
        URI address = url;
        String called = name;
        var rules = new Rules();
        rules.check(
                ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                        && address.getHost() != null,
                "/CAIRN_URL",
                () -> "CAIRN_URL must be like http://127.0.0.1:8080 but was '" + address + "'");
        rules.check(
                called.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}"),
                "/CAIRN_WORKER_NAME",
                () -> "CAIRN_WORKER_NAME must be letters, digits, dots, colons, dashes and underscores, at most 100, "
                        + "but was '" + called + "'");
        String computing = backend;
        rules.check(
                computing.equals("cpu") || computing.equals("cuda"),
                "/CAIRN_BACKEND",
                () -> "CAIRN_BACKEND must be cpu or cuda but was '" + computing + "'");
        Integer device = gpu;
        if (device != null) {
            requireAtLeast(rules, "CAIRN_GPU", device, 0);
            rules.check(
                    computing.equals("cuda"),
                    "/CAIRN_GPU",
                    () -> "CAIRN_GPU must be absent or CAIRN_BACKEND cuda, but they were " + device + " and '"
                            + computing + "'");
        }
        requireAtLeast(rules, "CAIRN_PROGRESS_LIMIT", progressLimit, Duration.ofSeconds(1));
        requireAtLeast(rules, "CAIRN_TRIAL_LIMIT", trialLimit, Duration.ofSeconds(1));
        requireAtLeast(rules, "CAIRN_TRIAL_MEMORY_MIB", trialMemoryMebibytes, LEAST_MEMORY_MEBIBYTES);
        requireAtLeast(rules, "CAIRN_TRIALS_PER_PROCESS", trialsPerProcess, 1);
        requireAtLeast(rules, "CAIRN_CHECKPOINT_INTERVAL", checkpointInterval, Duration.ofSeconds(1));
        requireAtLeast(rules, "CAIRN_CHECKPOINT_EPOCHS", checkpointEpochs, 0);
        requireAtLeast(rules, "CAIRN_GRACE", grace, Duration.ofSeconds(1));
        requireAtLeast(rules, "CAIRN_DATASET_CACHE_MIB", datasetCacheMebibytes, 1);
        rules.hold();
    }

    private static <T extends Comparable<T>> void requireAtLeast(Rules rules, String name, T value, T least) {
        rules.check(
                value.compareTo(least) >= 0,
                "/" + name,
                () -> name + " must be at least " + least + " but was " + value);
    }

    /**
     * Reads variables; what is absent or empty has its default.
     *
     * @throws IllegalArgumentException saying which variable cannot be used
     */
    static WorkerSettings from(Map<String, String> environment) {
        return new WorkerSettings(
                read(environment, "CAIRN_URL", "http://127.0.0.1:8080", URI::create),
                read(environment, "CAIRN_WORKER_NAME", defaultName(), Function.identity()),
                read(
                        environment,
                        "CAIRN_WORKER_DIRECTORY",
                        Path.of(System.getProperty("java.io.tmpdir"), "cairn-worker")
                                .toString(),
                        Path::of),
                read(environment, "CAIRN_BACKEND", "cpu", Function.identity()),
                read(environment, "CAIRN_GPU", "", text -> text.isEmpty() ? null : Integer.valueOf(text)),
                read(environment, "CAIRN_PROGRESS_LIMIT", "PT10M", Duration::parse),
                read(environment, "CAIRN_TRIAL_LIMIT", "PT24H", Duration::parse),
                read(environment, "CAIRN_TRIAL_MEMORY_MIB", "2048", Integer::parseInt),
                read(environment, "CAIRN_TRIALS_PER_PROCESS", "25", Integer::parseInt),
                read(environment, "CAIRN_CHECKPOINT_INTERVAL", "PT30S", Duration::parse),
                read(environment, "CAIRN_CHECKPOINT_EPOCHS", "0", Integer::parseInt),
                // Docker kills after ten.
                read(environment, "CAIRN_GRACE", "PT8S", Duration::parse),
                read(environment, "CAIRN_DATASET_CACHE_MIB", "10240", Integer::parseInt));
    }

    /** What a trial's process is told about checkpoints. */
    TrialOrder.Checkpointing checkpointing(Path folder) {
        return new TrialOrder.Checkpointing(folder.toString(), checkpointEpochs, checkpointInterval.toMillis() / 1e3);
    }

    private static <T extends @Nullable Object> T read(
            Map<String, String> environment, String name, String otherwise, Function<String, T> reader) {
        @Nullable String given = environment.get(name);
        String text = given == null || given.isBlank() ? otherwise : given.strip();
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException(name + " cannot be '" + text + "': " + e.getMessage(), e);
        }
    }

    private static String defaultName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "worker";
        }
        return host.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "") + "-"
                + ProcessHandle.current().pid();
    }
}
