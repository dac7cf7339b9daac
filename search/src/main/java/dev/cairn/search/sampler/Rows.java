package dev.cairn.search.sampler;

import dev.cairn.search.gp.Dimension;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.space.Point;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A history as numbers, a row for each observation in its order, and for each thing measured a column.
 *
 * <pre>
 * latent, encoded  n x d  the points, see {@link Encoding}
 * numbers          n      the trials' numbers
 * losses           n      of a column: smaller is better; NaN where it was not measured
 * variances        n      of a column: known variance of the loss, 0 where unknown
 * </pre>
 */
final class Rows {
    private final Problem problem;
    private final Encoding encoding;
    private final List<Observation> observations;
    private final double[][] latent;
    private final double[][] encoded;
    private final long[] numbers;

    Rows(Problem problem, Encoding encoding, List<Observation> observations) {
        this.problem = problem;
        this.encoding = encoding;
        this.observations = observations;
        int n = observations.size();
        latent = new double[n][];
        encoded = new double[n][];
        numbers = new long[n];
        for (int i = 0; i < n; i++) {
            Point point = observations.get(i).point();
            latent[i] = encoding.latentOf(point);
            encoded[i] = encoding.encode(point, latent[i]);
            numbers[i] = observations.get(i).number();
        }
    }

    private Rows(Rows whole, int count) {
        problem = whole.problem;
        encoding = whole.encoding;
        observations = whole.observations.subList(0, count);
        latent = Arrays.copyOf(whole.latent, count);
        encoded = Arrays.copyOf(whole.encoded, count);
        numbers = Arrays.copyOf(whole.numbers, count);
    }

    /** The first rows. */
    Rows prefix(int count) {
        return count == size() ? this : new Rows(this, count);
    }

    int size() {
        return numbers.length;
    }

    Dimension[] kinds() {
        return encoding.kinds();
    }

    double[] latent(int i) {
        return latent[i];
    }

    double[] encoded(int i) {
        return encoded[i];
    }

    long number(int i) {
        return numbers[i];
    }

    boolean isFailure(int i) {
        return observations.get(i).result() instanceof Observation.Infeasible;
    }

    /** Whether the trial was measured to its end and kept to every outcome constraint. */
    boolean isAdmitted(int i) {
        if (!(observations.get(i).result() instanceof Observation.Completed completed)) {
            return false;
        }
        return IntStream.range(0, problem.constraints().size())
                .allMatch(c -> completed.outcomes().size() > c
                        && problem.constraints()
                                .get(c)
                                .holds(completed.outcomes().get(c)));
    }

    /** Whether the point has the values that suggestions are given, where it has those parameters. */
    boolean hasGivenValues(int i) {
        Point point = observations.get(i).point();
        return problem.fixed().entrySet().stream().allMatch(fixed -> {
            Object value = point.get(fixed.getKey());
            return value == null || value.equals(fixed.getValue());
        });
    }

    /** The row with the best first objective of those that keep to every limit: what is improved on. */
    OptionalInt incumbent() {
        double[] losses = objective(0).losses();
        return IntStream.range(0, size())
                .filter(this::isAdmitted)
                .boxed()
                .min(Comparator.comparingDouble(i -> losses[i]))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    double[][] encoded(int[] chosen) {
        return Arrays.stream(chosen).mapToObj(i -> encoded[i]).toArray(double[][]::new);
    }

    /** Something measured at some of the rows. */
    record Column(double[] losses, double[] variances) {
        boolean isKnown(int i) {
            return !Double.isNaN(losses[i]);
        }
    }

    /** An objective; a pruned trial has what it would probably have come to, see {@link Changes}. */
    Column objective(int k) {
        Objective objective = problem.objectives().get(k);
        Column column = unknown();
        for (int i = 0; i < size(); i++) {
            if (observations.get(i).result() instanceof Observation.Completed completed) {
                column.losses[i] = -objective.score(completed.values().get(k));
                column.variances[i] = completed.variances().isEmpty()
                        ? 0
                        : completed.variances().get(k);
            }
        }
        if (k == 0) {
            Changes.of(objective, observations).estimate(column);
        }
        return column;
    }

    /** The metric of an outcome constraint: the excess over an upper limit, or the lack below a lower one. */
    Column outcome(int c, boolean isUpper) {
        OutcomeConstraint constraint = problem.constraints().get(c);
        double limit = Objects.requireNonNull(isUpper ? constraint.atMost() : constraint.atLeast());
        Column column = unknown();
        for (int i = 0; i < size(); i++) {
            if (observations.get(i).result() instanceof Observation.Completed completed
                    && completed.outcomes().size() > c) {
                double value = completed.outcomes().get(c);
                column.losses[i] = isUpper ? value - limit : limit - value;
            }
        }
        return column;
    }

    /** The logarithm of what a trial cost in seconds; failures cost too. */
    Column cost() {
        Column column = unknown();
        for (int i = 0; i < size(); i++) {
            Double seconds = observations.get(i).seconds();
            if (seconds != null) {
                column.losses[i] = StrictMath.log(Math.max(seconds, 1e-3));
            }
        }
        return column;
    }

    /** What all trials together cost, as far as it is known. */
    double seconds() {
        double sum = 0;
        for (Observation observation : observations) {
            Double seconds = observation.seconds();
            sum += seconds == null ? 0 : seconds;
        }
        return sum;
    }

    /** 1 for a failure, -1 for others. */
    Column failures() {
        Column column = unknown();
        for (int i = 0; i < size(); i++) {
            column.losses[i] = isFailure(i) ? 1 : -1;
        }
        return column;
    }

    private Column unknown() {
        var column = new Column(new double[size()], new double[size()]);
        Arrays.fill(column.losses, Double.NaN);
        return column;
    }

    /** A fingerprint of the points and a column: 128 bits that differ, but for chance, when anything in them does. */
    Digest digest(Column column) {
        long a = RandomSource.mix(size());
        long b = RandomSource.mix(a + 1);
        for (int i = 0; i < size(); i++) {
            a = RandomSource.mix(a ^ numbers[i]) + 1;
            for (double x : encoded[i]) {
                a = RandomSource.mix(a ^ Double.doubleToLongBits(x));
                b = RandomSource.mix(b + Double.doubleToLongBits(x));
            }
            a = RandomSource.mix(a ^ Double.doubleToLongBits(column.losses[i]));
            b = RandomSource.mix(b + Double.doubleToLongBits(column.losses[i]));
            b = RandomSource.mix(b ^ Double.doubleToLongBits(column.variances[i])) + (isFailure(i) ? 1 : 0);
        }
        return new Digest(a, b);
    }

    /** See {@link #digest}. */
    record Digest(long high, long low) {}
}
