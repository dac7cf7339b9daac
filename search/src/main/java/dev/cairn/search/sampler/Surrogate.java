package dev.cairn.search.sampler;

import dev.cairn.search.gp.GaussianProcess;
import dev.cairn.search.gp.KernelParameters;
import dev.cairn.search.gp.OutputWarp;
import dev.cairn.search.gp.WarpSelection;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.sampler.Suggestion.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A Gaussian process of the first objective, fitted to a history from cold. Pending points are added by the caller.
 *
 * <pre>
 * rows     completed and pruned trials, and infeasible ones, in the order of the history
 * losses   the first objective, smaller is better, scaled by a power of two to below 2 in magnitude
 * scores   warped and standardised, larger is better; an infeasible trial has the worst score observed
 * </pre>
 *
 * The warp is chosen on at most 128 points, the parameters are fitted on at most 256 and the process is conditioned on at most
 * 1,000, picked by rank and by a hash of the trial's number: cost is bounded by rules in n, never by the clock.
 *
 * @param exponent of the power of two that losses were divided by
 * @param best the best observed score
 * @param favourites latent places of the best successes, the best first; at least one
 * @param rows how many rows the process is conditioned on
 */
record Surrogate(
        Objective objective,
        int exponent,
        OutputWarp warp,
        KernelParameters parameters,
        GaussianProcess process,
        double best,
        List<double[]> favourites,
        int rows) {
    private static final int MOST_FOR_WARP = 128;
    private static final int MOST_FOR_FIT = 256;
    private static final int MOST_CONDITIONED = 1000;

    /** One observation as numbers; the loss of an infeasible trial is NaN. */
    private record Row(long number, double[] latent, double[] encoded, double loss) {
        boolean isFailure() {
            return Double.isNaN(loss);
        }

        Row scaled(int exponent) {
            return new Row(number, latent, encoded, Math.scalb(loss, -exponent));
        }
    }

    /** Empty without a success, or if the numbers defeat every factorisation. */
    static Optional<Surrogate> of(
            Encoding encoding, Objective objective, List<Observation> observations, int favourites) {
        List<Row> rows = rows(encoding, objective, observations);
        double largest = rows.stream()
                .filter(r -> !r.isFailure())
                .mapToDouble(r -> Math.abs(r.loss))
                .max()
                .orElse(-1);
        if (largest < 0) {
            return Optional.empty();
        }
        int exponent = Math.getExponent(Math.max(largest, Double.MIN_NORMAL));
        List<Row> scaled = rows.stream().map(row -> row.scaled(exponent)).toList();
        List<Row> successes = scaled.stream().filter(row -> !row.isFailure()).toList();

        List<Row> forWarp = sample(successes, MOST_FOR_WARP);
        WarpSelection selection = WarpSelection.of(encoding.kinds(), points(forWarp), losses(forWarp));
        OutputWarp raw = selection.warp(losses(successes));
        OutputWarp warp = raw.standardising(scores(raw, scaled));
        double[] scores = scores(warp, scaled);

        Integer[] ranked = ranked(scores);
        KernelParameters parameters = selection.parameters();
        if (forWarp.size() < scaled.size()) {
            int[] fitted = bestAndSample(scaled, ranked, MOST_FOR_FIT);
            parameters = selection.refit(encoding.kinds(), points(scaled, fitted), at(scores, fitted));
        }
        int[] seen = near(encoding, scaled, ranked, parameters);
        KernelParameters chosen = parameters;
        List<double[]> best = Arrays.stream(ranked)
                .filter(i -> !scaled.get(i).isFailure())
                .limit(favourites)
                .map(i -> scaled.get(i).latent)
                .toList();
        return GaussianProcess.condition(encoding.kinds(), points(scaled, seen), at(scores, seen), parameters)
                .map(process -> new Surrogate(
                        objective, exponent, warp, chosen, process, scores[ranked[0]], best, seen.length));
    }

    private static List<Row> rows(Encoding encoding, Objective objective, List<Observation> observations) {
        var rows = new ArrayList<Row>();
        for (Observation observation : observations) {
            double[] latent = encoding.latentOf(observation.point());
            rows.add(new Row(
                    observation.number(), latent, encoding.encode(latent), loss(objective, observation.result())));
        }
        return rows;
    }

    private static double loss(Objective objective, Observation.Result result) {
        if (result instanceof Observation.Completed completed) {
            return -objective.score(completed.values().get(0));
        }
        if (result instanceof Observation.Pruned pruned) {
            return -objective.score(pruned.value());
        }
        return Double.NaN;
    }

    private static double[] scores(OutputWarp warp, List<Row> rows) {
        double[] scores = rows.stream().mapToDouble(row -> warp.score(row.loss)).toArray();
        double worst = Arrays.stream(scores).filter(s -> !Double.isNaN(s)).min().orElse(0);
        return Arrays.stream(scores).map(s -> Double.isNaN(s) ? worst : s).toArray();
    }

    /** Row numbers, the best score first; equal scores in the order of the history. */
    private static Integer[] ranked(double[] scores) {
        var ranked = new Integer[scores.length];
        Arrays.setAll(ranked, i -> i);
        Arrays.sort(ranked, Comparator.comparingDouble((Integer i) -> -scores[i]));
        return ranked;
    }

    private static Comparator<Row> byHash() {
        return Comparator.comparingLong((Row row) -> RandomSource.mix(row.number))
                .thenComparingLong(Row::number);
    }

    private static List<Row> sample(List<Row> rows, int most) {
        return rows.size() <= most
                ? rows
                : rows.stream().sorted(byHash()).limit(most).toList();
    }

    /** A quarter the best, the rest by hash; in the order of the history. */
    private static int[] bestAndSample(List<Row> rows, Integer[] ranked, int most) {
        return chosen(rows, Arrays.asList(ranked), most / 4, most);
    }

    /** Half the nearest to the best row in fitted distance, half by hash; in the order of the history. */
    private static int[] near(Encoding encoding, List<Row> rows, Integer[] ranked, KernelParameters parameters) {
        if (rows.size() <= MOST_CONDITIONED) {
            return chosen(rows, List.of(), 0, MOST_CONDITIONED);
        }
        double[] distances = parameters.distances(encoding.kinds(), points(rows), rows.get(ranked[0]).encoded);
        List<Integer> nearest = Arrays.stream(ranked)
                .sorted(Comparator.comparingDouble(i -> distances[i]))
                .toList();
        return chosen(rows, nearest, MOST_CONDITIONED / 2, MOST_CONDITIONED);
    }

    private static int[] chosen(List<Row> rows, List<Integer> preferred, int mostPreferred, int most) {
        var isIn = new boolean[rows.size()];
        int count = 0;
        for (int i = 0; i < preferred.size() && count < mostPreferred; i++, count++) {
            isIn[preferred.get(i)] = true;
        }
        Comparator<Integer> order = Comparator.comparing(rows::get, byHash());
        List<Integer> rest = IntStream.range(0, isIn.length)
                .filter(i -> !isIn[i])
                .boxed()
                .sorted(order)
                .limit(most - count)
                .toList();
        rest.forEach(i -> isIn[i] = true);
        return IntStream.range(0, isIn.length).filter(i -> isIn[i]).toArray();
    }

    private static double[][] points(List<Row> rows) {
        return rows.stream().map(Row::encoded).toArray(double[][]::new);
    }

    private static double[][] points(List<Row> rows, int[] chosen) {
        return Arrays.stream(chosen).mapToObj(i -> rows.get(i).encoded).toArray(double[][]::new);
    }

    private static double[] losses(List<Row> rows) {
        return rows.stream().mapToDouble(Row::loss).toArray();
    }

    private static double[] at(double[] values, int[] chosen) {
        return Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray();
    }

    Prediction predict(GaussianProcess.Posterior posterior, double acquisition) {
        double high = value(posterior.mean() + posterior.deviation());
        double low = value(posterior.mean() - posterior.deviation());
        return new Prediction(value(posterior.mean()), Math.min(low, high), Math.max(low, high), acquisition);
    }

    /** The objective's value with this score, in its own unit and direction. */
    private double value(double score) {
        double value = objective.score(-Math.scalb(warp.loss(score), exponent));
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)) + 0.0;
    }
}
