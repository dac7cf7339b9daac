package dev.cairn.service.trial;

import dev.cairn.api.NearestWord;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the trials of a study have. A hyperparameter goes before a field of the same name, and both before a metric; {@code
 * point.} and {@code metrics.} in front say which is meant.
 */
final class TrialFields {
    private static final String POINT = "point.";
    private static final String METRICS = "metrics.";
    private static final Map<String, TrialField> OF_EVERY_TRIAL = ofEveryTrial();

    private final Set<String> parameters;
    private final Set<String> metrics;
    private final Supplier<List<String>> reported;

    /** @param reported finds the names of all metrics in the study's trials, if they are needed */
    TrialFields(StudySpec spec, Supplier<List<String>> reported) {
        this.parameters = spec.space().parameters().stream()
                .map(Parameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.metrics = Stream.concat(
                        spec.objectives().stream().map(Objective::metric),
                        spec.constraints().stream().map(OutcomeConstraint::metric))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.reported = reported;
    }

    private static Map<String, TrialField> ofEveryTrial() {
        var fields = new LinkedHashMap<String, TrialField>();
        fields.put("number", TrialField.of("t.number", "double precision"));
        fields.put("score", TrialField.of("t.score", "double precision"));
        fields.put("state", word("t.state", TrialState.values()));
        fields.put("cause", word("t.cause", FailureCause.values()));
        fields.put("purpose", word("t.purpose", Purpose.values()));
        fields.put("origin", word("t.origin", Origin.values()));
        fields.put("excluded", TrialField.of("t.excluded", "boolean"));
        fields.put("attempt", TrialField.of("t.attempt", "double precision"));
        fields.put("createdAt", TrialField.of("t.created_at", "timestamptz"));
        fields.put("endedAt", TrialField.of("t.ended_at", "timestamptz"));
        return fields;
    }

    private static TrialField word(String column, Enum<?>[] words) {
        return new TrialField(
                column, null, "text", Arrays.stream(words).map(Enum::name).toList());
    }

    Optional<TrialField> find(String name) {
        if (name.startsWith(POINT) && parameters.contains(name.substring(POINT.length()))) {
            return Optional.of(TrialField.inside("t.point", name.substring(POINT.length())));
        }
        if (parameters.contains(name)) {
            return Optional.of(TrialField.inside("t.point", name));
        }
        if (OF_EVERY_TRIAL.containsKey(name)) {
            return Optional.of(OF_EVERY_TRIAL.get(name));
        }
        String metric = name.startsWith(METRICS) ? name.substring(METRICS.length()) : name;
        if (!metrics.contains(metric)) {
            metrics.addAll(reported.get());
        }
        return metrics.contains(metric) ? Optional.of(TrialField.inside("t.metrics", metric)) : Optional.empty();
    }

    /** Why there is no such field. */
    String unknown(String name) {
        var known = new ArrayList<String>(parameters);
        known.addAll(OF_EVERY_TRIAL.keySet());
        known.addAll(metrics);
        return "no trial of this study has a '" + name + "'" + NearestWord.hint(name, known) + "; known are " + known;
    }
}
