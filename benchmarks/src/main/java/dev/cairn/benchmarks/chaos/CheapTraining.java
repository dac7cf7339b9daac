package dev.cairn.benchmarks.chaos;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.trial.Measurement;
import java.util.Map;

/** What stands for a training: a loss by point and step, the same on every machine. */
final class CheapTraining {
    static final String METRIC = "loss";

    private CheapTraining() {}

    static Measurement measurement(Lease lease, long step) {
        double loss = lease.point().values().values().stream()
                .mapToDouble(value -> {
                    double distance = ((Number) value).doubleValue() - 0.3;
                    return distance * distance;
                })
                .sum();
        return new Measurement(step, Map.of(METRIC, loss + 1.0 / step));
    }

    /** Of a training with so many steps. */
    static Outcome outcome(Lease lease, long steps) {
        return new Outcome(Result.COMPLETED, null, measurement(lease, steps).metrics(), null, null, null, null);
    }
}
