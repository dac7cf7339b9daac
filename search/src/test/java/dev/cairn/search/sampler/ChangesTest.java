package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values are written as losses; maximising sees their negatives and must come to the same. */
class ChangesTest {
    private static final SearchSpace SPACE = new SearchSpace(List.of(TestFunction.real("x", 0, 1)));

    @ParameterizedTest
    @EnumSource
    void aPrunedTrialHasItsLastValueAndTheMeanChangeFromThereToTheEnd(Direction direction) {
        Rows.Column column = column(
                direction,
                completed(direction, 0.1, 2, Map.of(1L, 9.0, 4L, 5.0, 8L, 3.0)),
                completed(direction, 0.2, 1, Map.of(2L, 8.0, 4L, 6.0, 9L, 2.0)),
                pruned(direction, 0.3, 4, 7));
        // Changes are 2 - 5 = -3 and 1 - 6 = -5: mean -4, variance 2.
        assertThat(column.losses()).containsExactly(2, 1, 3);
        assertThat(column.variances()).containsExactly(0, 0, 2);
    }

    @ParameterizedTest
    @EnumSource
    void aCurveIsReadAtTheLastStepBefore(Direction direction) {
        Rows.Column column = column(
                direction,
                completed(direction, 0.1, 2, Map.of(1L, 9.0, 4L, 5.0, 8L, 3.0)),
                completed(direction, 0.2, 1, Map.of(7L, 4.0)),
                pruned(direction, 0.3, 6, 7));
        // At step 6 the first is at 5 and the second has not reported.
        assertThat(column.losses()[2]).isEqualTo(4);
        assertThat(column.variances()[2]).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void withoutCurvesTheLastValueCounts(Direction direction) {
        Rows.Column column =
                column(direction, completed(direction, 0.1, 2, Map.of()), pruned(direction, 0.3, 4, 7), failed(0.5));
        assertThat(column.losses()).containsExactly(2, 7, Double.NaN);
        assertThat(column.variances()[1]).isZero();
        assertThat(column(direction, pruned(direction, 0.3, 4, 7)).losses()).containsExactly(7);
    }

    @ParameterizedTest
    @EnumSource
    void aPrunedTrialIsNeverBetterThanTheBestCompleted(Direction direction) {
        Rows.Column column = column(
                direction,
                completed(direction, 0.1, 2, Map.of(4L, 9.0)),
                completed(direction, 0.2, 3, Map.of(4L, 9.0)),
                pruned(direction, 0.3, 4, 3));
        assertThat(column.losses()).containsExactly(2, 3, 2);
    }

    @ParameterizedTest
    @EnumSource
    void hugeChangesLeaveTheLastValue(Direction direction) {
        Rows.Column column = column(
                direction,
                completed(direction, 0.1, -1.7e308, Map.of(4L, 1.7e308)),
                completed(direction, 0.2, 1, Map.of(4L, 6.0)),
                pruned(direction, 0.3, 4, 7));
        assertThat(column.losses()[2]).isEqualTo(7);
        assertThat(column.variances()[2]).isFinite();
    }

    /** Late learners fall by 5 from step 3 to the end: a trial pruned there at 6.5 is expected near 1.5, not 6.5. */
    @ParameterizedTest
    @EnumSource
    void theModelExpectsWhatAPrunedTrialWouldHaveComeTo(Direction direction) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 9; i++) {
            double x = i < 6 ? 0.1 * i : 0.1 * i + 0.1;
            double value = 1 + x;
            observations.add(completed(direction, x, value, Map.of(3L, value + 5 + (i % 2 == 0 ? 0.1 : -0.1))));
        }
        observations.add(pruned(direction, 0.6, 3, 6.5));
        Explanation.Expected there = GaussianProcessSampler.DEFAULT
                .explain(
                        problem(direction),
                        new History(observations, List.of(), List.of()),
                        SPACE.point(Map.of("x", 0.6)),
                        1,
                        10)
                .orElseThrow()
                .objectives()
                .get(0);
        assertThat(signed(direction, there.median())).isCloseTo(1.55, within(0.2));
    }

    private static Rows.Column column(Direction direction, Observation... observations) {
        Problem problem = problem(direction);
        return new Rows(problem, new Encoding(problem), List.of(observations)).objective(0);
    }

    private static Problem problem(Direction direction) {
        return new Problem(SPACE, List.of(new Objective("metric", direction)));
    }

    private static double signed(Direction direction, double loss) {
        return direction == Direction.MINIMIZE ? loss : -loss;
    }

    private static Observation completed(Direction direction, double x, double loss, Map<Long, Double> curve) {
        var signed = new TreeMap<Long, Double>();
        curve.forEach((step, value) -> signed.put(step, signed(direction, value)));
        return observed(x, new Observation.Completed(List.of(signed(direction, loss))), new Curve(signed));
    }

    private static Observation pruned(Direction direction, double x, long step, double loss) {
        return observed(x, new Observation.Pruned(step, signed(direction, loss)), Curve.NONE);
    }

    private static Observation failed(double x) {
        return observed(x, new Observation.Infeasible(), Curve.NONE);
    }

    private static Observation observed(double x, Observation.Result result, Curve curve) {
        return new Observation(Math.round(100 * x), SPACE.point(Map.of("x", x)), result, curve, null);
    }
}
