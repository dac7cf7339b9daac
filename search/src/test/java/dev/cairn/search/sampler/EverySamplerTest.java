package dev.cairn.search.sampler;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The contract over the registry, which is the list of JSON types: a new sampler cannot escape it. */
@ParameterizedClass
@MethodSource("registered")
class EverySamplerTest extends SamplerContract {
    /** Settings without which a sampler objects to a continuous space. */
    private static final Map<String, String> SETTINGS = Map.of("GRID", ", \"points\": 4");

    @Parameter
    Sampler sampler;

    static Stream<Sampler> registered() {
        return Arrays.stream(Sampler.class.getAnnotation(JsonSubTypes.class).value())
                .map(type -> "{\"type\": \"" + type.name() + "\"" + SETTINGS.getOrDefault(type.name(), "") + "}")
                .map(json -> new JsonMapper().readValue(json, Sampler.class));
    }

    @Override
    Sampler sampler() {
        return sampler;
    }
}
