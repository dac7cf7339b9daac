package dev.cairn.benchmarks.children;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a trial's costs depend on most. */
public record TrialShape(int units, int batch, int window, int layers, int inputs) {
    private static final int NUMBERS = 5;

    /** As {@code units,batch,window,layers,inputs}. */
    public static TrialShape parse(String text) {
        if (!text.matches("[1-9]\\d{0,6}(,[1-9]\\d{0,6}){4}")) {
            throw new IllegalArgumentException(
                    "a shape is units,batch,window,layers,inputs, each at least 1, but was '" + text + "'");
        }
        int[] numbers = Arrays.stream(text.split(",", NUMBERS))
                .mapToInt(Integer::parseInt)
                .toArray();
        return new TrialShape(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    Map<String, Object> point(int epochs) {
        return new TreeMap<>(Map.of(
                "units", units,
                "batchSize", batch,
                "windowLength", window,
                "layers", layers,
                "optimizer", "ADAM",
                "learningRate", 1e-3,
                "epochs", epochs));
    }

    /** For people. */
    @Override
    public String toString() {
        return units + ", " + batch + ", " + window + ", " + layers + ", " + inputs;
    }
}
