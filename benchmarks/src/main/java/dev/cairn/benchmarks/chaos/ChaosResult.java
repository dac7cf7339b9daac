package dev.cairn.benchmarks.chaos;

import dev.cairn.benchmarks.latency.Machine;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param kills by kind
 * @param attempts of all disturbed trials
 * @param lost attempts whose lease ran out
 * @param measurements that were acknowledged to workers
 * @param outcomes that were acknowledged to workers
 * @param findings what is not as it must be, in a sentence each
 */
public record ChaosResult(
        String version,
        Machine machine,
        long seed,
        int trials,
        long steps,
        double seconds,
        Map<String, Integer> kills,
        long attempts,
        long lost,
        int measurements,
        int outcomes,
        List<String> findings) {

    /** A table row a figure. */
    public String markdown() {
        var table = new StringBuilder("| | |\n| --- | --- |\n");
        row(table, "trials in each of two studies, grid and random", trials);
        row(table, "measurements a trial", steps);
        row(table, "seconds from the first grant to the last end", Math.round(seconds));
        kills.forEach((kind, number) -> row(table, "SIGKILL to " + kind, number));
        row(table, "attempts", attempts);
        row(table, "attempts lost", lost);
        row(table, "measurements acknowledged, all found", measurements);
        row(table, "outcomes acknowledged, each counted once", outcomes);
        row(table, "findings", findings.isEmpty() ? "none" : findings.size());
        findings.forEach(finding -> row(table, "", finding));
        return table.toString();
    }

    private static void row(StringBuilder table, String what, Object value) {
        table.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }
}
