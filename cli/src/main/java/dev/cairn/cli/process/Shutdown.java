package dev.cairn.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of this process by Ctrl-C or SIGTERM. */
public final class Shutdown {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Shutdown() {}

    /** Runs the action when this process is told to end, unless it is withdrawn. */
    public static Thread onShutdown(Runnable action) {
        var hook = new Thread(
                () -> {
                    BEGUN.set(true);
                    action.run();
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** The action has been done already, or need not be done. */
    public static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal came just now: the action runs, and finds nothing to do.
        }
    }

    /** Whether a signal has come: what fails from now on fails because we are stopping. */
    public static boolean hasBegun() {
        return BEGUN.get();
    }

    /** Stays here until the process is gone. */
    public static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
