package dev.cairn.worker.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Split;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/** Small orders and tables for tests. */
final class Trials {
    static final Map<String, Object> QUICK =
            Map.of("units", 6, "windowLength", 5, "epochs", 2, "learningRate", 0.01, "batchSize", 32);

    /** Keeps the curve. */
    static final class Curve implements TrialListener {
        final List<Measurement> points = new ArrayList<>();
        final Map<Long, Path> checkpoints = new TreeMap<>();
        final List<String> notes = new ArrayList<>();

        @Override
        public void expects(long bytes, double epochSeconds) {}

        @Override
        public void progressed() {}

        @Override
        public void measured(Measurement measurement) {
            points.add(measurement);
        }

        @Override
        public void checkpointed(long step, Path file, boolean due) {
            checkpoints.put(step, file);
        }

        @Override
        public void noted(String line) {
            notes.add(line);
        }

        /** One metric over the epochs. */
        List<Double> of(String metric) {
            return points.stream().map(point -> point.metrics().get(metric)).toList();
        }
    }

    private Trials() {}

    static Forecasting task(List<String> features, int horizon) {
        var split = new Split(Split.Type.CHRONOLOGICAL, 0.2, 0.2, null);
        return new Forecasting(
                "sha256:" + "0".repeat(64), "day", List.of("x"), features, horizon, split, null, Map.of());
    }

    static TrialOrder order(Path folder, String table, Purpose purpose, Map<String, Object> point, long seed) {
        return new TrialOrder(
                3,
                "test",
                5,
                purpose,
                task(List.of("x"), 1),
                point,
                seed,
                folder.resolve(table).toString(),
                folder.resolve("model.zip").toString(),
                new TrialOrder.Checkpointing(folder.toString(), 1, 1e9),
                null);
    }

    /** The same trial, from a checkpoint. */
    static TrialOrder resumed(TrialOrder order, Path file, long step) {
        return new TrialOrder(
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                order.task(),
                order.point(),
                order.seed(),
                order.dataset(),
                order.model(),
                order.checkpointing(),
                new TrialOrder.Resumption(file.toString(), step));
    }

    static String table(int rows, IntToDoubleFunction x) {
        var text = new StringBuilder("day,x\n");
        for (int row = 0; row < rows; row++) {
            text.append(java.time.LocalDate.of(2024, 1, 1).plusDays(row))
                    .append(',')
                    .append(x.applyAsDouble(row))
                    .append('\n');
        }
        return text.toString();
    }
}
