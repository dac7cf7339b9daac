package dev.cairn.benchmarks.latency;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.cairn.benchmarks.run.Json;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.sampler.Suggestion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One number for what every registered sampler suggests along a study, points and predictions to the last bit. Equal on every
 * machine and Java, or something is wrong.
 */
public final class Fingerprint {
    private static final long SEED = 42;
    /** Of the history when suggestions are asked for: a quasi-random start, single fits, caps and blocks. */
    private static final int[] LENGTHS = {0, 3, 12, 25, 39, 40, 47, 100, 137, 260, 400, 800, 1003, 1200, 3000, 10_000};

    private static final int COUNT = 2;
    private static final int PENDING = 3;

    /** Settings without which a sampler objects to a continuous space. */
    private static final Map<String, String> NEEDED = Map.of("GRID", ",\"points\":3");

    private static final String EVERYTHING_MODELLED =
            "{\"type\":\"GAUSSIAN_PROCESS\",\"failureModel\":true,\"lengthPrior\":\"DIMENSION_SCALED\"}";

    private final MessageDigest digest;
    private int suggestions;

    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of suggestions after at most so many outcomes: one line. */
    public String of(int mostOutcomes) {
        List<Sampler> samplers = samplers();
        int[] lengths = IntStream.of(LENGTHS).filter(n -> n <= mostOutcomes).toArray();
        var study = new Study(12, 0.1, lengths[lengths.length - 1] + PENDING, SEED);
        for (Sampler sampler : samplers) {
            digest.update(sampler.getClass().getSimpleName().getBytes(StandardCharsets.UTF_8));
            for (int n : lengths) {
                for (int pending : new int[] {0, PENDING}) {
                    // One of the two numbers is a probe's.
                    sampler.suggest(study.problem(), study.after(n, pending), COUNT, SEED, 8L * n + 6)
                            .forEach(this::add);
                }
            }
        }
        return "%s of %d suggestions by %d samplers after up to %d outcomes"
                .formatted(
                        HexFormat.of().formatHex(digest.digest()),
                        suggestions,
                        samplers.size(),
                        lengths[lengths.length - 1]);
    }

    private static List<Sampler> samplers() {
        Stream<String> registered = Arrays.stream(
                        Sampler.class.getAnnotation(JsonSubTypes.class).value())
                .map(type -> "{\"type\":\"" + type.name() + "\"" + NEEDED.getOrDefault(type.name(), "") + "}");
        var samplers = new ArrayList<Sampler>();
        Stream.concat(registered, Stream.of(EVERYTHING_MODELLED))
                .forEach(json -> samplers.add(Json.MAPPER.readValue(json, Sampler.class)));
        return samplers;
    }

    private void add(Suggestion suggestion) {
        suggestions++;
        digest.update(suggestion.point().key());
        digest.update(suggestion.origin().getBytes(StandardCharsets.UTF_8));
        Suggestion.Prediction prediction = suggestion.prediction();
        if (prediction != null) {
            digest.update(ByteBuffer.allocate(4 * Double.BYTES)
                    .putDouble(prediction.median())
                    .putDouble(prediction.low())
                    .putDouble(prediction.high())
                    .putDouble(prediction.acquisition())
                    .flip());
        }
    }
}
