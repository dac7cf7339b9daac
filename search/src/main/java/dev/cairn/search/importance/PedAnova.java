package dev.cairn.search.importance;

import dev.cairn.search.Rules;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How important each parameter was for reaching the best trials: PED-ANOVA (Watanabe, Bansal, Hutter: "PED-ANOVA: Efficiently
 * Quantifying Hyperparameter Importance in Arbitrary Subspaces", IJCAI 2023, arXiv:2304.10255). Its measure is how far the
 * distribution of a parameter among the best trials is from that among all trials, by the Pearson divergence of two Parzen
 * estimates. Compared is with the trials as the sampler chose them, not with the space: what the search hardly varied any more
 * counts little. A parameter that is not in every point is judged among those that have it and weighted by how many do, as in
 * "Conditional PED-ANOVA" (arXiv:2601.20800, algorithm 1); what depends on whether it is there belongs to its parents.
 *
 * <p>Notation: gamma' is {@code target}, gamma {@code region}; alpha and beta are the shares of the best trials and of all that
 * have the parameter. The importance is {@code (gamma'/gamma)^2 alpha^2/beta D}, divided by the sum over all parameters.
 *
 * <p>Interactions are not seen: a parameter that matters only together with another shows little. At least five trials should be
 * among the best, thus fifty in all with the standard target; with fewer it answers nonetheless.
 *
 * @param target the best share of all trials whose reaching is explained, gamma'; in (0, region)
 * @param region the best share of all trials that are looked at, gamma; at most 1
 */
public record PedAnova(double target, double region) {
    /** What made the best tenth of all trials. */
    public static final PedAnova DEFAULT = new PedAnova(0.1, 1);

    /** Keeps the quotient of two densities finite. */
    private static final double TINY = 1e-12;
    /** A distribution from less says nothing. */
    private static final int FEWEST = 2;

    public PedAnova {
        var rules = new Rules();
        double most = region;
        double best = target;
        rules.check(region > 0 && region <= 1, "/region", () -> "region must be in (0, 1] but was " + most);
        rules.check(target > 0 && target < region, "/target", () -> "target must be in (0, region) but was " + best);
        rules.hold();
    }

    /**
     * A parameter's part.
     *
     * @param importance in [0, 1]; all of a space add up to 1, or are 0 where nothing could be told
     */
    public record Importance(String parameter, double importance) {}

    /**
     * @param points of completed trials
     * @param scores one finite number for each point: larger is better
     * @return all parameters of the space, the most important first, of equals in the order of the space
     */
    public List<Importance> of(SearchSpace space, List<Point> points, double[] scores) {
        if (points.size() != scores.length || !Arrays.stream(scores).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "scores must be finite and one for each of " + points.size() + " points but were " + scores.length);
        }
        boolean[] best = top(scores, target);
        boolean[] all = top(scores, region);
        double[] raw = space.parameters().stream()
                .mapToDouble(parameter -> importance(parameter, points, best, all))
                .toArray();
        double sum = Arrays.stream(raw).sum();
        List<Parameter> parameters = space.parameters();
        return IntStream.range(0, raw.length)
                .mapToObj(i -> new Importance(parameters.get(i).name(), sum > 0 ? raw[i] / sum : 0))
                .sorted(Comparator.comparingDouble(Importance::importance).reversed())
                .toList();
    }

    /** The best {@code share} of the scores, with all that equal the worst of them. */
    private static boolean[] top(double[] scores, double share) {
        var top = new boolean[scores.length];
        if (scores.length == 0) {
            return top;
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double worst = sorted[scores.length - (int) Math.ceil(share * scores.length)];
        for (int i = 0; i < scores.length; i++) {
            top[i] = scores[i] >= worst;
        }
        return top;
    }

    private static double importance(Parameter parameter, List<Point> points, boolean[] best, boolean[] all) {
        Cells cells = Cells.of(parameter);
        if (cells.count() < 2) {
            return 0;
        }
        int[] placed = cells.of(points);
        int[] bestCounts = counts(placed, best, cells.count());
        int[] counts = counts(placed, all, cells.count());
        int bestWithIt = Arrays.stream(bestCounts).sum();
        int withIt = Arrays.stream(counts).sum();
        if (bestWithIt == 0 || withIt < FEWEST) {
            return 0;
        }
        double alpha = bestWithIt / (double) count(best);
        double beta = withIt / (double) count(all);
        double gammas = count(best) / (double) count(all);
        return gammas * gammas * alpha * alpha / beta * divergence(bestCounts, counts, cells.ordered());
    }

    /** Pearson's: the mean under q of (p/q - 1)^2. */
    private static double divergence(int[] bestCounts, int[] counts, boolean ordered) {
        double[] p = ParzenEstimator.density(bestCounts, ordered);
        double[] q = ParzenEstimator.density(counts, ordered);
        double divergence = 0;
        for (int cell = 0; cell < p.length; cell++) {
            double ratio = (p[cell] + TINY) / (q[cell] + TINY) - 1;
            divergence += (q[cell] + TINY) * ratio * ratio;
        }
        return divergence;
    }

    private static int[] counts(int[] placed, boolean[] of, int cells) {
        var counts = new int[cells];
        for (int i = 0; i < placed.length; i++) {
            if (of[i] && placed[i] != Cells.INACTIVE) {
                counts[placed[i]]++;
            }
        }
        return counts;
    }

    private static int count(boolean[] of) {
        int count = 0;
        for (boolean one : of) {
            count += one ? 1 : 0;
        }
        return count;
    }
}
