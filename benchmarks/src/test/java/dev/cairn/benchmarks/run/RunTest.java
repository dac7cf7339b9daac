package dev.cairn.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.benchmarks.problem.BenchmarkProblem;
import dev.cairn.benchmarks.problem.Problems;
import dev.cairn.search.Violation;
import dev.cairn.search.sampler.GaussianProcessSampler;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.RandomSampler;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final NamedSampler RANDOM = Objects.requireNonNull(NamedSampler.builtIn("random"));

    private final List<History> histories = new ArrayList<>();

    /** Random search that writes down what it was shown. */
    private final class Watching implements Sampler {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<Violation> objections(Problem problem) {
            return List.of();
        }

        @Override
        public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
            histories.add(history);
            return RandomSampler.DEFAULT.suggest(problem, history, count, seed, number);
        }
    }

    @Test
    void theOldestPendingTrialFinishesFirst() {
        RunResult result =
                Run.of(Problems.named("lstm-a"), new NamedSampler("watching", new Watching(), ""), 0, 3, 7, "test");
        assertThat(histories).extracting(history -> history.pending().size()).containsExactly(0, 1, 2, 2, 2, 2, 2);
        assertThat(histories)
                .extracting(history -> history.observations().size())
                .containsExactly(0, 0, 0, 1, 2, 3, 4);
        List<Point> pending = histories.get(5).pending();
        List<Point> told =
                histories.get(6).observations().stream().map(Observation::point).toList();
        assertThat(told.get(3)).isEqualTo(pending.get(0));
        assertThat(result.regret()).hasSize(7);
        assertThat(result.seconds()).hasSize(7);
        assertThat(result.pending()).isEqualTo(3);
    }

    @Test
    void noiseIsThatOfTheOrderOfAsking() {
        BenchmarkProblem problem = Problems.named("lstm-a");
        Run.of(problem, new NamedSampler("watching", new Watching(), ""), 4, 3, 7, "test");
        List<Observation> told = histories.get(6).observations();
        for (int i = 0; i < told.size(); i++) {
            double noiseless = problem.noiseless(told.get(i).point());
            assertThat(told.get(i).result())
                    .isEqualTo(new Observation.Completed(List.of(problem.observed(noiseless, 4, i))));
        }
    }

    @Test
    void regretIsThatOfTheBestObservedTrial() {
        BenchmarkProblem problem = Problems.named("lstm-b");
        RunResult result = Run.of(problem, new NamedSampler("watching", new Watching(), ""), 1, 1, 40, "test");
        double best = Double.POSITIVE_INFINITY;
        Double regret = null;
        int failures = 0;
        List<Observation> told = histories.get(39).observations();
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).result() instanceof Observation.Completed completed) {
                if (completed.values().get(0) < best) {
                    best = completed.values().get(0);
                    regret = problem.noiseless(told.get(i).point()) - problem.optimum();
                }
            } else {
                failures++;
            }
            assertThat(result.regret().get(i)).isEqualTo(regret);
            assertThat(Objects.requireNonNull(result.failures()).get(i)).isEqualTo(failures);
        }
        assertThat(result.failuresInAll()).isPositive();
    }

    @Test
    void aRunIsDeterministicButForItsTimes() {
        var process = new NamedSampler("gp", GaussianProcessSampler.DEFAULT, "");
        BenchmarkProblem problem = Problems.named("smooth3");
        RunResult first = Run.of(problem, process, 2, 1, 26, "test");
        RunResult second = Run.of(problem, process, 2, 1, 26, "test");
        assertThat(second).usingRecursiveComparison().ignoringFields("seconds").isEqualTo(first);
        assertThat(first.recommended()).containsOnlyKeys("25");
        assertThat(Run.of(problem, RANDOM, 2, 1, 26, "test").recommended()).isEmpty();
    }
}
