package dev.cairn.worker.lstm;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.Batch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Small orders and tables for tests. */
final class Trials {
    static final Map<String, Object> QUICK =
            Map.of("units", 6, "windowLength", 5, "epochs", 2, "learningRate", 0.01, "batchSize", 32);

    /** Keeps the curve. */
    static final class Curve implements TrialListener {
        final List<Measurement> points = new ArrayList<>();

        @Override
        public void progressed() {}

        @Override
        public void measured(Measurement measurement) {
            points.add(measurement);
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
        return LstmHyperparameters.of(Map.of(), point(words));
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

    static Forecasting task(List<String> features, int horizon) {
        var split = new TimeSplit.Chronological(0.2, 0.2, null);
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
                folder.resolve("model.zip").toString());
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
