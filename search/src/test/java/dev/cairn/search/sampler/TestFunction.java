package dev.cairn.search.sampler;

import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A function to minimise with a known optimum, and a trainer that evaluates it.
 *
 * @param loss noiseless; NaN where a trial fails
 * @param sigma standard deviation of the noise
 */
record TestFunction(SearchSpace space, ToDoubleFunction<Point> loss, double optimum, double sigma) {
    static final List<Objective> MINIMIZE = List.of(new Objective("loss", Direction.MINIMIZE));

    Problem problem() {
        return new Problem(space, MINIMIZE);
    }

    /** Evaluates one at a time. */
    Run run(Sampler sampler, int evaluations, long seed) {
        var observations = new ArrayList<Observation>();
        double bestSeen = Double.POSITIVE_INFINITY;
        double regret = Double.NaN;
        int failures = 0;
        for (int i = 0; i < evaluations; i++) {
            var history = new History(observations, List.of(), List.of());
            Point point = sampler.suggest(problem(), history, 1, seed, i).get(0).point();
            double value = loss.applyAsDouble(point);
            if (Double.isNaN(value)) {
                failures++;
                observations.add(new Observation(i, point, new Observation.Infeasible()));
                continue;
            }
            double seen = value + sigma * RandomSource.of(seed + 1000, i).nextNormal();
            observations.add(new Observation(i, point, new Observation.Completed(List.of(seen))));
            if (seen < bestSeen) {
                bestSeen = seen;
                regret = value - optimum;
            }
        }
        return new Run(regret, failures, observations);
    }

    /**
     * @param regret the noiseless value at the best observed trial less the optimum
     */
    record Run(double regret, int failures, List<Observation> observations) {}

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    static Parameter real(String name, double low, double high) {
        return new Parameter.Real(name, low, high, null, null, null);
    }

    static Parameter log(String name, double low, double high) {
        return new Parameter.Real(name, low, high, Scale.LOG, null, null);
    }

    static Parameter real(String name, double low, double high, Map<String, List<Object>> when) {
        return new Parameter.Real(name, low, high, null, null, when);
    }

    static Parameter category(String name, Object... values) {
        return new Parameter.Categorical(name, List.of(values), null);
    }

    /** Branin on [-5, 10] x [0, 15]: three equal minima. */
    static TestFunction branin() {
        var space = new SearchSpace(List.of(real("x", -5, 10), real("y", 0, 15)));
        return new TestFunction(
                space,
                p -> {
                    double x = number(p, "x");
                    double y = number(p, "y");
                    double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
                    return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
                },
                0.397887357729739,
                0);
    }

    /** The shape of an LSTM's validation loss over seven hyperparameters, "lstm-a" of the design's section 6. */
    static TestFunction lstmA() {
        var space = new SearchSpace(List.of(
                log("lr", 1e-5, 0.1),
                new Parameter.Int("units", 8L, 512L, Scale.LOG, null, null),
                new Parameter.Int("layers", 1L, 3L, null, null, null),
                real("dropout", 0, 0.7),
                category("batch", 16, 32, 64, 128, 256),
                category("opt", "adam", "rmsprop", "sgd", "adagrad"),
                log("l2", 1e-8, 0.1)));
        double optimum = Double.POSITIVE_INFINITY;
        for (int units = 8; units <= 512; units++) {
            optimum = Math.min(optimum, 0.10 + 0.25 * well(log2(units) - 6.4, 1.6));
        }
        return new TestFunction(space, TestFunction::lstmALoss, optimum, 0.01);
    }

    private static double lstmALoss(Point p) {
        double u = Math.log10(number(p, "lr"));
        double v = log2(number(p, "units"));
        double w = Math.log10(number(p, "l2"));
        double b = log2(number(p, "batch"));
        double layers = number(p, "layers");
        double q = number(p, "dropout");
        int opt = List.of("adam", "rmsprop", "sgd", "adagrad").indexOf(p.get("opt"));
        double mu = new double[] {-2.9, -3.2, -1.5, -1.9}[opt] + 0.15 * (b - 6) - 0.12 * (v - 7);
        double dropout = q - 0.08 - 0.07 * (v - 3) - 0.05 * (layers - 1);
        double f = 0.10
                + 0.55 * well(u - mu, new double[] {.6, .5, .35, .7}[opt])
                + 0.25 * well(v - 7.2 + 0.8 * (layers - 1), 1.6)
                + 0.5 * dropout * dropout
                + 0.12 * well(w + 5 - 1.5 * (0.35 - q), 1.5)
                + new double[] {.02, 0, .01, .035, .07}[(int) b - 4]
                + new double[] {0, .015, .03, .06}[opt]
                + new double[] {.03, 0, .02}[(int) layers - 1];
        return Math.min(0.8, f);
    }

    /** A conditional space with a failing region, "lstm-b" of the design's section 6. */
    static TestFunction lstmB() {
        var space = new SearchSpace(List.of(
                log("lr", 1e-5, 0.1),
                new Parameter.Int("units", 8L, 512L, Scale.LOG, null, null),
                new Parameter.Int("layers", 1L, 3L, null, null, null),
                real("dropout", 0, 0.7),
                category("batch", 16, 32, 64, 128, 256),
                category("opt", "adam", "rmsprop", "sgd", "adagrad"),
                log("l2", 1e-8, 0.1),
                real("momentum", 0, 0.99, Map.of("opt", List.of("sgd"))),
                real("rho", 0.8, 0.999, Map.of("opt", List.of("rmsprop"))),
                real("recdrop", 0, 0.5, Map.of("layers", List.of(2, 3)))));
        double optimum = Double.POSITIVE_INFINITY;
        for (int units = 8; units <= 512; units++) {
            optimum = Math.min(optimum, 0.10 + 0.2 * well(log2(units) - 7.2, 1.4));
        }
        return new TestFunction(space, TestFunction::lstmBLoss, optimum, 0.005);
    }

    private static double lstmBLoss(Point p) {
        double u = Math.log10(number(p, "lr"));
        double units = number(p, "units");
        double v = log2(units);
        double w = Math.log10(number(p, "l2"));
        double batch = number(p, "batch");
        double b = log2(batch);
        double layers = number(p, "layers");
        double q = number(p, "dropout");
        String opt = (String) p.get("opt");
        int o = List.of("adam", "rmsprop", "sgd", "adagrad").indexOf(opt);
        double r = p.get("recdrop") == null ? 0 : number(p, "recdrop");
        double mu = new double[] {-2.9, -3, -.7, -1.8}[o] + 0.15 * (b - 6);
        if (opt.equals("sgd")) {
            mu += Math.log10(1 - number(p, "momentum"));
        }
        if (units * layers * batch > 98304 || u > mu + 0.8) {
            return Double.NaN;
        }
        double drop = q + 0.5 * r - 0.4;
        double f = 0.10
                + 0.5 * well(u - mu, new double[] {.6, .5, .35, .7}[o])
                + 0.2 * well(v - 7.8 + 0.6 * (layers - 1), 1.4)
                + 0.6 * drop * drop
                + (layers >= 2 ? 0.4 * (r - 0.2) * (r - 0.2) : 0)
                + 0.1 * well(w + 4 + 2 * q, 1.2)
                + (opt.equals("sgd") ? 0.15 * Math.pow(number(p, "momentum") - 0.9, 2) : 0)
                + (opt.equals("rmsprop") ? 1.5 * Math.pow(number(p, "rho") - 0.95, 2) : 0)
                + new double[] {.03, .01, 0, .02, .05}[(int) b - 4]
                + new double[] {.02, .03, 0, .05}[o]
                + new double[] {.04, 0, .01}[(int) layers - 1];
        return Math.min(0.69, f);
    }

    private static double well(double t, double s) {
        return 1 - Math.exp(-t * t / (s * s) / 2);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    static double number(Point point, String name) {
        return ((Number) point.get(name)).doubleValue();
    }
}
