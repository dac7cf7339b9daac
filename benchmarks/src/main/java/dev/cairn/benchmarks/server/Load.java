package dev.cairn.benchmarks.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * What workers got done.
 *
 * @param nanos how long each cycle took, ascending
 */
public record Load(double perSecond, long[] nanos) {
    /** A worker's connection and what it does on it; called in the worker's own thread. */
    public interface Hire {
        Cycle worker(int number) throws SQLException;
    }

    /** Lets so many workers run, each as fast as it can. */
    public static Load of(int workers, Duration time, Hire hire) {
        return of(workers, time, Duration.ZERO, hire);
    }

    /** Lets so many workers run, each once in every interval; a worker that is late does not catch up. */
    public static Load of(int workers, Duration time, Duration interval, Hire hire) {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        var ready = new CountDownLatch(workers);
        try {
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    try (Cycle cycle = hire.worker(number)) {
                        ready.countDown();
                        ready.await();
                        Thread.sleep(interval.toMillis() * number / workers);
                        return repeat(cycle, time, interval);
                    } finally {
                        // Who could not be hired must not keep the others waiting.
                        ready.countDown();
                    }
                }));
            }
            long[] nanos = LongStream.empty().toArray();
            for (Future<long[]> one : running) {
                nanos = LongStream.concat(Arrays.stream(nanos), Arrays.stream(one.get()))
                        .toArray();
            }
            Arrays.sort(nanos);
            return new Load(nanos.length * 1e9 / time.toNanos(), nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] repeat(Cycle cycle, Duration time, Duration interval)
            throws SQLException, InterruptedException {
        var nanos = LongStream.builder();
        long end = System.nanoTime() + time.toNanos();
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            cycle.run();
            long took = System.nanoTime() - begin;
            nanos.add(took);
            long left = interval.toNanos() - took;
            if (left > 0) {
                Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
        return nanos.build().toArray();
    }

    /** In milliseconds; of no cycle not a number. */
    public double quantile(double share) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        return nanos[(int) Math.min(nanos.length - 1, Math.floor(share * nanos.length))] / 1e6;
    }
}
