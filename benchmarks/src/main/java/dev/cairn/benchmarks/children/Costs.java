package dev.cairn.benchmarks.children;

import dev.cairn.benchmarks.lstm.RandomWalks;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures what trials take, and asks their children what they expected. Memory is measured in a fresh process for each shape,
 * time in one that is used for all of them, because Java compiles for seconds. Time is the process's on processors, as a trial that
 * has a core for itself would need: other programs disturb it less.
 */
public final class Costs implements AutoCloseable {
    private static final int ROWS = 1000;
    /** So much that no shape of interest is broken off. */
    private static final int MEMORY_MEBIBYTES = 8192;

    private static final int MOST_EPOCHS = 200;

    private final TemporaryFolder folder;
    private final ChildSettings settings;
    private final ChildJvm warm;
    private final ProcessHandle warmProcess;
    private final double seconds;

    /**
     * Starts the process for times, and warms it up.
     *
     * @param warmUpSeconds of its time on processors, spent on trials of a small and a middle size
     * @param seconds about so long the epochs of each shape are measured, two at least
     */
    public Costs(double warmUpSeconds, double seconds) throws IOException, InterruptedException {
        this.folder = TemporaryFolder.create("cairn-cost");
        this.settings = new ChildSettings(MEMORY_MEBIBYTES, folder.path(), null);
        this.warm = ChildJvm.start(settings);
        // The first that this process has started.
        this.warmProcess = ProcessHandle.current().children().findFirst().orElseThrow();
        this.seconds = seconds;
        while (processorNanos() < warmUpSeconds * 1e9) {
            run(warm, new TrialShape(32, 32, 20, 1, 8), 10);
            run(warm, new TrialShape(64, 64, 20, 2, 4), 3);
        }
    }

    /** A shape's. */
    public Cost of(TrialShape shape) throws IOException, InterruptedException {
        RanTrial alone;
        try (ChildJvm fresh = ChildJvm.start(settings)) {
            alone = run(fresh, shape, 2);
        }
        double epochSeconds = alone.predicted().epochSeconds();
        int epochs = (int) Math.min(MOST_EPOCHS, Math.max(2, Math.ceil(seconds / epochSeconds)));
        return new Cost(
                alone.predicted().peakMebibytes(),
                alone.used().peakMebibytes(),
                epochSeconds,
                run(warm, shape, epochs + 1).epochSeconds());
    }

    /** Mebibytes of the process's peak, and seconds of an epoch after the first. */
    public record Cost(double predictedPeak, double peak, double predictedEpoch, double epoch) {
        public double memoryRatio() {
            return predictedPeak / peak;
        }

        public double timeRatio() {
            return predictedEpoch / epoch;
        }
    }

    private RanTrial run(ChildJvm child, TrialShape shape, int epochs) throws IOException, InterruptedException {
        var walks = new RandomWalks(shape.inputs(), ROWS);
        Path table = walks.write(folder.path().resolve("table.csv"));
        TrialOrder order = new Trials(walks.task(), table, folder.path()).order("trial", shape.point(epochs));
        return RanTrial.on(child, order, this::processorNanos);
    }

    private long processorNanos() {
        return warmProcess
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("this machine does not tell processor times"))
                .toNanos();
    }

    @Override
    public void close() throws IOException {
        warm.close();
        folder.close();
    }
}
