package dev.cairn.cli.local;

import java.lang.management.ManagementFactory;

/** How many workers a machine bears, if nobody says. */
public final class Workers {
    public static final int MOST = 64;

    /** Of each worker with its training process, and of Postgres and the service together; limits are higher. */
    private static final long BYTES_EACH = 1L << 30;

    private Workers() {}

    /** One for each core of this machine: a worker trains with one thread. Fewer where memory is short, and at least one. */
    public static int forThisMachine() {
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : Long.MAX_VALUE;
        return of(Runtime.getRuntime().availableProcessors(), memory);
    }

    static int of(int cores, long memoryBytes) {
        long fitting = memoryBytes / BYTES_EACH - 1;
        return (int) Math.max(1, Math.min(Math.min(cores, fitting), MOST));
    }
}
