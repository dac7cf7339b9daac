package dev.cairn.benchmarks.latency;

import java.lang.management.ManagementFactory;

/**
 * What something took, in nanoseconds.
 *
 * @param wall by the clock
 * @param processor of the calling thread alone: without other programs, the compiler and the garbage collector
 */
record Elapsed(long wall, long processor) {
    static Elapsed of(Runnable work) {
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        work.run();
        long ended = System.nanoTime();
        return new Elapsed(ended - wall, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor);
    }
}
