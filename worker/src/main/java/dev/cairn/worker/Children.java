package dev.cairn.worker;

import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import org.jspecify.annotations.Nullable;

/**
 * The child JVM that a worker keeps warm: started while there is nothing to do, used for several trials in a row, replaced when
 * it died, was killed, or has run its share. A spare loads its libraries while the last trial of the share runs, so that no
 * trial waits for a start.
 *
 * <p>A trial in a used process has the same bits as in a fresh one: docs/decisions say how that was measured, and what a fresh
 * process for each trial costs.
 */
final class Children implements AutoCloseable {
    private final ChildSettings settings;
    private final int trialsEach;
    private @Nullable ChildJvm child;
    private @Nullable ChildJvm spare;

    Children(ChildSettings settings, int trialsEach) {
        this.settings = settings;
        this.trialsEach = trialsEach;
    }

    /** A child that can take a trial; it may still be starting. */
    synchronized ChildJvm ready() {
        if (child != null && (!child.isAlive() || child.trials() >= trialsEach)) {
            kill();
        }
        if (child == null) {
            child = spare != null && spare.isAlive() ? spare : ChildJvm.start(settings);
            spare = null;
        }
        return child;
    }

    /** While a trial runs: starts the spare if this is the child's last one, and there is memory for both. */
    synchronized void prepare() {
        boolean last = child != null && child.trials() >= trialsEach;
        if (last
                && spare == null
                && MachineMemory.available() >= settings.memoryMebibytes() + ChildSettings.IDLE_MEBIBYTES) {
            spare = ChildJvm.start(settings);
        }
    }

    /** Kills the child, whatever it does; the spare takes its place. */
    synchronized void kill() {
        if (child != null) {
            child.close();
            child = null;
        }
    }

    /** Kills all. */
    @Override
    public synchronized void close() {
        kill();
        if (spare != null) {
            spare.close();
            spare = null;
        }
    }
}
