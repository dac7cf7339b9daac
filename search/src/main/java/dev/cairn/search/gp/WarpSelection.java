package dev.cairn.search.gp;

import java.util.Arrays;
import java.util.List;

/**
 * The warp of the losses and the kernel's parameters that explain them best: the identity unless a logarithm beats it by two
 * nats of evidence.
 *
 * <p>Evidence is the log posterior at the fitted parameters plus the warp's log Jacobian (warped Gaussian processes, Snelson
 * et al. 2004). Candidates have the knee at c (median - smallest loss) with c of 1, 0.1 and 0.01, but not below twice the
 * noise, so that noise among the best losses is not blown up. Without the margin a third of plain Gaussian losses would be
 * warped.
 *
 * <p>What is kept holds for more losses too: the floor is their smallest.
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
     * @param variances shape n: known variance of a loss beside the estimated noise, in squared units of loss; 0 where unknown
     * @param starts where fits begin: at least one, usually {@link KernelParameters#cold} and an earlier fit
     */
    public static WarpSelection of(
            Dimension[] kinds,
            double[][] points,
            double[] losses,
            double[] variances,
            List<KernelParameters> starts,
            LengthPrior prior) {
        Inputs inputs = Inputs.of(kinds, points);
        OutputWarp identity = OutputWarp.identity(losses);
        Likelihood.Fit plain = fit(inputs, identity, losses, identity.scoreVariances(losses, variances), starts, prior);
        double mostEvidence = evidence(plain, identity, losses) + MARGIN;
        var chosen = new WarpSelection(Double.POSITIVE_INFINITY, plain.parameters());

        double[] expected = expected(kinds, points, losses, variances, identity, plain.parameters());
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double reach = sorted[sorted.length / 2] - sorted[0];
        double least = 2 * Math.sqrt(plain.parameters().noise()) * identity.spread();
        double previous = Double.POSITIVE_INFINITY;
        List<KernelParameters> warpedStarts = starts;
        for (double share : SHARES) {
            double knee = Math.max(share * reach, least);
            if (!(knee > 0) || !(reach > 0) || knee == previous) {
                continue;
            }
            previous = knee;
            OutputWarp warp = OutputWarp.logarithmic(knee, losses);
            Likelihood.Fit fit =
                    fit(inputs, warp, losses, warp.scoreVariances(expected, variances), warpedStarts, prior);
            // The next knee is close to this one.
            warpedStarts = List.of(fit.parameters());
            double warped = evidence(fit, warp, losses);
            if (warped > mostEvidence) {
                mostEvidence = warped;
                chosen = new WarpSelection(knee, fit.parameters());
            }
        }
        return chosen;
    }

    /** The parameters alone, for losses that are on their scale already; parameters as of {@link #of}. */
    public static WarpSelection identity(
            Dimension[] kinds,
            double[][] points,
            double[] losses,
            double[] variances,
            List<KernelParameters> starts,
            LengthPrior prior) {
        OutputWarp identity = OutputWarp.identity(losses);
        Likelihood.Fit fit = fit(
                Inputs.of(kinds, points), identity, losses, identity.scoreVariances(losses, variances), starts, prior);
        return new WarpSelection(Double.POSITIVE_INFINITY, fit.parameters());
    }

    private static Likelihood.Fit fit(
            Inputs inputs,
            OutputWarp warp,
            double[] losses,
            double[] scoreVariances,
            List<KernelParameters> starts,
            LengthPrior prior) {
        return new Likelihood(inputs, warp.scores(losses), scoreVariances, prior).fit(starts, ITERATIONS);
    }

    /** Posterior means, which known variances are carried over at; without any, what was observed does as well. */
    private static double[] expected(
            Dimension[] kinds,
            double[][] points,
            double[] losses,
            double[] variances,
            OutputWarp identity,
            KernelParameters parameters) {
        if (Arrays.stream(variances).allMatch(variance -> variance == 0)) {
            return losses;
        }
        return GaussianProcess.condition(
                        kinds, points, identity.scores(losses), identity.scoreVariances(losses, variances), parameters)
                .map(process -> Arrays.stream(points)
                        .mapToDouble(point -> identity.loss(process.mean(point)))
                        .toArray())
                .orElse(losses);
    }

    private static double evidence(Likelihood.Fit fit, OutputWarp warp, double[] losses) {
        return -fit.loss() + warp.logJacobian(losses);
    }

    /**
     * The same warp with the parameters fitted to given scores, starting from the selected ones.
     *
     * @param variances shape n: known variance of a score beside the estimated noise, see {@link OutputWarp#scoreVariances}
     */
    public WarpSelection refit(
            Dimension[] kinds, double[][] points, double[] scores, double[] variances, LengthPrior prior) {
        KernelParameters refitted = new Likelihood(Inputs.of(kinds, points), scores, variances, prior)
                .fit(List.of(parameters), ITERATIONS)
                .parameters();
        return new WarpSelection(knee, refitted);
    }

    public OutputWarp warp(double[] losses) {
        return Double.isInfinite(knee) ? OutputWarp.identity(losses) : OutputWarp.logarithmic(knee, losses);
    }

    /** The same where losses are multiplied by 2^exponent. */
    public WarpSelection scaled(int exponent) {
        return new WarpSelection(Math.scalb(knee, exponent), parameters);
    }
}
