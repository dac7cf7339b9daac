package dev.cairn.worker.data;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures how good probabilities of classes are that exclude each other.
 *
 * <pre>
 * N   examples
 * C   classes
 * p   probability of a class
 * </pre>
 *
 * @param classes C
 * @param actual [N], the class of each example, in [0, C)
 * @param positive the class that is sought: precision, recall, F1 and the areas are its own; {@value #NONE} for the mean over all
 *     classes, each counting the same
 */
record ClassScores(int classes, int[] actual, int positive) {
    /** No class is sought more than others. */
    static final int NONE = -1;

    /** Single precision cannot tell a smaller probability of one class from certainty of the others. */
    private static final double LEAST = Math.ulp(1f);

    /**
     * The metrics of probabilities [N][C]. One that is not defined is left out: areas and the correlation where only one class
     * occurs.
     *
     * <ul>
     *   <li>{@code accuracy}; {@code balancedAccuracy}: mean recall of the classes that occur
     *   <li>{@code precision}, {@code recall}, {@code f1}: of the class sought, or means over classes that occur or are predicted;
     *       precision counts as 0 for one that occurs and is never predicted
     *   <li>{@code mcc}: {@link Confusion#correlation()}
     *   <li>{@code rocAuc}, {@code prAuc}: {@link Ranking}, of each class against the rest
     *   <li>{@code logLoss}: mean of -log p of the actual class, p at least 2<sup>-23</sup>
     *   <li>{@code brier}: mean squared difference to 1 for the actual class and 0 elsewhere, summed over classes (Brier 1950); of
     *       two classes half of it, which is the usual number
     * </ul>
     */
    Map<String, Double> of(double[][] probabilities) {
        Confusion confusion = confusion(probabilities);
        var metrics = new TreeMap<String, Double>();
        metrics.put("accuracy", confusion.accuracy());
        metrics.put("balancedAccuracy", mean(confusion::recall));
        metrics.put("precision", sought(confusion::precision));
        metrics.put("recall", sought(confusion::recall));
        metrics.put("f1", sought(confusion::f1));
        metrics.put("mcc", confusion.correlation());
        metrics.put("rocAuc", sought(of -> Ranking.rocAuc(column(probabilities, of), isOf(of))));
        metrics.put("prAuc", sought(of -> Ranking.averagePrecision(column(probabilities, of), isOf(of))));
        metrics.put("logLoss", logLoss(probabilities));
        metrics.put("brier", brier(probabilities));
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /**
     * Precision, recall, F1 and areas of each class, as {@code f1.<class>}, and {@code confusion.<actual>.<predicted>}: how many.
     *
     * @param names of the classes
     */
    Map<String, Double> byClass(double[][] probabilities, List<String> names) {
        Confusion confusion = confusion(probabilities);
        var metrics = new TreeMap<String, Double>();
        for (int i = 0; i < classes; i++) {
            String name = names.get(i);
            metrics.put("precision." + name, confusion.precision(i));
            metrics.put("recall." + name, confusion.recall(i));
            metrics.put("f1." + name, confusion.f1(i));
            metrics.put("rocAuc." + name, Ranking.rocAuc(column(probabilities, i), isOf(i)));
            metrics.put("prAuc." + name, Ranking.averagePrecision(column(probabilities, i), isOf(i)));
            for (int j = 0; j < classes; j++) {
                metrics.put("confusion." + name + "." + names.get(j), (double)
                        confusion.counts()[i][j]);
            }
        }
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /**
     * The metrics in a form in which examples can be drawn again.
     *
     * @param groups [example], the number of its group: drawn as a whole
     */
    Sampled sampled(double[][] probabilities, int[] groups) {
        int[] order = IntStream.range(0, actual.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> groups[i]))
                .mapToInt(i -> i)
                .toArray();
        int cells = classes * classes;
        double[][] terms = new double[order.length][cells + 2];
        for (int i = 0; i < order.length; i++) {
            double[] p = probabilities[order[i]];
            int truth = actual[order[i]];
            terms[i][truth * classes + likeliest(p)] = 1;
            terms[i][cells] = logLoss(p, truth);
            terms[i][cells + 1] = brier(p, truth);
        }
        int[] ordered = IntStream.of(order).map(i -> groups[i]).toArray();
        var metrics = new TreeMap<String, ToDoubleFunction<double[]>>();
        metrics.put("accuracy", means -> table(means).accuracy());
        metrics.put("balancedAccuracy", means -> mean(table(means)::recall));
        metrics.put("precision", means -> sought(table(means)::precision));
        metrics.put("recall", means -> sought(table(means)::recall));
        metrics.put("f1", means -> sought(table(means)::f1));
        metrics.put("mcc", means -> table(means).correlation());
        metrics.put("logLoss", means -> means[cells]);
        metrics.put("brier", means -> means[cells + 1]);
        return new Sampled(
                terms, new Sampling.WholeGroups(Sampling.runs(ordered)), metrics, areas(probabilities, order));
    }

    /** @param order of the examples when they are drawn */
    private Map<String, ToDoubleFunction<int[]>> areas(double[][] probabilities, int[] order) {
        Ranking[] rankings = IntStream.range(0, classes)
                .mapToObj(of -> {
                    double[] scores = column(probabilities, of);
                    boolean[] isOf = isOf(of);
                    boolean[] ordered = new boolean[order.length];
                    for (int i = 0; i < order.length; i++) {
                        ordered[i] = isOf[order[i]];
                    }
                    return new Ranking(
                            IntStream.of(order).mapToDouble(i -> scores[i]).toArray(), ordered);
                })
                .toArray(Ranking[]::new);
        return Map.of(
                "rocAuc", times -> sought(of -> rankings[of].rocAuc(times)),
                "prAuc", times -> sought(of -> rankings[of].averagePrecision(times)));
    }

    private Confusion table(double[] means) {
        return Confusion.ofShares(classes, means);
    }

    private Confusion confusion(double[][] probabilities) {
        int[] predicted = IntStream.range(0, actual.length)
                .map(i -> likeliest(probabilities[i]))
                .toArray();
        return Confusion.of(classes, actual, predicted);
    }

    /** The first of the classes with the highest probability. */
    static int likeliest(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    private double sought(IntToDoubleFunction metric) {
        return positive == NONE ? mean(metric) : metric.applyAsDouble(positive);
    }

    /** Over the classes that it is defined for. */
    private double mean(IntToDoubleFunction metric) {
        return IntStream.range(0, classes)
                .mapToDouble(metric)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double[] column(double[][] probabilities, int of) {
        double[] column = new double[probabilities.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = probabilities[i][of];
        }
        return column;
    }

    private boolean[] isOf(int some) {
        boolean[] is = new boolean[actual.length];
        for (int i = 0; i < is.length; i++) {
            is[i] = actual[i] == some;
        }
        return is;
    }

    private double logLoss(double[][] probabilities) {
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            sum += logLoss(probabilities[i], actual[i]);
        }
        return sum / actual.length;
    }

    private static double logLoss(double[] probabilities, int truth) {
        return -Math.log(Math.max(LEAST, probabilities[truth]));
    }

    private double brier(double[][] probabilities) {
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            sum += brier(probabilities[i], actual[i]);
        }
        return sum / actual.length;
    }

    private static double brier(double[] probabilities, int truth) {
        double sum = 0;
        for (int j = 0; j < probabilities.length; j++) {
            double error = probabilities[j] - (truth == j ? 1 : 0);
            sum += error * error;
        }
        return sum / (probabilities.length == 2 ? 2 : 1);
    }
}
