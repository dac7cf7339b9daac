package dev.cairn.search.pruner;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The contract over the registry, which is the list of JSON types: a new pruner cannot escape it. */
@ParameterizedClass
@MethodSource("registered")
class EveryPrunerTest extends PrunerContract {
    /** Settings that have no standard, and some that make a pruner judge in short studies. */
    private static final Map<String, String> SETTINGS = Map.of(
            "THRESHOLD", ", \"atMost\": 0.9",
            "PATIENCE", ", \"patience\": 4",
            "HYPERBAND", ", \"maxSteps\": 27",
            "CURVE_EXTRAPOLATION", ", \"falseStopRate\": 0.3, \"looks\": 1");

    @Parameter
    Pruner pruner;

    static Stream<Pruner> registered() {
        return Arrays.stream(Pruner.class.getAnnotation(JsonSubTypes.class).value())
                .map(type -> "{\"type\": \"" + type.name() + "\"" + SETTINGS.getOrDefault(type.name(), "") + "}")
                .map(json -> new JsonMapper().readValue(json, Pruner.class));
    }

    @Override
    Pruner pruner() {
        return pruner;
    }
}
