package dev.cairn.worker.lstm;

import dev.cairn.worker.data.Bootstrap;
import dev.cairn.worker.data.Sampled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the sealed test part says of the winner: of each metric the mean over networks of different seeds; how much it varies
 * between them, {@code .seedDeviation}, with n - 1; and apart from that the limits between which chance in the test part itself
 * may have moved the mean, {@code .low} and {@code .high}, see {@link Bootstrap}.
 */
final class TestScores {
    private static final String PART = "test";

    private TestScores() {}

    /**
     * @param judged the metrics of each network
     * @param networks of one fold
     */
    static void put(Map<String, Double> metrics, List<Map<String, Double>> judged, List<FoldTraining> networks)
            throws TrialFailedException, TrialStoppedException {
        var all = new ArrayList<Map<String, Double>>();
        var sampled = new ArrayList<Sampled>();
        for (int i = 0; i < networks.size(); i++) {
            var one = new TreeMap<>(judged.get(i));
            one.putAll(networks.get(i).details());
            all.add(one);
            Optional<Sampled> sample = networks.get(i).sampled();
            sample.ifPresent(sampled::add);
        }
        for (String name : all.get(0).keySet()) {
            if (all.stream().allMatch(one -> one.containsKey(name))) {
                putSpread(
                        metrics,
                        PART + "." + name,
                        all.stream().mapToDouble(one -> one.get(name)).toArray());
            }
        }
        if (!sampled.isEmpty()) {
            Bootstrap.intervals(sampled).forEach((name, interval) -> {
                metrics.put(PART + "." + name + ".low", interval.low());
                metrics.put(PART + "." + name + ".high", interval.high());
            });
        }
        networks.get(0)
                .baselines()
                .forEach((baseline, scores) ->
                        scores.forEach((name, value) -> metrics.put(baseline + "." + PART + "." + name, value)));
    }

    private static void putSpread(Map<String, Double> metrics, String name, double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        metrics.put(name, mean);
        if (values.length > 1) {
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            metrics.put(name + ".seedDeviation", Math.sqrt(squares / (values.length - 1)));
        }
    }
}
