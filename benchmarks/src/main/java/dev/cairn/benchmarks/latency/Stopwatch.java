package dev.cairn.benchmarks.latency;

import dev.cairn.benchmarks.run.NamedSampler;
import dev.cairn.search.sampler.GaussianProcessSampler;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures suggestions for a study that goes on: before each, one more outcome comes in and one more point is under way.
 *
 * @param pending how many points are always under way, with the one that is asked for
 * @param repeats how many ordinary suggestions are measured
 * @param warmUp suggestions before these that are not, so that code is compiled
 * @param fits how many suggestions with a new fit are measured
 */
public record Stopwatch(int parameters, double failures, int pending, int repeats, int warmUp, int fits) {
    private static final long SEED = 1;

    public Stopwatch {
        if (parameters < 1 || parameters > 200 || !(failures >= 0 && failures < 1)) {
            throw new IllegalArgumentException("parameters must be from 1 to 200, and failures in [0, 1)");
        }
        if (pending < 1 || repeats < 1 || warmUp < 0 || fits < 1) {
            throw new IllegalArgumentException("pending, repeats and fits must be at least 1, and warm-up at least 0");
        }
    }

    /** A suggestion's history has {@code n} outcomes at first. Meant for a process that suggested nothing yet. */
    public Latency measure(NamedSampler sampler, int n, String version) {
        boolean isFitting = sampler.sampler() instanceof GaussianProcessSampler;
        int last = n + warmUp + repeats;
        for (int i = 0; i < fits; i++) {
            last = nextFit(last);
        }
        var study = new Study(parameters, failures, last + pending);
        Elapsed first = asked(sampler, study, n);
        var ordinary = new ArrayList<Elapsed>();
        int outcomes = n;
        for (int i = 0; i < warmUp + repeats; i++) {
            outcomes++;
            // Below 40 outcomes each suggestion makes a fit, beyond only these, which are measured by themselves.
            if (isFitting && outcomes >= FEW && isFit(outcomes)) {
                asked(sampler, study, outcomes);
            }
            Elapsed elapsed = asked(sampler, study, outcomes);
            if (i >= warmUp) {
                ordinary.add(elapsed);
            }
        }
        var withFit = new ArrayList<Elapsed>();
        for (int i = 0; isFitting && i < fits; i++) {
            outcomes = nextFit(outcomes);
            asked(sampler, study, outcomes - 1);
            withFit.add(asked(sampler, study, outcomes));
        }
        return new Latency(
                sampler.name(),
                version,
                n,
                parameters,
                failures,
                pending,
                Latency.Spread.of(ordinary),
                withFit.isEmpty() ? null : Latency.Spread.of(withFit),
                Latency.Spread.of(List.of(first)),
                live(study),
                megabytes(peak()),
                Machine.here());
    }

    private Elapsed asked(NamedSampler sampler, Study study, int outcomes) {
        var history = study.after(outcomes, pending - 1);
        return Elapsed.of(() -> sampler.sampler().suggest(study.problem(), history, 1, SEED, outcomes));
    }

    /** The sampler fits at every number of outcomes up to this, then each 5 % more. */
    private static final int FEW = 40;

    private static boolean isFit(int outcomes) {
        return nextFit(outcomes - 1) == outcomes;
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
