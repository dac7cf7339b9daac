package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaussianProcessSamplerTest {
    private static final GaussianProcessSampler SAMPLER = GaussianProcessSampler.DEFAULT;

    @Test
    void theFirstPointIsTheCentre() {
        var problem = new Problem(
                new SearchSpace(List.of(TestFunction.log("rate", 1e-5, 0.1), TestFunction.real("dropout", 0, 0.7))),
                TestFunction.MINIMIZE);
        Point centre = SAMPLER.suggest(problem, History.EMPTY, 1, 7, 0).get(0).point();
        assertThat(TestFunction.number(centre, "rate")).isCloseTo(1e-3, within(1e-15));
        assertThat(TestFunction.number(centre, "dropout")).isCloseTo(0.35, within(1e-15));
    }

    @Test
    void theModelIsAskedOnceEnoughOutcomesAndThreeSuccessesAreIn() {
        Problem problem = TestFunction.branin().problem();
        assertThat(origins(problem, observations(problem, 4, 4))).containsOnly("STARTUP");
        assertThat(origins(problem, observations(problem, 5, 3))).containsExactly("LOCAL", "MODEL");
        assertThat(origins(problem, observations(problem, 9, 2))).containsOnly("STARTUP");
        // Sixteen workers ask before five outcomes exist: pending points do not count.
        var waiting = new History(List.of(), points(problem, 16), List.of());
        assertThat(SAMPLER.suggest(problem, waiting, 3, 1, 16))
                .extracting(Suggestion::origin)
                .containsOnly("STARTUP");
    }

    @Test
    void everyEighthSuggestionTriesTheValueTriedLeast() {
        Problem problem = TestFunction.lstmA().problem();
        List<Observation> observations = observations(problem, 20, 20).stream()
                .filter(o -> !"adagrad".equals(o.point().get("opt")))
                .toList();
        var history = new History(observations, List.of(), List.of());
        // Parameters of few values take turns: layers at 7, batch at 15, opt at 23.
        Suggestion probe = SAMPLER.suggest(problem, history, 1, 1, 23).get(0);
        assertThat(probe.origin()).isEqualTo("PROBE");
        assertThat(probe.point().get("opt")).isEqualTo("adagrad");
        assertThat(SAMPLER.suggest(problem, history, 1, 1, 24).get(0).origin()).isEqualTo("LOCAL");
        assertThat(SAMPLER.suggest(problem, history, 1, 1, 25).get(0).origin()).isEqualTo("MODEL");
        assertThat(new GaussianProcessSampler(null, 0, 0, null, null, null)
                        .suggest(problem, history, 1, 1, 23)
                        .get(0)
                        .origin())
                .isEqualTo("MODEL");
    }

    @Test
    void aProbeActivatesTheParentsOfItsCategory() {
        var problem = new Problem(Spaces.mixed(), TestFunction.MINIMIZE);
        var history = new History(observations(problem, 20, 20), List.of(), List.of());
        for (int turn = 1; turn < 8; turn += 2) {
            Suggestion probe =
                    SAMPLER.suggest(problem, history, 1, 1, 8L * turn + 7).get(0);
            assertThat(probe.origin()).isEqualTo("PROBE");
            assertThat(probe.point().get("optimizer")).isEqualTo("SGD");
            assertThat(probe.point().get("nesterov")).isNotNull();
        }
    }

    @Test
    void aPredictionIsInTheObjectivesOwnUnitAndDirection() {
        var space = new SearchSpace(List.of(TestFunction.real("x", 0, 1)));
        var problem = new Problem(space, List.of(new Objective("accuracy", Direction.MAXIMIZE)));
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 12; i++) {
            double x = (i + 0.5) / 12;
            observations.add(new Observation(
                    i,
                    space.point(Map.of("x", x)),
                    new Observation.Completed(List.of(100 - 40 * (x - 0.6) * (x - 0.6)))));
        }
        Suggestion suggestion = SAMPLER.suggest(problem, new History(observations, List.of(), List.of()), 1, 1, 12)
                .get(0);
        double x = TestFunction.number(suggestion.point(), "x");
        assertThat(x).isCloseTo(0.6, within(0.05));
        assertThat(suggestion.prediction().median()).isCloseTo(100 - 40 * (x - 0.6) * (x - 0.6), within(0.2));
        assertThat(suggestion.prediction().low())
                .isLessThan(suggestion.prediction().median());
        assertThat(suggestion.prediction().high())
                .isGreaterThan(suggestion.prediction().median());
    }

    @Test
    void maximisingIsMinimisingTheNegative() {
        TestFunction branin = TestFunction.branin();
        var maximise = new Problem(branin.space(), List.of(new Objective("gain", Direction.MAXIMIZE)));
        List<Observation> losses = observations(branin.problem(), 20, 20);
        List<Observation> gains = losses.stream()
                .map(o -> new Observation(
                        o.number(),
                        o.point(),
                        new Observation.Completed(List.of(
                                -((Observation.Completed) o.result()).values().get(0)))))
                .toList();
        Suggestion least = SAMPLER.suggest(branin.problem(), new History(losses, List.of(), List.of()), 1, 1, 20)
                .get(0);
        Suggestion most = SAMPLER.suggest(maximise, new History(gains, List.of(), List.of()), 1, 1, 20)
                .get(0);
        assertThat(most.point()).isEqualTo(least.point());
        assertThat(most.prediction().median()).isEqualTo(-least.prediction().median());
        assertThat(most.prediction().low()).isEqualTo(-least.prediction().high());
    }

    @Test
    void pendingPointsPushTheNextOneAway() {
        Problem problem = TestFunction.branin().problem();
        var history = new History(observations(problem, 12, 12), List.of(), List.of());
        List<Point> batch = SAMPLER.suggest(problem, history, 5, 1, 12).stream()
                .map(Suggestion::point)
                .toList();
        var encoding = new Encoding(problem);
        double[] first = encoding.latentOf(batch.get(0));
        double[] second = encoding.latentOf(batch.get(1));
        assertThat(Math.hypot(first[0] - second[0], first[1] - second[1])).isGreaterThan(0.05);
        assertThat(batch).doesNotHaveDuplicates();
    }

    /** Of a smooth function that is nearly known the model asks for one place over and over. */
    @Test
    void theTrialsOfABatchDoNotRepeatEachOther() {
        TestFunction branin = TestFunction.branin();
        List<Observation> observations = branin.run(SAMPLER, 40, 1).observations();
        List<Point> batch =
                SAMPLER.suggest(branin.problem(), new History(observations, List.of(), List.of()), 16, 1, 40).stream()
                        .map(Suggestion::point)
                        .toList();
        assertThat(batch).hasSize(16);
        var encoding = new Encoding(branin.problem());
        for (int i = 0; i < 16; i++) {
            double[] place = encoding.latentOf(batch.get(i));
            assertThat(batch.subList(0, i))
                    .noneMatch(other -> Encoding.areWithin(1e-3, place, encoding.latentOf(other)));
        }
    }

    /** Half of the line fails; the smallest losses lie beside the border. A sampler that learns nothing fails 15 of 30. */
    @Test
    void aFailingRegionIsLeftAfterAFewFailures() {
        var function = new TestFunction(
                new SearchSpace(List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1))),
                p -> {
                    double x = TestFunction.number(p, "x");
                    double y = TestFunction.number(p, "y");
                    return x > 0.5 ? Double.NaN : (0.5 - x) + (y - 0.3) * (y - 0.3);
                },
                0,
                0);
        for (int seed = 0; seed < 3; seed++) {
            TestFunction.Run run = function.run(SAMPLER, 30, seed);
            assertThat(run.failures()).isLessThanOrEqualTo(12);
            long late = run.observations().subList(20, 30).stream()
                    .filter(o -> o.result() instanceof Observation.Infeasible)
                    .count();
            assertThat(late).isLessThanOrEqualTo(4);
            assertThat(run.regret()).isLessThan(0.05);
        }
    }

    @Test
    void historiesBeyondTheCapsAreAnswered() {
        Problem problem = TestFunction.branin().problem();
        var history = new History(observations(problem, 1100, 1100), List.of(), List.of());
        List<Suggestion> suggestions = SAMPLER.suggest(problem, history, 1, 1, 1101);
        assertThat(suggestions).extracting(Suggestion::origin).containsExactly("MODEL");
        assertThat(TestFunction.branin().loss().applyAsDouble(suggestions.get(0).point()))
                .isLessThan(0.6);
    }

    @Test
    void aLuckyTrialIsNotRecommendedOverAGoodOne() {
        var space = new SearchSpace(List.of(TestFunction.real("x", 0, 1)));
        var problem = new Problem(space, TestFunction.MINIMIZE);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 40; i++) {
            double x = i / 39.0;
            double noise = i == 35 ? -1 : i % 2 == 0 ? 0.05 : -0.05;
            observations.add(new Observation(
                    i,
                    space.point(Map.of("x", x)),
                    new Observation.Completed(List.of(4 * (x - 0.3) * (x - 0.3) + noise))));
        }
        observations.add(new Observation(40, space.point(Map.of("x", 0.301)), new Observation.Infeasible()));
        Observation recommended = SAMPLER.recommended(problem, observations).orElseThrow();
        assertThat(TestFunction.number(recommended.point(), "x")).isCloseTo(0.3, within(0.12));
        assertThat(SAMPLER.recommended(problem, observations.subList(0, 2))
                        .orElseThrow()
                        .number())
                .isEqualTo(1);
        assertThat(SAMPLER.recommended(problem, List.of())).isEmpty();
    }

    @Test
    void trialsAreRankedByWhatTheModelExpectsOfTheirPoints() {
        var space = new SearchSpace(List.of(TestFunction.real("x", 0, 1)));
        var problem = new Problem(space, List.of(new Objective("gain", Direction.MAXIMIZE)));
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < 40; i++) {
            double x = i / 39.0;
            double lucky = i == 35 ? 1 : i % 2 == 0 ? 0.05 : -0.05;
            observations.add(new Observation(
                    i,
                    space.point(Map.of("x", x)),
                    new Observation.Completed(List.of(3 - 4 * (x - 0.3) * (x - 0.3) + lucky))));
        }

        List<Recommendation> ranked = RandomSampler.DEFAULT.ranked(problem, observations);

        assertThat(ranked).hasSize(40);
        assertThat(ranked.subList(0, 3))
                .allSatisfy(
                        one -> assertThat(TestFunction.number(one.observation().point(), "x"))
                                .isCloseTo(0.3, within(0.12)));
        assertThat(ranked.get(0).predicted()).isCloseTo(3, within(0.1));
        assertThat(ranked).extracting(Recommendation::predicted).isSortedAccordingTo(Comparator.reverseOrder());
        List<Recommendation> few = RandomSampler.DEFAULT.ranked(problem, observations.subList(32, 36));
        assertThat(few).extracting(one -> one.observation().number()).containsExactly(35L, 32L, 33L, 34L);
        assertThat(few).extracting(Recommendation::predicted).containsOnlyNulls();
    }

    @Test
    void aSecondObjectiveDoesNotDisturb() {
        TestFunction branin = TestFunction.branin();
        var problem = new Problem(
                branin.space(), List.of(new Objective("loss", null), new Objective("seconds", Direction.MINIMIZE)));
        List<Observation> observations = observations(branin.problem(), 6, 6).stream()
                .map(o -> new Observation(
                        o.number(),
                        o.point(),
                        new Observation.Completed(List.of(
                                ((Observation.Completed) o.result()).values().get(0), 5.0))))
                .toList();
        assertThat(SAMPLER.suggest(problem, new History(observations, List.of(), List.of()), 1, 1, 6))
                .hasSize(1);
    }

    @Test
    void everySettingThatBreaksARuleIsNamedAtOnce() {
        assertThatThrownBy(() -> new GaussianProcessSampler(0, 1, -1, null, -1.0, null))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/startupTrials", "/probeEvery", "/localEvery", "/costBudget"));
    }

    private static List<String> origins(Problem problem, List<Observation> observations) {
        return SAMPLER.suggest(problem, new History(observations, List.of(), List.of()), 2, 1, 40).stream()
                .map(Suggestion::origin)
                .toList();
    }

    private static List<Point> points(Problem problem, int count) {
        return RandomSampler.DEFAULT.suggest(problem, History.EMPTY, count, 3, 0).stream()
                .map(Suggestion::point)
                .toList();
    }

    /** Random points of which the first succeed. */
    private static List<Observation> observations(Problem problem, int count, int successes) {
        List<Point> points = points(problem, count);
        return IntStream.range(0, count)
                .mapToObj(i -> new Observation(
                        i,
                        points.get(i),
                        i < successes
                                ? new Observation.Completed(List.of(loss(problem, points.get(i), i)))
                                : new Observation.Infeasible()))
                .toList();
    }

    private static double loss(Problem problem, Point point, int i) {
        return problem.space().equals(TestFunction.branin().space())
                ? TestFunction.branin().loss().applyAsDouble(point)
                : Math.sin(i);
    }
}
