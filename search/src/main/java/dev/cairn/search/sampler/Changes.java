package dev.cairn.search.sampler;

import dev.cairn.search.objective.Objective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pruned trials would probably have come to: their last loss plus the mean change from that step to the end over the
 * latest completed trials, with the variance of that change. Without completed curves the last loss itself. Never better than the
 * best completed trial: they were stopped because they were behind.
 */
final class Changes {
    /** Fewer changes than this have no variance worth the name. */
    private static final int LEAST_FOR_VARIANCE = 2;
    /** The latest are enough for a mean, and bound the work where every trial was pruned at a step of its own. */
    private static final int MOST = 100;

    private final Objective objective;
    private final List<Observation> observations;
    private final Map<Long, Change> bySteps = new HashMap<>();

    private Changes(Objective objective, List<Observation> observations) {
        this.objective = objective;
        this.observations = observations;
    }

    static Changes of(Objective objective, List<Observation> observations) {
        return new Changes(objective, observations);
    }

    private record Change(double mean, double variance) {}

    /** Fills in the rows of pruned trials. */
    void estimate(Rows.Column column) {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < observations.size(); i++) {
            if (observations.get(i).result() instanceof Observation.Completed) {
                best = best == Double.NEGATIVE_INFINITY ? column.losses()[i] : Math.min(best, column.losses()[i]);
            }
        }
        for (int i = 0; i < observations.size(); i++) {
            if (observations.get(i).result() instanceof Observation.Pruned pruned) {
                Change change = bySteps.computeIfAbsent(pruned.step(), this::change);
                double estimate = -objective.score(pruned.value()) + change.mean;
                column.losses()[i] =
                        Math.max(best, Double.isFinite(estimate) ? estimate : -objective.score(pruned.value()));
                column.variances()[i] = Double.isFinite(change.variance) ? change.variance : 0;
            }
        }
    }

    private Change change(long step) {
        var changes = new ArrayList<Double>();
        for (int i = observations.size() - 1; i >= 0 && changes.size() < MOST; i--) {
            Observation observation = observations.get(i);
            if (observation.result() instanceof Observation.Completed completed) {
                Map.Entry<Long, Double> at = observation.curve().values().floorEntry(step);
                if (at != null) {
                    changes.add(objective.score(at.getValue())
                            - objective.score(completed.values().get(0)));
                }
            }
        }
        if (changes.isEmpty()) {
            return new Change(0, 0);
        }
        // Not by streams, whose sums compensate in a way that no Java promises.
        double sum = 0;
        for (double change : changes) {
            sum += change;
        }
        double mean = sum / changes.size();
        double square = 0;
        for (double change : changes) {
            square += (change - mean) * (change - mean);
        }
        return new Change(mean, changes.size() < LEAST_FOR_VARIANCE ? 0 : square / (changes.size() - 1));
    }
}
