package dev.cairn.benchmarks.latency;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a sampler's suggestions took at one length of the history: a line of a file of results.
 *
 * @param version of the sampler's code, such as a commit
 * @param pending how many points are always under way, with the one that is asked for
 * @param ordinary suggestions, one new outcome before each. The Gaussian process finds its fits in memory from 40 outcomes on;
 *     below, every outcome makes a new one
 * @param fit suggestions for which one new fit was made, the first of them with code not yet compiled; null for samplers
 *     without
 * @param first the first in a fresh process, which makes up every fit it needs and has no compiled code
 * @param replayed first suggestions for other studies in a process that ran for a while: they make up every fit too
 * @param liveMegabytes used after a collection, with the history
 * @param peakMegabytes the most ever used, which depends on when garbage is collected
 */
public record Latency(
        String sampler,
        String version,
        int n,
        int parameters,
        double failures,
        int pending,
        Spread ordinary,
        @Nullable Spread fit,
        Spread first,
        Spread replayed,
        double liveMegabytes,
        double peakMegabytes,
        Machine machine) {

    /** Milliseconds, by the clock and of the thread's processor time. */
    public record Spread(int count, Quantiles wall, Quantiles processor) {
        static Spread of(List<Elapsed> elapsed) {
            return new Spread(
                    elapsed.size(), Quantiles.of(elapsed, Elapsed::wall), Quantiles.of(elapsed, Elapsed::processor));
        }
    }

    /** Milliseconds. */
    public record Quantiles(double p50, double p95, double max) {
        static Quantiles of(List<Elapsed> elapsed, ToLongFunction<Elapsed> nanoseconds) {
            long[] sorted = elapsed.stream().mapToLong(nanoseconds).sorted().toArray();
            return new Quantiles(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
        }

        /** The least that so large a share does not exceed. */
        private static double at(long[] sorted, double share) {
            int rank = (int) Math.ceil(share * sorted.length);
            return Math.round(sorted[Math.max(rank, 1) - 1] / 1e3) / 1e3;
        }

        @Override
        public String toString() {
            return Arrays.toString(new double[] {p50, p95, max});
        }
    }
}
