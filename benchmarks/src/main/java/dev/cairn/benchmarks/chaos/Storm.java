package dev.cairn.benchmarks.chaos;

import dev.cairn.cli.process.Pause;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Kills one to three parts of a cluster at once, at random, and starts them again, until it is over. */
final class Storm {
    private static final int LONGEST_DOWN_MILLIS = 2_000;
    private static final int LONGEST_QUIET_MILLIS = 5_000;
    private static final int MOST_AT_ONCE = 3;

    private final Cluster cluster;
    private final Random random;
    private final Map<String, Integer> kills = new TreeMap<>();

    Storm(Cluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
    }

    /** Rages until there is nothing left to disturb, or the time is up; afterwards everything runs. */
    void rage(BooleanSupplier isOver, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && !isOver.getAsBoolean()) {
            Pause.of(Duration.ofMillis(random.nextInt(LONGEST_QUIET_MILLIS)));
            List<Cluster.Part> victims = victims();
            victims.forEach(victim -> {
                victim.kill();
                kills.merge(victim.kind(), 1, Integer::sum);
            });
            Pause.of(Duration.ofMillis(random.nextInt(LONGEST_DOWN_MILLIS)));
            victims.forEach(Cluster.Part::startAgain);
        }
    }

    private List<Cluster.Part> victims() {
        List<Cluster.Part> parts = cluster.parts();
        return random.ints(0, parts.size())
                .distinct()
                .limit(1 + random.nextInt(MOST_AT_ONCE))
                .mapToObj(parts::get)
                .collect(Collectors.toList());
    }

    /** By kind. */
    Map<String, Integer> kills() {
        return Collections.unmodifiableMap(kills);
    }
}
