package dev.cairn.benchmarks.children;

import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One trial after the other, as one worker runs them. One thread at a time may use it. */
final class Slot implements AutoCloseable {
    /** A worker's standard limit. */
    private static final int MEMORY_MEBIBYTES = 2048;

    private static final double HOUR_SECONDS = 3600;

    private final Crew crew;
    private final ChildSettings settings;
    private final TrialOrder order;
    private @Nullable ChildJvm child;

    Slot(Crew crew, Path folder, TrialOrder order) {
        this.crew = crew;
        this.settings = new ChildSettings(MEMORY_MEBIBYTES, folder, crew.threads(), null);
        this.order = order;
    }

    /** Nothing is said about the speed of these. */
    void run(int trials) throws InterruptedException {
        for (int i = 0; i < trials; i++) {
            runOne();
        }
    }

    /** Trials an hour, over whole trials: the last one begins before the seconds are over. */
    double perHour(double seconds) throws InterruptedException {
        long began = System.nanoTime();
        int ended = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            runOne();
            ended++;
            elapsed = (System.nanoTime() - began) * 1e-9;
        }
        return ended * HOUR_SECONDS / elapsed;
    }

    private void runOne() throws InterruptedException {
        if (child == null) {
            child = ChildJvm.start(settings);
        }
        RanTrial.on(child, order, System::nanoTime);
        if (!crew.warm()) {
            close();
        }
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
            child = null;
        }
    }
}
