package dev.cairn.worker.data;

import dev.cairn.api.task.SequenceClassification;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scales a sequence's columns and cuts what is too long of it.
 *
 * @param maximumLength rows, at least 1
 * @param scaling of each feature, fitted on all rows of the training sequences
 * @param classes in the order of the network's outputs
 */
public record SequenceEncoding(
        SequenceClassification task, int maximumLength, Kept kept, Scaling scaling, List<String> classes)
        implements ClassEncoding {

    /**
     * Checks that the parts fit.
     *
     * @throws InvalidValueException if they do not
     */
    public SequenceEncoding {
        int longest = maximumLength;
        var rules = new Rules();
        boolean complete = rules.present(task, "task") & rules.present(scaling, "scaling");
        rules.present(kept, "kept");
        rules.check(longest >= 1, "/maximumLength", () -> "maximumLength must be at least 1 but was " + longest);
        ClassEncoding.checkClasses(rules, classes);
        if (complete) {
            int needed = task.features().size();
            int count = scaling.columns().size();
            rules.check(
                    needed == count,
                    "/scaling",
                    () -> "scaling of " + needed + " columns is needed but there are " + count);
        }
        rules.hold();
        classes = List.copyOf(classes);
    }

    /** Learns the scaling from some sequences, and from no others. */
    static SequenceEncoding fit(
            SequenceClassification task,
            Map<String, Object> hyperparameters,
            List<double[][]> fitting,
            List<String> classes) {
        Scaling.Kind kind = Scaling.Kind.valueOf((String) hyperparameters.get("scaling"));
        var columns = new ArrayList<Scaling.Column>();
        for (int i = 0; i < task.features().size(); i++) {
            int column = i;
            Sample sample = Sample.of(consumer -> fitting.forEach(rows -> {
                for (double[] row : rows) {
                    consumer.accept(row[column]);
                }
            }));
            columns.add(Scaling.fit(kind, sample, task.features().get(i)));
        }
        return new SequenceEncoding(
                task,
                ((Number) hyperparameters.get("maximumLength")).intValue(),
                Kept.valueOf((String) hyperparameters.get("kept")),
                new Scaling(columns),
                classes);
    }

    /**
     * A sequence as the network sees it: [step][feature], flat.
     *
     * @param rows [row][feature], in the order of time and of the task's features, at least one row
     * @throws InvalidValueException if it is no such sequence
     */
    public float[] encode(double[][] rows) {
        int features = scaling.columns().size();
        float[] steps = new float[rows.length * features];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < features; i++) {
                if (rows[row].length != features || !Double.isFinite(rows[row][i])) {
                    throw refused("each row must have the finite numbers " + task.features());
                }
                steps[row * features + i] = scaling.columns().get(i).scale(rows[row][i]);
            }
        }
        if (rows.length == 0) {
            throw refused("a sequence must have at least one row");
        }
        return kept.of(steps, features, maximumLength);
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }

    /** One row of centers. */
    @Override
    public float[] typical() {
        return new float[scaling.columns().size()];
    }

    @Override
    public Shape shape() {
        return new Shape(scaling.columns().size(), classes.size(), Shape.Answer.CLASSES);
    }
}
