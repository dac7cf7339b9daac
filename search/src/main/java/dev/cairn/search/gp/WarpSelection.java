package dev.cairn.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The warp of the losses and the kernel's parameters that explain them best: the identity unless a logarithm beats it by two
 * nats of evidence.
 *
 * <p>Evidence is the log posterior at the fitted parameters plus the warp's log Jacobian (warped Gaussian processes, Snelson
 * et al. 2004). Candidates have the knee at c (median - smallest loss) with c of 1, 0.1 and 0.01, but not below twice the
 * noise, so that noise among the best losses is not blown up. Without the margin a third of plain Gaussian losses would be
 * warped.
 *
 * @param share c; infinite for the identity
 * @param leastKnee the smallest knee, in standard deviations of the losses
 */
public record WarpSelection(double share, double leastKnee, KernelParameters parameters) {
    private static final double MARGIN = 2;
    private static final double[] SHARES = {1, 0.1, 0.01};
    static final int ITERATIONS = 40;

    /**
     * @param points shape n x d, n at least 1
     * @param losses shape n, finite, at most 2 in magnitude
     * @param variances shape n, known variance of each loss, 0 where unknown
     * @param starts parameters to start from beside the cold ones
     */
    public static WarpSelection of(
            Dimension[] kinds, double[][] points, double[] losses, double[] variances, List<KernelParameters> starts) {
        Inputs inputs = Inputs.of(kinds, points);
        var from = new ArrayList<KernelParameters>();
        from.add(KernelParameters.cold(kinds.length));
        from.addAll(starts);
        OutputWarp identity = OutputWarp.identity(losses);
        Likelihood.Fit plain = best(inputs, identity.scores(losses), from);
        double mostEvidence = -plain.loss() + identity.logJacobian(losses) + MARGIN;
        double leastKnee = 2 * Math.sqrt(plain.parameters().noise());
        var chosen = new WarpSelection(Double.POSITIVE_INFINITY, leastKnee, plain.parameters());
        double previous = Double.POSITIVE_INFINITY;
        for (double share : SHARES) {
            OutputWarp warp = new WarpSelection(share, leastKnee, plain.parameters()).warp(losses);
            if (warp.isIdentity() || warp.knee() == previous) {
                continue;
            }
            previous = warp.knee();
            Likelihood.Fit fit = best(inputs, warp.scores(losses), from);
            from.set(0, fit.parameters());
            double warped = -fit.loss() + warp.logJacobian(losses);
            if (warped > mostEvidence) {
                mostEvidence = warped;
                chosen = new WarpSelection(share, leastKnee, fit.parameters());
            }
        }
        return chosen;
    }

    private static Likelihood.Fit best(Inputs inputs, double[] scores, List<KernelParameters> starts) {
        Likelihood.Fit best = null;
        for (KernelParameters start : starts) {
            Likelihood.Fit fit = Likelihood.fit(inputs, scores, start, ITERATIONS);
            best = best == null || fit.loss() < best.loss() ? fit : best;
        }
        return Objects.requireNonNull(best);
    }

    /** The same warp with the parameters fitted to given scores, starting from the selected ones. */
    public WarpSelection refit(Dimension[] kinds, double[][] points, double[] scores, double[] variances) {
        KernelParameters refitted = Likelihood.fit(Inputs.of(kinds, points), scores, parameters, ITERATIONS)
                .parameters();
        return new WarpSelection(share, leastKnee, refitted);
    }

    /** The warp of these losses; the identity where they leave no room for a knee. */
    public OutputWarp warp(double[] losses) {
        OutputWarp identity = OutputWarp.identity(losses);
        if (Double.isInfinite(share)) {
            return identity;
        }
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double reach = sorted[sorted.length / 2] - sorted[0];
        double knee = Math.max(share * reach, leastKnee * identity.spread());
        return knee > 0 && reach > 0 ? OutputWarp.logarithmic(knee, losses) : identity;
    }
}
