package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.ordinal;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import dev.cairn.benchmarks.training.KernelRidge;
import dev.cairn.benchmarks.training.SeasonalSmoothing;
import dev.cairn.benchmarks.training.WordModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Real trainings of at most some milliseconds, deterministic, without a neural net. Their optima are the least that {@code
 * benchmarks/run optimum --problems kernel,words,seasons --evaluations 20000} found with seeds 0 to 2.
 */
final class HoldoutTrainings {
    private HoldoutTrainings() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(kernel(suite), words(suite), seasons(suite));
    }

    /** Regression of a function with a kernel; fails where rounding leaves no solution. */
    private static BenchmarkProblem kernel(String suite) {
        var space = space(
                category("kernel", "gaussian", "laplace", "polynomial"),
                log("length0", 0.02, 50),
                log("length1", 0.02, 50),
                log("length2", 0.02, 50),
                log("length3", 0.02, 50),
                whole("degree", 1, 7, when("kernel", "polynomial")),
                log("offset", 0.01, 10, when("kernel", "polynomial")),
                log("ridge", 1e-14, 10));
        return new BenchmarkProblem(
                "kernel", suite, space, HoldoutTrainings::kernelLoss, Noise.NONE, 0.18874730477166493, 0.01);
    }

    private static double kernelLoss(Values p) {
        return new KernelRidge(
                        KernelRidge.Kernel.values()[p.index("kernel")],
                        IntStream.range(0, 4)
                                .mapToObj(i -> p.number("length" + i))
                                .toList(),
                        p.has("degree") ? (int) p.number("degree") : 1,
                        p.has("offset") ? p.number("offset") : 0,
                        p.number("ridge"))
                .loss();
    }

    /** Classification of documents by a linear model, learnt online; fails where it diverges. */
    private static BenchmarkProblem words(String suite) {
        var space = space(
                category("loss", "logistic", "hinge", "squared"),
                category("rule", "adagrad", "sgd"),
                real("power", 0, 1, when("rule", "sgd")),
                log("lr", 1e-4, 10),
                log("l2", 1e-7, 1),
                whole("passes", 1, 10),
                whole("bits", 3, 13),
                category("weighting", "count", "presence", "logarithm", "rarity"),
                real("dropout", 0, 0.7));
        return new BenchmarkProblem(
                "words", suite, space, HoldoutTrainings::wordLoss, Noise.NONE, 0.44765647714265355, 0.01);
    }

    private static double wordLoss(Values p) {
        return new WordModel(
                        WordModel.Loss.values()[p.index("loss")],
                        p.is("rule", "adagrad"),
                        p.has("power") ? p.number("power") : 0,
                        p.number("lr"),
                        p.number("l2"),
                        (int) p.number("passes"),
                        (int) p.number("bits"),
                        WordModel.Weighting.values()[p.index("weighting")],
                        p.number("dropout"))
                .loss();
    }

    /** Forecasts of a seasonal series by exponential smoothing; fails where the smoothing runs away. */
    private static BenchmarkProblem seasons(String suite) {
        var space = space(
                category("trend", "none", "plain", "damped"),
                category("season", "none", "additive", "multiplicative"),
                log("level", 0.001, 1),
                log("slope", 0.001, 1, when("trend", "plain", "damped")),
                real("damping", 0.7, 1, when("trend", "damped")),
                real("seasonal", 0, 1, when("season", "additive", "multiplicative")),
                ordinal("period", when("season", "additive", "multiplicative"), 3, 4, 6, 12, 24),
                real("power", 0, 1),
                log("cut", 0.3, 30));
        return new BenchmarkProblem(
                "seasons", suite, space, HoldoutTrainings::seasonLoss, Noise.NONE, 0.6193024148870538, 0.01);
    }

    private static double seasonLoss(Values p) {
        return new SeasonalSmoothing(
                        !p.is("trend", "none"),
                        SeasonalSmoothing.Season.values()[p.index("season")],
                        p.number("level"),
                        p.has("slope") ? p.number("slope") : 0,
                        p.has("damping") ? p.number("damping") : 1,
                        p.has("seasonal") ? p.number("seasonal") : 0,
                        p.has("period") ? (int) p.number("period") : 1,
                        p.number("power"),
                        p.number("cut"))
                .loss();
    }
}
