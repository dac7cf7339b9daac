package dev.cairn.benchmarks.problem;

import static dev.cairn.benchmarks.problem.Spaces.category;
import static dev.cairn.benchmarks.problem.Spaces.log;
import static dev.cairn.benchmarks.problem.Spaces.logWhole;
import static dev.cairn.benchmarks.problem.Spaces.ordinal;
import static dev.cairn.benchmarks.problem.Spaces.real;
import static dev.cairn.benchmarks.problem.Spaces.space;
import static dev.cairn.benchmarks.problem.Spaces.when;
import static dev.cairn.benchmarks.problem.Spaces.whole;

import dev.cairn.benchmarks.training.DescentRule;
import dev.cairn.benchmarks.training.EchoState;
import dev.cairn.benchmarks.training.ElmanNet;
import dev.cairn.benchmarks.training.SpiralNet;
import java.util.List;

/**
 * Real trainings of some milliseconds, deterministic: what one seed of weights and data gives. Their optima are the least that
 * {@code benchmarks/run optimum --problems spirals,waves,echo --evaluations 12000} found.
 */
final class TrainingProblems {
    private TrainingProblems() {}

    static List<BenchmarkProblem> of(String suite) {
        return List.of(spirals(suite), waves(suite), echo(suite));
    }

    private static BenchmarkProblem spirals(String suite) {
        var space = space(
                log("lr", 1e-4, 3),
                category("opt", "adam", "sgd", "rmsprop"),
                real("momentum", 0, 0.99, when("opt", "sgd")),
                logWhole("units", 4, 48),
                whole("layers", 1, 2),
                category("act", "tanh", "relu"),
                ordinal("batch", 4, 8, 16, 32, 64),
                real("dropout", 0, 0.6),
                log("l2", 1e-7, 0.3));
        return new BenchmarkProblem(
                "spirals", suite, space, TrainingProblems::spiralLoss, Noise.NONE, 0.2257361736702074, 0.01);
    }

    private static double spiralLoss(Values p) {
        return new SpiralNet(
                        rule(p),
                        p.number("lr"),
                        momentum(p),
                        (int) p.number("units"),
                        (int) p.number("layers"),
                        p.is("act", "relu"),
                        (int) p.number("batch"),
                        p.number("dropout"),
                        p.number("l2"))
                .loss();
    }

    private static BenchmarkProblem waves(String suite) {
        var space = space(
                log("lr", 1e-4, 1),
                category("opt", "adam", "sgd", "rmsprop"),
                real("momentum", 0, 0.99, when("opt", "sgd")),
                logWhole("units", 2, 32),
                real("leak", 0.1, 1),
                real("scale", 0, 2),
                ordinal("window", 2, 4, 8, 16, 32),
                log("clip", 0.01, 100),
                log("l2", 1e-8, 0.1));
        return new BenchmarkProblem(
                "waves", suite, space, TrainingProblems::waveLoss, Noise.NONE, 0.16619585027565856, 0.01);
    }

    private static double waveLoss(Values p) {
        return new ElmanNet(
                        rule(p),
                        p.number("lr"),
                        momentum(p),
                        (int) p.number("units"),
                        p.number("leak"),
                        p.number("scale"),
                        (int) p.number("window"),
                        p.number("clip"),
                        p.number("l2"))
                .loss();
    }

    private static BenchmarkProblem echo(String suite) {
        var space = space(
                logWhole("units", 10, 120),
                real("radius", 0.1, 1.8),
                real("leak", 0.05, 1),
                log("input", 0.01, 10),
                real("bias", 0, 1),
                real("density", 0.02, 1),
                log("ridge", 1e-10, 10));
        return new BenchmarkProblem(
                "echo", suite, space, TrainingProblems::echoLoss, Noise.NONE, 0.0033890351707288485, 0.01);
    }

    private static double echoLoss(Values p) {
        return new EchoState(
                        (int) p.number("units"),
                        p.number("radius"),
                        p.number("leak"),
                        p.number("input"),
                        p.number("bias"),
                        p.number("density"),
                        p.number("ridge"))
                .loss();
    }

    private static DescentRule rule(Values p) {
        return DescentRule.values()[p.index("opt")];
    }

    private static double momentum(Values p) {
        return p.has("momentum") ? p.number("momentum") : 0;
    }
}
