package dev.cairn.benchmarks.problem;

import java.util.List;
import java.util.stream.Stream;

/**
 * Kept apart like {@link FreshSuite}, and made later, without a look at the samplers: for one last judgement, never for choosing
 * a setting of a sampler.
 */
final class HoldoutSuite {
    private static final String SUITE = "holdout";

    private HoldoutSuite() {}

    static List<BenchmarkProblem> problems() {
        return Stream.of(
                        HoldoutForms.of(SUITE),
                        HoldoutModels.of(SUITE),
                        HoldoutNetworks.of(SUITE),
                        HoldoutTrainings.of(SUITE))
                .flatMap(List::stream)
                .toList();
    }
}
