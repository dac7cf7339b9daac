package dev.cairn.api.task;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Search spaces for those who want to begin: every range and every condition is the catalogue's. */
public enum ReadySpaces {
    /** What matters most, for some twenty trials. */
    SMALL(
            Map.of(),
            List.of(
                    "learningRate",
                    "batchSize",
                    "units",
                    "windowLength",
                    "embeddingUnits",
                    "smoothing",
                    "thresholdQuantile",
                    "dropRate")),
    /** What usually pays off, for some sixty trials. */
    STANDARD(
            Map.of(
                    "optimizer", List.of("ADAM", "ADAMW", "RMSPROP", "SGD"),
                    "schedule", List.of("FIXED", "COSINE", "EXPONENTIAL"),
                    "method", List.of("FORECAST", "RECONSTRUCTION")),
            List.of(
                    "method",
                    "windowError",
                    "errorScore",
                    "smoothing",
                    "thresholdQuantile",
                    "optimizer",
                    "momentum",
                    "learningRate",
                    "schedule",
                    "epochFactor",
                    "batchSize",
                    "layers",
                    "units",
                    "windowLength",
                    "embeddingUnits",
                    "maximumLength",
                    "vocabularySize",
                    "dropRate",
                    "embeddingDropRate",
                    "tokenDropRate",
                    "cropShare",
                    "classWeights",
                    "weightDecay")),
    /** Nearly all that is worth searching, for hundreds of trials. */
    THOROUGH(
            Map.of(
                    "gradientClipping", List.of("LAYER_NORM", "GLOBAL_NORM", "VALUE"),
                    "method", List.of("FORECAST", "RECONSTRUCTION"),
                    // Quantiles are another question, not another way to answer it.
                    "loss", List.of("SQUARED", "ABSOLUTE", "HUBER")),
            List.of(
                    "method",
                    "windowError",
                    "errorScore",
                    "smoothing",
                    "thresholdQuantile",
                    "calibrationShare",
                    "optimizer",
                    "momentum",
                    "beta1",
                    "beta2",
                    "squareMemory",
                    "gradientClipping",
                    "gradientNormLimit",
                    "gradientValueLimit",
                    "learningRate",
                    "schedule",
                    "warmUpEpochs",
                    "stepEpochs",
                    "stepFactor",
                    "epochFactor",
                    "cycleEpochs",
                    "plateauPatience",
                    "plateauFactor",
                    "lowestRateShare",
                    "batchSize",
                    "batchSchedule",
                    "batchGrowth",
                    "batchGrowthEpochs",
                    "cell",
                    "layers",
                    "units",
                    "layerWidths",
                    "unitsFactor",
                    "units2",
                    "units3",
                    "residual",
                    "pooling",
                    "direction",
                    "denseLayers",
                    "denseUnits",
                    "denseActivation",
                    "weightInit",
                    "forgetGateBias",
                    "windowLength",
                    "windowNormalisation",
                    "loss",
                    "dropRate",
                    "recurrentDropRate",
                    "l2",
                    "weightDecay",
                    "gaussianNoise",
                    "maxNorm",
                    "jitter",
                    "magnitudeScaling",
                    "embeddingUnits",
                    "embeddingDropRate",
                    "maximumLength",
                    "kept",
                    "tokeniser",
                    "lowerCase",
                    "vocabularySize",
                    "minimumCount",
                    "classWeights",
                    "labelSmoothing",
                    "tokenDropRate",
                    "cropShare",
                    "weightAveraging",
                    "averagingMemory",
                    "averagingStart"));

    private final Map<String, List<String>> choices;
    private final List<String> names;

    ReadySpaces(Map<String, List<String>> choices, List<String> names) {
        this.choices = choices;
        this.names = names;
    }

    /** The space of what a task has of it. */
    public SearchSpace of(Hyperparameters known) {
        var parameters = new LinkedHashMap<String, Parameter>();
        for (Hyperparameter h : known.all()) {
            if (names.contains(h.name())) {
                parameters.put(h.name(), parameter(h, parameters));
            }
        }
        return new SearchSpace(List.copyOf(parameters.values()));
    }

    private Parameter parameter(Hyperparameter h, Map<String, Parameter> before) {
        Map<String, List<Object>> when = when(h, before);
        if (h.kind() == Hyperparameter.Kind.CHOICE) {
            return new Parameter.Categorical(h.name(), List.copyOf(choices.getOrDefault(h.name(), h.choices())), when);
        }
        Hyperparameter.Range range = Objects.requireNonNull(h.sensible());
        return h.kind() == Hyperparameter.Kind.REAL
                ? new Parameter.Real(h.name(), range.low(), range.high(), range.scale(), null, when)
                : new Parameter.Int(h.name(), (long) range.low(), (long) range.high(), range.scale(), null, when);
    }

    private static @Nullable Map<String, List<Object>> when(Hyperparameter h, Map<String, Parameter> before) {
        var when = new LinkedHashMap<String, List<Object>>();
        h.when().forEach((other, values) -> {
            Parameter parent = before.get(other);
            if (parent != null) {
                var possible = new ArrayList<Object>();
                for (long i = 0; i < parent.size().orElse(0); i++) {
                    possible.add(parent.valueAt(i));
                }
                possible.retainAll(values);
                when.put(other, possible);
            }
        });
        return when.isEmpty() ? null : when;
    }
}
