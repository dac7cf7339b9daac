package dev.cairn.worker.data;

import dev.cairn.api.task.SequenceClassification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Sequences of numbers. A linear model sees mean, least, largest and last of each feature, and how many rows there are, in
 * deviations of the training part.
 *
 * @param sequences [example], as [row][feature]; asked only for those that may be seen
 */
record RawSequences(SequenceClassification task, Map<String, Object> hyperparameters, IntFunction<double[][]> sequences)
        implements RawExamples {

    @Override
    public Encoded encoded(int[] fitting, List<String> classes) {
        List<double[][]> learnt = Arrays.stream(fitting).mapToObj(sequences).toList();
        SequenceEncoding encoding = SequenceEncoding.fit(task, hyperparameters, learnt, classes);
        return new Encoded(encoding, example -> encoding.encode(sequences.apply(example)));
    }

    @Override
    public Inputs inputs(int[] training) {
        double[][] learnt = Arrays.stream(training)
                .mapToObj(sequences)
                .map(RawSequences::summary)
                .toArray(double[][]::new);
        var columns = new ArrayList<Scaling.Column>();
        for (int i = 0; i < learnt[0].length; i++) {
            int column = i;
            Sample sample = Sample.of(consumer ->
                    Arrays.stream(learnt).mapToDouble(row -> row[column]).forEach(consumer));
            columns.add(Scaling.fit(Scaling.Kind.STANDARD, sample, "summary"));
        }
        return new Inputs(columns.size(), example -> {
            double[] summary = summary(sequences.apply(example));
            for (int i = 0; i < summary.length; i++) {
                summary[i] = columns.get(i).scale(summary[i]);
            }
            return SparseVector.of(summary);
        });
    }

    private static double[] summary(double[][] rows) {
        int features = rows[0].length;
        double[] summary = new double[4 * features + 1];
        for (int feature = 0; feature < features; feature++) {
            int column = feature;
            var statistics = Arrays.stream(rows).mapToDouble(row -> row[column]).summaryStatistics();
            summary[4 * feature] = statistics.getAverage();
            summary[4 * feature + 1] = statistics.getMin();
            summary[4 * feature + 2] = statistics.getMax();
            summary[4 * feature + 3] = rows[rows.length - 1][column];
        }
        summary[4 * features] = rows.length;
        return summary;
    }
}
