package dev.cairn.benchmarks.problem;

import java.util.List;
import java.util.stream.Stream;

/** Kept apart: for judging, never for choosing a setting of a sampler. */
final class FreshSuite {
    private static final String SUITE = "fresh";

    private FreshSuite() {}

    static List<BenchmarkProblem> problems() {
        return Stream.of(FreshForms.of(SUITE), FreshSettings.of(SUITE), TrainingProblems.of(SUITE))
                .flatMap(List::stream)
                .toList();
    }
}
