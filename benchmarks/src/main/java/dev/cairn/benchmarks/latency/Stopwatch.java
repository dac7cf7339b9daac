package dev.cairn.benchmarks.latency;

import dev.cairn.benchmarks.run.NamedSampler;
import dev.cairn.search.sampler.GaussianProcessSampler;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures suggestions for studies that go on: before each, one more outcome comes in and one more point is under way. A study
 * is followed for a while from {@code n} outcomes on, then comes another of that length, so that what is measured is at that
 * length.
 *
 * @param pending how many points are always under way, with the one that is asked for
 * @param repeats how many ordinary suggestions are measured
 * @param warmUp suggestions before these that are not, so that code is compiled
 */
public record Stopwatch(int parameters, double failures, int pending, int repeats, int warmUp) {
    /** At least so many suggestions are asked for in each study, at most those many. */
    private static final int SHORTEST = 3;

    private static final int LONGEST = 25;

    /** The Gaussian process is fitted at every number of outcomes up to this, then each 5 % more. */
    private static final int FEW = 40;

    public Stopwatch {
        if (parameters < 1 || parameters > 200 || !(failures >= 0 && failures < 1)) {
            throw new IllegalArgumentException("parameters must be from 1 to 200, and failures in [0, 1)");
        }
        if (pending < 1 || repeats < 1 || warmUp < 0) {
            throw new IllegalArgumentException("pending and repeats must be at least 1, and warm-up at least 0");
        }
    }

    /** Meant for a process that suggested nothing yet. */
    public Latency measure(NamedSampler sampler, int n, String version) {
        var times = new Times(sampler, n);
        Study study = times.followed(0);
        for (int seed = 1; times.ordinary.size() < repeats; seed++) {
            study = times.followed(seed);
        }
        return new Latency(
                sampler.name(),
                version,
                n,
                parameters,
                failures,
                pending,
                Latency.Spread.of(times.ordinary),
                times.isFitting ? Latency.Spread.of(times.fit) : null,
                Latency.Spread.of(times.begin.subList(0, 1)),
                Latency.Spread.of(times.begin.subList(1, times.begin.size())),
                live(study),
                megabytes(peak()),
                Machine.here());
    }

    /** What was measured so far. */
    private final class Times {
        private final NamedSampler sampler;
        private final int n;
        private final boolean isFitting;
        private final List<Elapsed> begin = new ArrayList<>();
        private final List<Elapsed> fit = new ArrayList<>();
        private final List<Elapsed> ordinary = new ArrayList<>();
        private int warm;

        Times(NamedSampler sampler, int n) {
            this.sampler = sampler;
            this.n = n;
            this.isFitting = sampler.sampler() instanceof GaussianProcessSampler;
        }

        Study followed(int seed) {
            int steps = Math.max(SHORTEST, Math.min(LONGEST, n / 10));
            int fitted = nextFit(n + steps);
            var study = new Study(parameters, failures, fitted + pending, seed);
            begin.add(asked(study, n, seed));
            for (int outcomes = n + 1; outcomes <= n + steps; outcomes++) {
                boolean isFit = isFitting && nextFit(outcomes - 1) == outcomes;
                Elapsed elapsed = asked(study, outcomes, seed);
                if (isFit && outcomes > FEW) {
                    elapsed = asked(study, outcomes, seed);
                }
                if (warm++ >= warmUp) {
                    ordinary.add(elapsed);
                }
            }
            if (isFitting) {
                asked(study, fitted - 1, seed);
                fit.add(asked(study, fitted, seed));
            }
            return study;
        }

        private Elapsed asked(Study study, int outcomes, long seed) {
            var history = study.after(outcomes, pending - 1);
            return Elapsed.of(() -> sampler.sampler().suggest(study.problem(), history, 1, seed, outcomes));
        }
    }

    private static int nextFit(int outcomes) {
        int next = Math.min(outcomes + 1, FEW);
        while (next <= outcomes) {
            next = (int) Math.ceil(1.05 * next);
        }
        return next;
    }

    private static double live(Study study) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        study.after(1, 0); // keeps it alive until here
        return megabytes(used);
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static double megabytes(long bytes) {
        return Math.round(bytes / 1048576.0 * 10) / 10.0;
    }
}
