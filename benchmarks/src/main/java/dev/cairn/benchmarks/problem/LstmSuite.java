package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.log2;
import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Shapes.well;
import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.logWhole;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The shape of an LSTM's validation loss over its hyperparameters. */
final class LstmSuite {
    private static final String SUITE = "lstm";

    private LstmSuite() {}

    static List<BenchmarkProblem> problems() {
        return List.of(lstmA(), lstmB());
    }

    private static List<Parameter> common() {
        return List.of(
                log("lr", 1e-5, 0.1),
                logWhole("units", 8, 512),
                whole("layers", 1, 3),
                real("dropout", 0, 0.7),
                category("batch", 16, 32, 64, 128, 256),
                category("opt", "adam", "rmsprop", "sgd", "adagrad"),
                log("l2", 1e-8, 0.1));
    }

    private static BenchmarkProblem lstmA() {
        double sigma = 0.01;
        double optimum = 0.10 + 0.25 * leastOverUnits(6.4, 1.6);
        return new BenchmarkProblem(
                "lstm-a",
                SUITE,
                new SearchSpace(common()),
                LstmSuite::lstmALoss,
                Noise.gaussian(sigma),
                optimum,
                sigma);
    }

    private static double lstmALoss(Values p) {
        double u = p.log10("lr");
        double v = p.log2("units");
        double w = p.log10("l2");
        double b = p.log2("batch");
        double layers = p.number("layers");
        double q = p.number("dropout");
        int opt = p.index("opt");
        double mu = new double[] {-2.9, -3.2, -1.5, -1.9}[opt] + 0.15 * (b - 6) - 0.12 * (v - 7);
        double f = 0.10
                + 0.55 * well(u - mu, new double[] {.6, .5, .35, .7}[opt])
                + 0.25 * well(v - 7.2 + 0.8 * (layers - 1), 1.6)
                + 0.5 * square(q - 0.08 - 0.07 * (v - 3) - 0.05 * (layers - 1))
                + 0.12 * well(w + 5 - 1.5 * (0.35 - q), 1.5)
                + new double[] {.02, 0, .01, .035, .07}[p.index("batch")]
                + new double[] {0, .015, .03, .06}[opt]
                + new double[] {.03, 0, .02}[p.index("layers")];
        return Math.min(0.8, f);
    }

    /** Conditional, with a failing region. */
    private static BenchmarkProblem lstmB() {
        double sigma = 0.005;
        var parameters = new ArrayList<>(common());
        parameters.add(real("momentum", 0, 0.99, when("opt", "sgd")));
        parameters.add(real("rho", 0.8, 0.999, when("opt", "rmsprop")));
        parameters.add(real("recdrop", 0, 0.5, when("layers", 2, 3)));
        double optimum = 0.10 + 0.2 * leastOverUnits(7.2, 1.4);
        return new BenchmarkProblem(
                "lstm-b",
                SUITE,
                new SearchSpace(parameters),
                LstmSuite::lstmBLoss,
                Noise.gaussian(sigma),
                optimum,
                sigma);
    }

    private static double lstmBLoss(Values p) {
        double u = p.log10("lr");
        double v = p.log2("units");
        double b = p.log2("batch");
        double layers = p.number("layers");
        double q = p.number("dropout");
        double r = p.has("recdrop") ? p.number("recdrop") : 0;
        boolean sgd = p.is("opt", "sgd");
        int opt = p.index("opt");
        double mu = new double[] {-2.9, -3, -.7, -1.8}[opt]
                + 0.15 * (b - 6)
                + (sgd ? StrictMath.log10(1 - p.number("momentum")) : 0);
        if (p.number("units") * layers * p.number("batch") > 98304 || u > mu + 0.8) {
            return Double.NaN;
        }
        double f = 0.10
                + 0.5 * well(u - mu, new double[] {.6, .5, .35, .7}[opt])
                + 0.2 * well(v - 7.8 + 0.6 * (layers - 1), 1.4)
                + 0.6 * square(q + 0.5 * r - 0.4)
                + (layers >= 2 ? 0.4 * square(r - 0.2) : 0)
                + 0.1 * well(p.log10("l2") + 4 + 2 * q, 1.2)
                + (sgd ? 0.15 * square(p.number("momentum") - 0.9) : 0)
                + (p.is("opt", "rmsprop") ? 1.5 * square(p.number("rho") - 0.95) : 0)
                + new double[] {.03, .01, 0, .02, .05}[p.index("batch")]
                + new double[] {.02, .03, 0, .05}[opt]
                + new double[] {.04, 0, .01}[p.index("layers")];
        return Math.min(0.69, f);
    }

    /** How near whole units come to a well's bottom at {@code log2 units}; all else can be exact. */
    private static double leastOverUnits(double bottom, double width) {
        return IntStream.rangeClosed(8, 512)
                .mapToDouble(units -> well(log2(units) - bottom, width))
                .min()
                .orElseThrow();
    }
}
