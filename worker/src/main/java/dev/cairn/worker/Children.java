package dev.cairn.worker;

import dev.cairn.worker.trial.ChildJvm;
import dev.cairn.worker.trial.ChildSettings;
import org.jspecify.annotations.Nullable;

/**
 * The one child JVM that a worker keeps warm: started while there is nothing to do, used for several trials in a row, replaced
 * when it died, was killed, or has run its share.
 */
final class Children implements AutoCloseable {
    private final ChildSettings settings;
    private final int trialsEach;
    private @Nullable ChildJvm child;

    Children(ChildSettings settings, int trialsEach) {
        this.settings = settings;
        this.trialsEach = trialsEach;
    }

    /** A child that can take a trial; it may still be starting. */
    synchronized ChildJvm ready() {
        if (child != null && (!child.isAlive() || child.trials() >= trialsEach)) {
            close();
        }
        if (child == null) {
            child = ChildJvm.start(settings);
        }
        return child;
    }

    /** Kills the child, whatever it does. */
    @Override
    public synchronized void close() {
        if (child != null) {
            child.close();
            child = null;
        }
    }
}
