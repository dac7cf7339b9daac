package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deterministic by fixed seeds. */
class FailuresTest {
    private static final SearchSpace SQUARE =
            new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1)));
    private static final Problem PROBLEM = new Problem(SQUARE, TestFunction.MINIMIZE);

    private static Sampler sampler(boolean modelsFailures) {
        return new GaussianProcessSampler(null, null, null, modelsFailures, null, null);
    }

    private static Observation.Result square(Point p) {
        double x = TestFunction.number(p, "x") - 0.7;
        double y = TestFunction.number(p, "y") - 0.3;
        return new Observation.Completed(List.of(x * x + y * y));
    }

    /** Over 16 runs the distance was 0.0004 in the median and 0.0017 at most, by a score taken as exact 0.07 and 0.2. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSingleFailureDoesNotCloseTheRegionAroundIt(boolean modelsFailures) {
        for (double aside : new double[] {0, 0.03}) {
            for (int seed = 0; seed < 2; seed++) {
                var observations = new ArrayList<Observation>();
                Point unlucky = SQUARE.point(Map.of("x", 0.7 + aside, "y", 0.3));
                observations.add(new Observation(0, unlucky, new Observation.Infeasible()));
                while (observations.size() < 30) {
                    int i = observations.size();
                    Point point = sampler(modelsFailures)
                            .suggest(PROBLEM, new History(observations, List.of(), List.of()), 1, seed, i)
                            .get(0)
                            .point();
                    observations.add(new Observation(i, point, square(point)));
                }
                double nearest = observations.stream()
                        .filter(o -> !Trials.isFailure(o))
                        .mapToDouble(Trials::value)
                        .min()
                        .orElseThrow();
                assertThat(Math.sqrt(nearest)).isLessThan(0.02);
            }
        }
    }

    /** The loss falls into the failing region. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailingRegionIsLeft(boolean modelsFailures) {
        Function<Point, Observation.Result> trainer = p -> TestFunction.number(p, "x") > 0.5
                ? new Observation.Infeasible()
                : new Observation.Completed(
                        List.of(0.5 - TestFunction.number(p, "x") + Math.abs(TestFunction.number(p, "y") - 0.3)));
        for (int seed = 0; seed < 2; seed++) {
            List<Observation> observations = Trials.run(sampler(modelsFailures), PROBLEM, 30, seed, trainer);
            assertThat(observations.stream().filter(Trials::isFailure)).hasSizeLessThanOrEqualTo(12);
        }
    }

    /** A narrow well on a plateau, to which the worst score is nothing special: only a model of its own knows what fails. */
    @Test
    void aModelOfFailuresSavesSome() {
        Function<Point, Observation.Result> trainer = p -> {
            double x = TestFunction.number(p, "x");
            double y = TestFunction.number(p, "y");
            return x + 0.3 * y > 0.5
                    ? new Observation.Infeasible()
                    : new Observation.Completed(
                            List.of(-Math.exp(-50 * ((x - 0.15) * (x - 0.15) + (y - 0.7) * (y - 0.7)))));
        };
        int without = 0;
        int with = 0;
        for (int seed = 0; seed < 4; seed++) {
            without += failures(Trials.run(sampler(false), PROBLEM, 25, seed, trainer));
            with += failures(Trials.run(sampler(true), PROBLEM, 25, seed, trainer));
        }
        assertThat(with).isLessThan((int) (0.9 * without));
    }

    private static int failures(List<Observation> observations) {
        return (int) observations.stream().filter(Trials::isFailure).count();
    }

    /** Labels on a logarithmic scale are the same two scores, but the threshold would not be half-way. */
    @Test
    void labelsAndLogarithmsOfCostAreNotWarped() {
        var observations = new ArrayList<Observation>();
        List<Suggestion> suggestions = QuasiRandomSampler.DEFAULT.suggest(PROBLEM, History.EMPTY, 40, 3, 0);
        for (int i = 0; i < 40; i++) {
            Point point = suggestions.get(i).point();
            double x = TestFunction.number(point, "x");
            observations.add(new Observation(
                    i,
                    point,
                    x > 0.45 ? new Observation.Infeasible() : square(point),
                    Curve.NONE,
                    Math.exp(0.5 + 6 * Math.pow(x, 6))));
        }
        var rows = new Rows(PROBLEM, new Encoding(PROBLEM), observations);
        for (Metric metric : List.of(Metric.FAILURES, Metric.COST)) {
            Surrogate surrogate = Surrogate.of(metric, GaussianProcessSampler.DEFAULT.lengthPrior(), rows)
                    .orElseThrow();
            assertThat(surrogate.warp().isIdentity()).isTrue();
        }
    }
}
