package dev.cairn.worker.lstm;

import dev.cairn.api.lease.Refit;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Batch;
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
    static class Curve implements TrialListener {
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

        /** The notes but for those on which code computes: other tests are about these. */
        List<String> events() {
            return notes.stream()
                    .filter(line ->
                            !line.startsWith("layer ") && !line.startsWith("the network is trained layer by layer"))
                    .toList();
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

    /** Values from words like {@code units=4 cell=LSTM}. */
    static Map<String, Object> point(String words) {
        var values = new java.util.TreeMap<String, Object>();
        for (String word : words.isBlank() ? new String[0] : words.split(" ")) {
            String[] parts = word.split("=");
            values.put(parts[0], Character.isLetter(parts[1].charAt(0)) ? parts[1] : (Object) Double.valueOf(parts[1]));
        }
        return values;
    }

    static LstmHyperparameters hyperparameters(String words) {
        return LstmHyperparameters.of(Hyperparameters.FORECASTING, point(words));
    }

    /** Random numbers that teach nothing. */
    static Batch noise(int count, int features, int steps, int outputs, boolean masked, long seed) {
        var random = new java.util.SplittableRandom(seed);
        float[] mask = masked ? new float[count * steps] : null;
        for (int i = 0; masked && i < mask.length; i++) {
            mask[i] = i % steps < steps - i / steps % 3 ? 1 : 0;
        }
        return new Batch(
                count,
                steps,
                gaussians(random, count * features * steps),
                mask,
                gaussians(random, count * outputs),
                null);
    }

    private static float[] gaussians(java.util.SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** Without what differs between equal runs. */
    static Map<String, Double> numbers(Map<String, Double> metrics) {
        var numbers = new TreeMap<>(metrics);
        numbers.keySet().removeAll(Training.READINGS);
        return numbers;
    }

    static Forecasting task(List<String> features, int horizon) {
        return task(features, horizon, new TimeSplit.Chronological(0.2, 0.2, null));
    }

    static Forecasting task(TimeSplit split) {
        return task(List.of("x"), 1, split);
    }

    private static Forecasting task(List<String> features, int horizon, TimeSplit split) {
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
                null,
                folder.resolve(table).toString(),
                folder.resolve("model.zip").toString(),
                new TrialOrder.Checkpointing(folder.toString(), 1, 1e9),
                null);
    }

    /** The same trial, of another task. */
    static TrialOrder of(Task task, TrialOrder order) {
        return new TrialOrder(
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                task,
                order.point(),
                order.seed(),
                order.refit(),
                order.dataset(),
                order.model(),
                order.checkpointing(),
                order.resumeFrom());
    }

    /** The same trial, fitted for the test. */
    static TrialOrder refit(TrialOrder order, Refit refit) {
        return new TrialOrder(
                order.study(),
                order.studyName(),
                order.trial(),
                order.purpose(),
                order.task(),
                order.point(),
                order.seed(),
                refit,
                order.dataset(),
                order.model(),
                order.checkpointing(),
                order.resumeFrom());
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
                order.refit(),
                order.dataset(),
                order.model(),
                order.checkpointing(),
                new TrialOrder.Resumption(file.toString(), step));
    }

    /** A training that is of no order. */
    static Training training(Path folder, List<FoldTraining> folds, int epochs, TrialListener listener) {
        TrialOrder order = order(folder, "none.csv", Purpose.SEARCH, Map.of(), 1);
        return new Training(folds, epochs, listener, new Checkpoints(order, listener));
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
