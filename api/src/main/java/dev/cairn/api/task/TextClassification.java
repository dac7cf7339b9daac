package dev.cairn.api.task;

import dev.cairn.search.Rules;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Classifies texts, one in each row. Texts that are nearly the same count as one group, whatever the group column says.
 *
 * @param dataset {@code sha256:} and 64 hex digits
 * @param text the column with the text
 * @param label the column with the class
 * @param group the column of what must stay in one part, such as the author
 * @param positive the class that is sought; absent if all matter the same
 * @param hyperparameters values for hyperparameters that are not searched
 */
public record TextClassification(
        String dataset,
        String text,
        String label,
        @Nullable String group,
        @Nullable String positive,
        ClassSplit split,
        @Nullable Map<String, Object> hyperparameters)
        implements Classification {

    public static final String TYPE = "TEXT_CLASSIFICATION";

    public TextClassification {
        hyperparameters =
                hyperparameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(hyperparameters));
        var rules = new Rules();
        TaskRules.checkDataset(rules, dataset);
        TaskRules.checkColumn(rules, "text", text);
        TaskRules.checkColumn(rules, "label", label);
        rules.check(
                text == null || !text.equals(label),
                "/text",
                () -> "the label '" + label + "' cannot be the text: the network would see the answer");
        rules.present(split, "split");
        TaskRules.checkHyperparameters(rules, Hyperparameters.TEXT_CLASSIFICATION, hyperparameters);
        rules.hold();
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Hyperparameters known() {
        return Hyperparameters.TEXT_CLASSIFICATION;
    }

    @Override
    public Hyperparameters searchable() {
        return known();
    }

    @Override
    public Map<String, Object> complete(Map<String, ?> point) {
        return known().complete(hyperparameters(), point);
    }

    /** A text is used whole. */
    @Override
    public TextClassification using(Map<String, ?> point) {
        return this;
    }
}
