package dev.cairn.search.gp;

import java.util.Arrays;

/**
 * The warp of the losses and the kernel's parameters that explain them best: the identity unless a logarithm beats it by two
 * nats of evidence.
 *
 * <p>Evidence is the log posterior at the fitted parameters plus the warp's log Jacobian (warped Gaussian processes, Snelson
 * et al. 2004). Candidates have the knee at c (median - smallest loss) with c of 1, 0.1 and 0.01, but not below twice the
 * noise, so that noise among the best losses is not blown up. Without the margin a third of plain Gaussian losses would be
 * warped.
 *
 * @param knee infinite for the identity
 */
public record WarpSelection(double knee, KernelParameters parameters) {
    private static final double MARGIN = 2;
    private static final double[] SHARES = {1, 0.1, 0.01};
    static final int ITERATIONS = 40;

    /**
     * @param points shape n x d, n at least 1
     * @param losses shape n, finite, at most 2 in magnitude
     */
    public static WarpSelection of(Dimension[] kinds, double[][] points, double[] losses) {
        Inputs inputs = Inputs.of(kinds, points);
        KernelParameters cold = KernelParameters.cold(kinds.length);
        OutputWarp identity = OutputWarp.identity(losses);
        Likelihood.Fit plain =
                Likelihood.fit(inputs, identity.scores(losses), new double[losses.length], cold, ITERATIONS);
        double evidence = -plain.loss() + identity.logJacobian(losses);
        double mostEvidence = evidence + MARGIN;
        var chosen = new WarpSelection(Double.POSITIVE_INFINITY, plain.parameters());

        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double reach = sorted[sorted.length / 2] - sorted[0];
        double least = 2 * Math.sqrt(plain.parameters().noise()) * identity.spread();
        double previous = Double.POSITIVE_INFINITY;
        KernelParameters start = cold;
        for (double share : SHARES) {
            double knee = Math.max(share * reach, least);
            if (!(knee > 0) || !(reach > 0) || knee == previous) {
                continue;
            }
            previous = knee;
            OutputWarp warp = OutputWarp.logarithmic(knee, losses);
            Likelihood.Fit fit =
                    Likelihood.fit(inputs, warp.scores(losses), new double[losses.length], start, ITERATIONS);
            start = fit.parameters();
            double warped = -fit.loss() + warp.logJacobian(losses);
            if (warped > mostEvidence) {
                mostEvidence = warped;
                chosen = new WarpSelection(knee, fit.parameters());
            }
        }
        return chosen;
    }

    /** The parameters fitted to given scores, starting from the selected ones. */
    public KernelParameters refit(Dimension[] kinds, double[][] points, double[] scores) {
        return Likelihood.fit(Inputs.of(kinds, points), scores, new double[scores.length], parameters, ITERATIONS)
                .parameters();
    }

    public OutputWarp warp(double[] losses) {
        return Double.isInfinite(knee) ? OutputWarp.identity(losses) : OutputWarp.logarithmic(knee, losses);
    }
}
