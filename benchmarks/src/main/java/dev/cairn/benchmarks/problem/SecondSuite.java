package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Shapes.cauchy;
import static dev.cairn.benchmarks.problem.Shapes.log2;
import static dev.cairn.benchmarks.problem.Shapes.square;
import static dev.cairn.benchmarks.problem.Shapes.well;
import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.logWhole;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the first two suites lack: two levels of conditions, idle dimensions, a plateau, outliers. */
final class SecondSuite {
    private static final String SUITE = "second";
    private static final double PLATEAU = StrictMath.log(10);

    private SecondSuite() {}

    static List<BenchmarkProblem> problems() {
        return List.of(
                gruC(),
                new BenchmarkProblem("wide22", SUITE, wideSpace(), SecondSuite::wide, Noise.gaussian(0.005), 0, 0.005),
                BenchmarkProblem.exact(
                        "smooth3",
                        SUITE,
                        space(real("x", -1, 1), real("y", -1, 1), real("z", -1, 1)),
                        SecondSuite::smooth,
                        0.005274258),
                plateau(),
                jumpy());
    }

    /** Half of the space fails. */
    private static BenchmarkProblem gruC() {
        var space = space(
                log("lr", 1e-5, 1),
                category("opt", "adam", "sgd", "rmsprop"),
                real("momentum", 0, 0.99, when("opt", "sgd")),
                category("sched", "const", "step", "cosine"),
                log("decay", 0.05, 0.9, when("sched", "step")),
                category("warm", when("sched", "cosine"), "no", "yes"),
                logWhole("wsteps", 10, 2000, when("warm", "yes")),
                logWhole("units", 16, 1024),
                whole("layers", 1, 4),
                real("dropout", 0, 0.6),
                whole("log2batch", 3, 8),
                logWhole("seq", 16, 512));
        Noise noise = (f, random) -> {
            double usual = f + (0.004 + 0.05 * (f - 0.15)) * random.nextGaussian();
            return random.nextDouble() < 0.05 ? usual + 0.15 * Math.abs(random.nextGaussian()) : usual;
        };
        return new BenchmarkProblem("gru-c", SUITE, space, SecondSuite::gruCLoss, noise, 0.194931928, 0.005);
    }

    private static double gruCLoss(Values p) {
        double u = p.log10("lr");
        double v = p.log2("units");
        double layers = p.number("layers");
        double b = p.number("log2batch");
        double t = p.log2("seq");
        boolean sgd = p.is("opt", "sgd");
        boolean warm = p.is("warm", "yes");
        int opt = p.index("opt");
        double mu = new double[] {-2.7, -1, -3.1}[opt]
                + 0.12 * (b - 5)
                - 0.1 * (v - 7)
                + new double[] {0, .1, .25}[p.index("sched")]
                + (warm ? 0.2 : 0)
                + (sgd ? StrictMath.log10(1 - p.number("momentum")) : 0);
        boolean tooLarge = v + log2(layers) + b + t > 22;
        boolean diverges = u > mu + new double[] {.9, .6, .7}[opt] - 0.1 * (layers - 1) + (warm ? 0.3 : 0);
        if (tooLarge || diverges) {
            return Double.NaN;
        }
        return 0.15
                + 0.5 * cauchy(u - mu, new double[] {.7, .45, .55}[opt])
                + 0.2 * cauchy(v - 8 + 0.5 * (layers - 2), 2)
                + 0.4 * square(p.number("dropout") - 0.06 * (v - 4) - 0.05 * (layers - 1))
                + 0.12 * StrictMath.exp(-(t - 4) / 1.2)
                + 0.012 * (t - 4)
                + new double[] {0, .02, .01}[opt]
                + new double[] {.03, .012, 0}[p.index("sched")]
                + new double[] {.05, 0, .012, .04}[p.index("layers")]
                + (sgd ? 0.2 * square(p.number("momentum") - 0.92) : 0)
                + (p.has("decay") ? 0.03 * square(p.log10("decay") + 0.6) : 0)
                + (warm ? 0.03 * square(StrictMath.log10(p.number("wsteps") / 300)) : 0)
                + (p.is("warm", "no") ? 0.02 : 0);
    }

    /** Thirteen dimensions are idle; the category that looks worst at first is the best. */
    private static SearchSpace wideSpace() {
        var categories = Map.of(0, 4, 8, 3, 16, 5);
        return new SearchSpace(IntStream.range(0, 22)
                .<Parameter>mapToObj(i -> categories.containsKey(i)
                        ? category(
                                "x" + i,
                                List.of("a", "b", "c", "d", "e")
                                        .subList(0, categories.get(i))
                                        .toArray())
                        : real("x" + i, 0, 1))
                .toList());
    }

    private static double wide(Values p) {
        int a = p.index("x0");
        int b = p.index("x8");
        double x1 = p.number("x1");
        double x7 = p.number("x7");
        double x11 = p.number("x11");
        return new double[] {.22, .12, 0, .17}[a]
                + new double[] {.6, .6, 2.2, .6}[a] * square(x1 - new double[] {.2, .55, .88, .4}[a])
                + new double[] {0, .10, .05}[b]
                + 0.5 * (1 + x7) * square(p.number("x4") - new double[] {.75, .3, .5}[b])
                + new double[] {.05, 0, .08, .02, .10}[p.index("x16")]
                + 0.6 * square(x7 - .25 - .4 * x11)
                + 0.25 * square(x11 - .62)
                + 0.25 * square(p.number("x14") - .4 * x1 - .2)
                + 0.06 * (1 - StrictMath.cos(3 * Math.PI * (p.number("x19") - .4)));
    }

    private static double smooth(Values p) {
        double x = p.number("x");
        double y = p.number("y");
        double z = p.number("z");
        return square(x - .3) + 2 * square(y + x * x / 2 - .2) + 0.7 * (1 - StrictMath.cos(2 * z - y)) + 0.3 * x * z;
    }

    /** Five sixths of the space are at the cap. */
    private static BenchmarkProblem plateau() {
        var space = space(
                log("lr", 1e-6, 1),
                category("opt", "adam", "sgd", "rmsprop"),
                logWhole("units", 4, 512),
                log("clip", 0.01, 100),
                real("dropout", 0, 0.8),
                log("l2", 1e-9, 1),
                category("init", "xavier", "he", "normal"));
        Noise noise = (f, random) -> f + (0.003 + 0.02 * (1 - f / 2.3026)) * random.nextGaussian();
        return new BenchmarkProblem("plateau", SUITE, space, SecondSuite::plateauLoss, noise, 0.320004331, 0.02);
    }

    private static double plateauLoss(Values p) {
        double u = p.log10("lr");
        double v = p.log2("units");
        double c = p.log10("clip");
        int opt = p.index("opt");
        double mu = new double[] {-2.8, -1.2, -3.3}[opt] - 0.08 * (v - 6) + 0.15 * StrictMath.tanh(c);
        double f = 0.32
                + 2 * well(u - mu, new double[] {.75, .5, .65}[opt])
                + 0.9 * well(v - 6.8, 1.8)
                + 0.7 * well(c - 0.2 - 0.3 * (u - mu), 1.1)
                + 1.6 * square(p.number("dropout") - .22)
                + 0.9 * well(p.log10("l2") + 4.6, 1.9)
                + new double[] {0, .06, .09}[opt]
                + new double[] {.10, 0, .30}[p.index("init")];
        return Math.min(PLATEAU, f);
    }

    /** Outliers on both sides. */
    private static BenchmarkProblem jumpy() {
        var space = space(
                log("lr", 1e-5, 1),
                logWhole("units", 8, 512),
                whole("layers", 1, 4),
                category("act", "relu", "tanh", "elu"),
                category("bidir", "no", "yes"),
                real("dropout", 0, 0.7),
                logWhole("window", 8, 256),
                real("smooth", 0, 1));
        Noise noise = (f, random) -> {
            double deviation = (0.006 + 0.12 * (f - 0.2)) * random.nextGaussian();
            return f + (random.nextDouble() < 0.06 ? 5 * deviation : deviation);
        };
        return new BenchmarkProblem("jumpy", SUITE, space, SecondSuite::jumpyLoss, noise, 0.200003257, 0.006);
    }

    private static double jumpyLoss(Values p) {
        double v = p.log2("units");
        double layers = p.number("layers");
        boolean bidirectional = p.is("bidir", "yes");
        double lr = p.log10("lr") + 2.6 + 0.25 * (layers - 1) - (p.index("act") == 1 ? 0.5 : 0);
        return 0.2
                + 0.35 * cauchy(lr, 0.8)
                + 0.22 * well(v - 6.2 + (bidirectional ? 0.7 : 0), 1.5)
                + new double[] {.035, 0, .07}[p.index("act")]
                + (bidirectional ? 0 : 0.03)
                + new double[] {.03, 0, .015, .05}[p.index("layers")]
                + 0.18 * well(p.log2("window") - 5.3 - 0.4 * (layers - 1), 1.2)
                + 0.45 * square(p.number("dropout") - .15 - .04 * (v - 5))
                + 0.1 * square(p.number("smooth") - .35);
    }
}
