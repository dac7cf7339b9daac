package dev.cairn.benchmarks.run;

import dev.cairn.search.sampler.GaussianProcessSampler;
import dev.cairn.search.sampler.GridSampler;
import dev.cairn.search.sampler.QuasiRandomSampler;
import dev.cairn.search.sampler.RandomSampler;
import dev.cairn.search.sampler.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * A sampler under the name that its results bear.
 *
 * @param options its settings as they were typed; empty for a sampler as it comes
 */
public record NamedSampler(String name, Sampler sampler, String options) {
    public static final String RANDOM = "random";

    /** One that comes with Cairn; null if there is none of this name. */
    public static @Nullable NamedSampler builtIn(String name) {
        return switch (name) {
            case RANDOM -> new NamedSampler(RANDOM, RandomSampler.DEFAULT, "");
            case "quasi-random" -> new NamedSampler(name, QuasiRandomSampler.DEFAULT, "");
            case "grid" -> new NamedSampler(name, new GridSampler(3, null), "");
            case "gp", "cairn-gp" -> new NamedSampler("cairn-gp", GaussianProcessSampler.DEFAULT, "");
            default -> null;
        };
    }

    /** @throws tools.jackson.core.JacksonException if the JSON is not a sampler's */
    public static NamedSampler of(String name, String json) {
        return new NamedSampler(name, Json.MAPPER.readValue(json, Sampler.class), json);
    }
}
