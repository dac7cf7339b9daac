package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.log2;
import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Shapes.valley;
import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.logWhole;
import static dev.cairn.benchmarks.problem.Spaces.ordinal;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;
import static dev.cairn.benchmarks.problem.Spaces.stepped;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Surfaces shaped like those of hyperparameters: mixed, conditional, noisy, partly failing. Their optima, where whole numbers
 * keep them from being exact, are as {@code benchmarks/run optimum --evaluations 200000} finds them.
 */
final class FreshSettings {
    private static final int[] MENU_SIZES = {6, 5, 8, 4, 3, 7};
    private static final double[][] MENU_ALONE = menuAlone();
    private static final double[][] MENU_PAIR = menuPair();

    private FreshSettings() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(deep20(suite), narrow8(suite), heavy7(suite), menu9(suite), boosting8(suite));
    }

    /** Twenty parameters, six of them conditional; more than a third of the space fails. */
    private static BenchmarkProblem deep20(String suite) {
        var space = space(
                log("lr", 1e-6, 0.1),
                category("opt", "adamw", "lion", "sgd", "adafactor"),
                real("momentum", 0.5, 0.995, when("opt", "sgd")),
                real("beta2", 0.9, 0.9999, when("opt", "adamw", "lion")),
                category("schedule", "constant", "linear", "cosine", "rsqrt"),
                logWhole("warmup", 1, 4000, when("schedule", "linear", "cosine", "rsqrt")),
                real("finalRatio", 0, 0.5, when("schedule", "linear", "cosine")),
                log("decay", 1e-6, 1),
                whole("layers", 1, 12),
                logWhole("width", 32, 1024),
                ordinal("heads", 1, 2, 4, 8, 16),
                real("ffn", 1, 8),
                real("dropout", 0, 0.5),
                real("attentionDropout", 0, 0.5),
                real("smoothing", 0, 0.3),
                ordinal("batch", 8, 16, 32, 64, 128, 256, 512),
                log("clip", 0.05, 20),
                ordinal("context", 64, 128, 256, 512, 1024),
                category("precision", "fp32", "bf16", "fp16"),
                whole("lossScale", 0, 24, when("precision", "fp16")));
        Noise noise = (f, random) -> f + (0.008 + 0.02 * (f - 2)) * random.nextGaussian();
        return new BenchmarkProblem("deep20", suite, space, FreshSettings::deepLoss, noise, 2, 0.008);
    }

    private static double deepLoss(Values p) {
        double u = p.log10("lr");
        double v = p.log2("width");
        double depth = p.log2("layers");
        double b = p.log2("batch");
        double t = p.log2("context");
        double size = depth + 2 * v;
        int opt = p.index("opt");
        double mu = new double[] {-2.9, -3.7, -1.0, -2.2}[opt]
                + 0.12 * (b - 6)
                - 0.25 * (v - 8)
                - 0.2 * depth
                + (p.has("momentum") ? 0.6 * StrictMath.log10(1 - p.number("momentum")) : 0);
        double warmup = p.has("warmup") ? p.log10("warmup") : 0;
        boolean tooLarge = v + depth + b + t + (p.is("precision", "fp32") ? 1 : 0) > 28;
        boolean diverges = u > mu + 0.6 + 0.15 * warmup - (p.is("precision", "fp16") ? 0.2 : 0);
        boolean overflows = p.has("lossScale") && p.number("lossScale") > 17;
        if (tooLarge || diverges || overflows) {
            return Double.NaN;
        }
        double wantedDropout = Math.max(0, 0.03 * (size - 12));
        double schedule = new double[] {.09, .02, 0, .035}[p.index("schedule")]
                + (p.has("warmup") ? 0.025 * square(warmup - 2.6) : 0)
                + (p.has("finalRatio") ? 0.3 * square(p.number("finalRatio") - 0.07) : 0);
        double optimizer = new double[] {.01, 0, .12, .05}[opt]
                + (p.has("beta2") ? 6 * square(p.number("beta2") - new double[] {.985, .96}[opt]) : 0)
                + (p.has("momentum") ? 0.5 * square(p.number("momentum") - 0.9) : 0)
                + 0.04 * valley(p.log10("decay") - new double[] {-2, -1, -4, -2.5}[opt], 1.5, 0.8);
        double regularisation = 0.6 * square(p.number("dropout") + 0.4 * p.number("attentionDropout") - wantedDropout)
                + 0.3 * square(p.number("attentionDropout") - 0.1)
                + 0.8 * square(p.number("smoothing") - 0.06);
        double shape = 0.12 * valley(size - 18, 2.5, 1.5)
                + 0.02 * square(p.log2("heads") - 0.8 * (v - 5))
                + 0.05 * valley(p.number("ffn") - 3.4, 1.5, 3)
                + 0.025 * (10 - t)
                + 0.008 * square(b - 6);
        double precision = p.has("lossScale")
                ? 0.01 + 0.05 * StrictMath.exp(-p.number("lossScale") / 3)
                : p.is("precision", "bf16") ? 0.006 : 0;
        return 2
                + 0.3 * valley(u - mu, 0.7, 0.45)
                + 0.02 * valley(p.log10("clip"), 0.8, 1.2)
                + schedule
                + optimizer
                + regularisation
                + shape
                + precision;
    }

    /** Only a narrow band can be trained, and the best lies close to its edge. */
    private static BenchmarkProblem narrow8(String suite) {
        var space = space(
                log("lr", 1e-5, 10),
                real("momentum", 0, 0.999),
                logWhole("units", 8, 2048),
                whole("layers", 1, 8),
                category("clip", "none", "norm", "value"),
                log("threshold", 1e-3, 100, when("clip", "norm", "value")),
                category("act", "relu", "tanh", "elu"),
                real("skip", 0, 1));
        return new BenchmarkProblem(
                "narrow8", suite, space, FreshSettings::narrowLoss, Noise.gaussian(0.006), 0.3000001122821705, 0.006);
    }

    private static double narrowLoss(Values p) {
        double v = p.log2("units");
        double layers = p.number("layers");
        double skip = p.number("skip");
        double clipped = p.has("threshold") ? StrictMath.tanh(p.log10("threshold") - 0.5) : 1;
        double speed = p.log10("lr") - StrictMath.log10(1 - p.number("momentum"));
        double room = new double[] {-0.6, -0.3, -0.45}[p.index("act")]
                - 0.12 * (v - 7)
                - 0.18 * (layers - 1) * (1 - 0.6 * skip)
                - (p.is("clip", "norm") ? 0.7 : 0.4) * clipped
                - speed;
        boolean tooLarge = 2 * v + log2(layers) > 20;
        boolean learnsNothing = room > 2.2;
        if (room < 0 || tooLarge || learnsNothing) {
            return Double.NaN;
        }
        return 0.3
                + 0.25 * valley(room - 0.25, 0.4, 0.9)
                + 0.12 * square((v + 0.5 * log2(layers) - 8) / 2)
                + new double[] {.07, .03, 0, .01, .02, .04, .06, .08}[(int) layers - 1]
                + new double[] {0, .04, .02}[p.index("act")]
                + new double[] {.05, 0, .02}[p.index("clip")]
                + (p.has("threshold") ? 0.04 * valley(p.log10("threshold") - 0.3, 0.6, 1) : 0)
                + 0.15 * square(skip - 0.1 * layers)
                + 0.2 * square(p.number("momentum") - 0.85);
    }

    /** Noise that grows with the loss and has heavy tails, mostly upwards. */
    private static BenchmarkProblem heavy7(String suite) {
        var space = space(
                log("lr", 1e-5, 0.3),
                logWhole("units", 8, 512),
                whole("layers", 1, 3),
                real("dropout", 0, 0.8),
                category("cell", "lstm", "gru", "elman"),
                logWhole("horizon", 4, 512),
                log("l2", 1e-8, 1));
        Noise noise = (f, random) -> {
            double scale = 0.008 + 0.25 * (f - 0.25);
            double kind = random.nextDouble();
            double normal = random.nextGaussian();
            double outlier = kind < 0.08 ? 6 * Math.abs(normal) : kind < 0.10 ? -3 * Math.abs(normal) : normal;
            return f + scale * outlier + (kind > 0.97 ? 0.4 : 0);
        };
        return new BenchmarkProblem("heavy7", suite, space, FreshSettings::heavyLoss, noise, 0.25, 0.008);
    }

    private static double heavyLoss(Values p) {
        double v = p.log2("units");
        double layers = p.number("layers");
        double h = p.log2("horizon");
        int cell = p.index("cell");
        double u = p.log10("lr") - new double[] {-2.3, -2.6, -3.1}[cell] + 0.1 * (v - 6) + 0.2 * (layers - 1);
        double fit = 0.10 * valley(u, 0.7, 0.35)
                + 0.05 * valley(v - 6.5 + 0.5 * (layers - 1), 1.2, 2)
                + 0.06 * valley(h - new double[] {6.5, 6, 3.5}[cell], 1, 1.5);
        double over = p.number("dropout") - 0.25 - 0.04 * (v - 6) + 0.05 * (p.log10("l2") + 5);
        return 0.25
                + fit
                + 0.35 * fit * Math.abs(over)
                + 0.5 * over * over
                + 0.03 * valley(p.log10("l2") + 5, 1.5, 1)
                + new double[] {.02, 0, .05}[cell]
                + new double[] {.015, 0, .03}[(int) layers - 1];
    }

    /** Six categories of three to eight values, two of which matter together, and three numbers. */
    private static BenchmarkProblem menu9(String suite) {
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < MENU_SIZES.length; i++) {
            parameters.add(category(
                    "choice" + i,
                    IntStream.range(0, MENU_SIZES[i]).mapToObj(k -> "v" + k).toArray()));
        }
        parameters.add(log("c", 1e-3, 1e3));
        parameters.add(log("gamma", 1e-4, 10, when("choice2", "v1", "v4", "v5")));
        parameters.add(real("mix", 0, 1));
        return new BenchmarkProblem(
                "menu9",
                suite,
                new SearchSpace(parameters),
                FreshSettings::menuLoss,
                Noise.gaussian(0.01),
                0.19879776854720680,
                0.01);
    }

    private static double menuLoss(Values p) {
        double f = 0;
        for (int i = 0; i < MENU_SIZES.length; i++) {
            f += MENU_ALONE[i][p.index("choice" + i)];
        }
        int model = p.index("choice2");
        double wantedMix = 0.15 + 0.1 * p.index("choice0");
        return f
                + MENU_PAIR[p.index("choice0")][model]
                + 0.06 * valley(p.log10("c") - 0.4 * (model - 3), 0.8, 0.8)
                + (p.has("gamma") ? 0.08 * valley(p.log10("gamma") + 1.5, 0.5, 0.9) : 0.03)
                + 0.3 * square(p.number("mix") - wantedMix);
    }

    private static double[][] menuAlone() {
        var random = new Random(91);
        return IntStream.of(MENU_SIZES)
                .mapToObj(size -> random.doubles(size).map(x -> 0.2 * x * x).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] menuPair() {
        var random = new Random(92);
        return IntStream.range(0, MENU_SIZES[0])
                .mapToObj(i -> random.doubles(MENU_SIZES[2]).map(x -> 0.25 * x).toArray())
                .toArray(double[][]::new);
    }

    /** Whole, ordered and stepped values only but for one rate: no two neighbours are closer than a step. */
    private static BenchmarkProblem boosting8(String suite) {
        var space = space(
                whole("depth", 1, 15),
                logWhole("trees", 10, 3000),
                logWhole("leastLeaf", 1, 300),
                ordinal("leaves", 7, 15, 31, 63, 127, 255),
                ordinal("bins", 16, 32, 64, 128, 255),
                stepped("rows", 0.3, 1, 0.05),
                stepped("columns", 0.1, 1, 0.1),
                log("shrinkage", 0.005, 1));
        return new BenchmarkProblem(
                "boosting8",
                suite,
                space,
                FreshSettings::boostingLoss,
                Noise.gaussian(0.004),
                0.400341102661627,
                0.004);
    }

    private static double boostingLoss(Values p) {
        double leaves = Math.min(p.log2("leaves"), p.number("depth"));
        double learned = p.log2("trees") + p.log2("shrinkage") + 0.6 * leaves;
        double overfitting = Math.max(0, learned - 7.2 + 0.25 * (leaves - 4) - 0.2 * p.log2("leastLeaf"));
        return 0.4
                + 0.04 * Math.abs(Math.min(0, learned - 7))
                + 0.03 * overfitting * overfitting
                + 0.03 * valley(leaves - 5, 1.5, 1)
                + 0.05 * p.number("shrinkage")
                + 0.02 * valley(p.log2("leastLeaf") - 4.3, 2, 1.2)
                + 0.012 * (8 - p.log2("bins"))
                + 0.25 * square(p.number("rows") - 0.75)
                + 0.12 * square(p.number("columns") - 0.1 * leaves - 0.1);
    }
}
