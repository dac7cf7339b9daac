package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.cauchy;
import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Shapes.step;
import static dev.cairn.benchmarks.problem.Shapes.valley;
import static dev.cairn.benchmarks.problem.Shapes.well;
import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.logWhole;
import static dev.cairn.benchmarks.problem.Spaces.ordinal;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.reverseLog;
import static dev.cairn.benchmarks.problem.Spaces.space;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import java.util.List;

/**
 * Surfaces shaped like those of recurrent nets' hyperparameters. Optima are as {@code benchmarks/run optimum --evaluations
 * 200000} finds them.
 */
final class HoldoutNetworks {
    /** By encoder and output: a labelling that looks at neighbours helps those encoders that do not. */
    private static final double[][] ENCODED = {{.060, .020}, {.030, .022}, {.110, .000}, {.045, .050}};
    /** By embedding and spelling: what knows parts of words needs no second look at their letters. */
    private static final double[][] EMBEDDED = {{.15, .08, .07}, {.08, .02, .00}, {.02, .03, .035}};

    private HoldoutNetworks() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(lookback7(suite), idle15(suite), tagger13(suite));
    }

    /**
     * A forecaster of hourly values that is far from fitting too closely: most units, least penalty, no dropout and no drift from
     * its own forecasts are best, all at their ranges' ends. It gains by each whole day that it looks back, as the daily
     * patterns of such series make it (Lai and others 2018), so that one parameter has a minimum at every multiple of 24.
     */
    private static BenchmarkProblem lookback7(String suite) {
        var space = space(
                whole("lookback", 4, 192),
                logWhole("units", 4, 256),
                log("lr", 1e-5, 0.1),
                real("dropout", 0, 0.6),
                log("l2", 1e-8, 0.01),
                real("forcing", 0, 1),
                category("loss", "squared", "absolute", "huber"));
        return new BenchmarkProblem(
                "lookback7",
                suite,
                space,
                HoldoutNetworks::lookbackLoss,
                Noise.gaussian(0.012),
                0.3019160793033,
                0.012);
    }

    private static double lookbackLoss(Values p) {
        double lookback = p.number("lookback");
        double missing = 8 - p.log2("units");
        int loss = p.index("loss");
        double rate = p.log10("lr") - new double[] {-2.4, -3, -2.7}[loss] + 0.0015 * (lookback - 96);
        return 0.28
                + 0.20 * StrictMath.exp(-lookback / 45)
                + 0.03 * (1 - StrictMath.cos(2 * Math.PI * lookback / 24))
                + 0.0001 * lookback
                + 0.02 * missing
                + 0.25 * well(rate, 0.8)
                + 0.18 * p.number("dropout") * (1 + 0.15 * missing)
                + 0.10 * step(1.5 * (p.log10("l2") + 4.2))
                + 0.06 * (1 - p.number("forcing"))
                + new double[] {.03, .01, 0}[loss];
    }

    /**
     * Fifteen parameters of which the learning rate, the units and the cell matter, and these together; each of the others moves
     * the loss by less than the noise.
     */
    private static BenchmarkProblem idle15(String suite) {
        var space = space(
                real("forgetBias", 0, 3),
                log("epsilon", 1e-10, 1e-3),
                log("lr", 1e-5, 0.3),
                reverseLog("beta1", 0.5, 0.99),
                reverseLog("beta2", 0.9, 0.9999),
                category("cell", "lstm", "peephole", "gru", "minimal"),
                real("zoneout", 0, 0.4),
                log("initial", 0.01, 1),
                category("layerNorm", "no", "yes"),
                logWhole("units", 8, 1024),
                ordinal("batch", 16, 32, 64, 128),
                log("clip", 0.1, 100),
                logWhole("embedding", 8, 512),
                real("decayFrom", 0, 1),
                category("shuffle", "no", "buckets", "yes"));
        return new BenchmarkProblem(
                "idle15", suite, space, HoldoutNetworks::idleLoss, Noise.gaussian(0.015), 0.2200000092319, 0.015);
    }

    private static double idleLoss(Values p) {
        int cell = p.index("cell");
        double units = p.log2("units") - new double[] {7.4, 7.1, 8.2, 9}[cell];
        double rate = p.log10("lr") - new double[] {-2.3, -2.5, -2.9, -3.4}[cell] + 0.2 * units;
        double minor = 0.010 * square((p.number("forgetBias") - 1.2) / 1.8)
                + 0.004 * square((p.log10("epsilon") + 7) / 4)
                + 0.012 * square((-StrictMath.log10(1 - p.number("beta1")) - 1) / 1)
                + 0.006 * square((-StrictMath.log10(1 - p.number("beta2")) - 2.6) / 1.6)
                + 0.010 * square((p.number("zoneout") - 0.1) / 0.3)
                + 0.008 * square((p.log10("initial") + 0.9) / 1.1)
                + new double[] {.006, 0}[p.index("layerNorm")]
                + new double[] {.004, 0, .002, .008}[p.index("batch")]
                + 0.006 * square((p.log10("clip") - 0.2) / 1.8)
                + 0.010 * square((p.log2("embedding") - 6.6) / 3.6)
                + 0.005 * square((p.number("decayFrom") - 0.55) / 0.55)
                + new double[] {.008, .003, 0}[p.index("shuffle")];
        return 0.22
                + 0.45 * cauchy(rate, 0.55)
                + 0.22 * cauchy(units, 1.6)
                + new double[] {.03, .02, 0, .01}[cell]
                + minor;
    }

    /**
     * A tagger of words with two levels of conditions, after Reimers and Gurevych (2017) and Yang, Liang and Zhang (2018). Two
     * pairs of categories act together, so that what is best alone is not best of all. A quarter of the space fails: too large
     * for the memory, or divergence.
     */
    private static BenchmarkProblem tagger13(String suite) {
        var space = space(
                category("encoder", "lstm", "bidirectional", "convolution", "attention"),
                logWhole("units", 16, 1024),
                whole("layers", 1, 5),
                category("output", "softmax", "crf"),
                category("embedding", "random", "pretrained", "subword"),
                logWhole("embeddingSize", 16, 512, when("embedding", "random")),
                category("tuning", when("embedding", "pretrained"), "frozen", "tuned"),
                log("tuningRate", 1e-4, 1, when("tuning", "tuned")),
                logWhole("merges", 500, 30_000, when("embedding", "subword")),
                category("spelling", "none", "convolution", "lstm"),
                logWhole("spellingUnits", 8, 128, when("spelling", "convolution", "lstm")),
                real("dropout", 0, 0.7),
                log("lr", 1e-5, 0.05));
        return new BenchmarkProblem(
                "tagger13", suite, space, HoldoutNetworks::taggerLoss, Noise.gaussian(0.009), 0.0680006366026, 0.009);
    }

    private static double taggerLoss(Values p) {
        int encoder = p.index("encoder");
        int output = p.index("output");
        double layers = p.number("layers");
        double units = p.log2("units");
        double size = units + 0.5 * p.log2("layers") + (encoder == 1 ? 0.7 : 0);
        double best = new double[] {-2.3, -2.5, -2, -3.2}[encoder] - 0.15 * (layers - 1) - 0.08 * (units - 7);
        double rate = p.log10("lr") - best;
        boolean tooLarge = 2 * size + output + (encoder == 3 ? 1.5 : 0) > 21.5;
        boolean diverges = rate > new double[] {1.1, .9, 1.3, .6}[encoder] - 0.2 * output;
        if (tooLarge || diverges) {
            return Double.NaN;
        }
        double embedding = EMBEDDED[p.index("embedding")][p.index("spelling")];
        if (p.has("embeddingSize")) {
            embedding += 0.02 * valley(p.log2("embeddingSize") - 6.5, 1.5, 2.5);
        }
        if (p.has("tuningRate")) {
            embedding += 0.03 * valley(p.log10("tuningRate") + 1.8, 1, 0.7) - 0.012;
        }
        if (p.has("merges")) {
            embedding += 0.02 * valley(p.log10("merges") - 3.6, 0.5, 0.5);
        }
        if (p.has("spellingUnits")) {
            embedding += 0.012 * valley(p.log2("spellingUnits") - 5.2, 1.2, 1.8);
        }
        return 0.08
                + ENCODED[encoder][output]
                + embedding
                + 0.14 * valley(rate, 0.7, 0.5)
                + 0.05 * valley(size - 7.8, 1.3, 1.5)
                + 0.35 * square(p.number("dropout") - 0.1 - 0.05 * (size - 5))
                + 0.01 * square(layers - new double[] {2, 1, 3, 4}[encoder]);
    }
}
