package dev.cairn.benchmarks.parity;

import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.Task;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network that both sides can build: LSTM layers of one width and direction, the last step's output, a linear layer; Adam at a
 * fixed rate, nothing dropped, nothing averaged, no early end.
 *
 * @param values of all the task's hyperparameters
 */
public record PlainNetwork(Map<String, Object> values) {
    private static final Map<String, List<Object>> PLAIN = Map.ofEntries(
            Map.entry("cell", List.of("LSTM")),
            Map.entry("layerWidths", List.of("SAME")),
            Map.entry("residual", List.of("NO")),
            Map.entry("pooling", List.of("LAST")),
            Map.entry("direction", List.of("FORWARD")),
            Map.entry("denseLayers", List.of(0.0)),
            Map.entry("activation", List.of("TANH")),
            Map.entry("gateActivation", List.of("SIGMOID")),
            Map.entry("weightInit", List.of("XAVIER")),
            Map.entry("optimizer", List.of("ADAM")),
            Map.entry("gradientClipping", List.of("NONE")),
            Map.entry("schedule", List.of("FIXED")),
            Map.entry("batchSchedule", List.of("FIXED")),
            Map.entry("loss", List.of("SQUARED")),
            Map.entry("horizonStrategy", List.of("DIRECT")),
            Map.entry("weightAveraging", List.of("NONE")),
            Map.entry("dropRate", List.of(0.0)),
            Map.entry("inputDropRate", List.of(0.0)),
            Map.entry("recurrentDropRate", List.of(0.0)),
            Map.entry("embeddingDropRate", List.of(0.0)),
            Map.entry("tokenDropRate", List.of(0.0)),
            Map.entry("labelSmoothing", List.of(0.0)),
            Map.entry("l1", List.of(0.0)),
            Map.entry("l2", List.of(0.0)),
            Map.entry("weightDecay", List.of(0.0)),
            Map.entry("gaussianNoise", List.of(0.0)),
            Map.entry("maxNorm", List.of(0.0)),
            Map.entry("jitter", List.of(0.0)),
            Map.entry("magnitudeScaling", List.of(0.0)),
            Map.entry("backPropagationLength", List.of(0.0)),
            Map.entry("earlyStoppingPatience", List.of(0.0)),
            Map.entry("seeds", List.of(1.0)));

    /**
     * The network of a task and some values; what is not given is the task's own or the standard value.
     *
     * @throws InvalidValueException if the other side has no such network
     */
    public static PlainNetwork of(Task task, Map<String, Object> given) {
        var point = new LinkedHashMap<String, Object>();
        Hyperparameters known = task.known();
        // The standard value of some is not the plain one.
        known.named("gradientClipping").ifPresent(clipping -> point.put(clipping.name(), "NONE"));
        point.put("earlyStoppingPatience", 0);
        point.putAll(given);
        Map<String, Object> values = task.complete(point);
        var rules = new Rules();
        PLAIN.forEach((name, plain) -> {
            Object value = values.get(name);
            Object comparable = value instanceof Number number ? (Object) number.doubleValue() : value;
            rules.check(
                    value == null || plain.contains(comparable),
                    "/" + name,
                    () -> name + " must be " + plain.get(0) + " to be compared but was " + value);
        });
        rules.hold();
        return new PlainNetwork(values);
    }

    double real(String name) {
        return ((Number) Objects.requireNonNull(values.get(name), name)).doubleValue();
    }
}
