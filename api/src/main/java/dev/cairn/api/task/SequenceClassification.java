package dev.cairn.api.task;

import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Classifies sequences of numbers, which may be of different lengths.
 *
 * @param dataset {@code sha256:} and 64 hex digits
 * @param sequence the column that names the sequence which a row belongs to
 * @param time the column of times, dates or numbers, increasing within each sequence
 * @param features columns of numbers that the network sees
 * @param label the column with the class, the same in all rows of a sequence
 * @param group the column of what must stay in one part, such as the person measured; the same in all rows of a sequence
 * @param positive the class that is sought; absent if all matter the same
 * @param hyperparameters values for hyperparameters that are not searched
 */
public record SequenceClassification(
        String dataset,
        String sequence,
        String time,
        List<String> features,
        String label,
        @Nullable String group,
        @Nullable String positive,
        ClassSplit split,
        @Nullable Map<String, Object> hyperparameters)
        implements Classification {

    public static final String TYPE = "SEQUENCE_CLASSIFICATION";

    public SequenceClassification {
        features = features == null ? List.of() : List.copyOf(features);
        hyperparameters =
                hyperparameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(hyperparameters));
        var rules = new Rules();
        TaskRules.checkDataset(rules, dataset);
        TaskRules.checkColumn(rules, "sequence", sequence);
        TaskRules.checkColumn(rules, "time", time);
        TaskRules.checkColumn(rules, "label", label);
        rules.check(!features.isEmpty(), "/features", () -> "features must name at least one column");
        TaskRules.checkDistinct(rules, "features", features);
        List<String> seen = features;
        rules.check(
                label == null || !seen.contains(label),
                "/features",
                () -> "the label '" + label + "' cannot be a feature: the network would see the answer");
        rules.present(split, "split");
        TaskRules.checkHyperparameters(rules, Hyperparameters.SEQUENCE_CLASSIFICATION, hyperparameters);
        rules.hold();
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Hyperparameters known() {
        return Hyperparameters.SEQUENCE_CLASSIFICATION;
    }

    @Override
    public Hyperparameters searchable() {
        return known().choosingFrom(features.stream());
    }

    @Override
    public Map<String, Object> complete(Map<String, ?> point) {
        var own = new HashMap<String, Object>(point);
        features.forEach(column -> own.remove(Hyperparameters.USE + column));
        return known().complete(hyperparameters(), own);
    }

    /** Without the columns that the point does not use. */
    @Override
    public SequenceClassification using(Map<String, ?> point) {
        List<String> used = features.stream()
                .filter(column -> Hyperparameters.uses(point, column))
                .toList();
        return new SequenceClassification(
                dataset, sequence, time, used, label, group, positive, split, hyperparameters);
    }
}
