package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.sampler.Search.Asked;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Problem FINITE = new Problem(Spaces.finite(), TestFunction.MINIMIZE);
    private static final Point KNOWN = Spaces.finite().point(Map.of("a", "z", "b", 1));

    /** Answers like a random one, and keeps what it was asked. */
    private static final class Listening implements Sampler {
        record Call(Problem problem, History history, int count, long number) {}

        final List<Call> calls = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        Call last() {
            return calls.get(calls.size() - 1);
        }

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
            if (failure != null) {
                throw failure;
            }
            calls.add(new Call(problem, history, count, number));
            return new RandomSampler().suggest(problem, history, count, seed, number);
        }
    }

    private final Listening sampler = new Listening();

    private Search finite() {
        return new Search(FINITE, sampler, 1);
    }

    @Test
    void askingAndTellingFindsTheBest() {
        TestFunction branin = TestFunction.branin();
        var search = new Search(branin.problem(), GaussianProcessSampler.DEFAULT, 7);
        for (int i = 0; i < 20; i++) {
            Asked asked = search.ask().orElseThrow();
            search.tell(asked.id(), branin.loss().applyAsDouble(asked.point()));
        }
        assertThat(branin.loss().applyAsDouble(search.best().orElseThrow().point()))
                .isLessThan(2);
    }

    @Test
    void pointsNotAskedForMayBeToldAndAreNotAskedForAgain() {
        var search = new Search(FINITE, GridSampler.DEFAULT, 1);
        search.tell(KNOWN, -3.0);
        int asked = 0;
        for (var next = search.ask(); next.isPresent(); next = search.ask()) {
            assertThat(next.get().point()).isNotEqualTo(KNOWN);
            asked++;
        }
        assertThat(asked).isEqualTo(11);
        assertThat(search.best().orElseThrow().point()).isEqualTo(KNOWN);
    }

    @Test
    void aSamplerThatObjectsIsRefused() {
        assertThatThrownBy(() -> new Search(TestFunction.branin().problem(), GridSampler.DEFAULT, 1))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("parameter 'x' is continuous");
    }

    @Test
    void theSamplerSeesWhatIsPendingInTheOrderOfItsCreation() {
        Search search = finite();
        List<Asked> asked = search.ask(3, Map.of());
        assertThat(asked).extracting(Asked::id).containsExactly(1L, 2L, 3L);
        search.tell(2, 0.5);
        search.spend(1);
        search.tell(search.adopt(KNOWN), new Observation.Infeasible(), Curve.of(Map.of(1L, 2.0)), 9.0);
        search.ask();
        History seen = sampler.last().history();
        assertThat(seen.pending()).containsExactly(asked.get(2).point());
        assertThat(seen.spent()).containsExactly(asked.get(0).point());
        assertThat(seen.observations())
                .containsExactly(
                        new Observation(2, asked.get(1).point(), new Observation.Completed(List.of(0.5))),
                        new Observation(4, KNOWN, new Observation.Infeasible(), Curve.of(Map.of(1L, 2.0)), 9.0));
        assertThat(sampler.last().number()).isEqualTo(3);
    }

    @Test
    void anEnqueuedPointIsNextAndDoesNotCountAsASuggestion() {
        Search search = finite();
        search.enqueue(new Point(new TreeMap<>(Map.of("a", "z", "b", 1.0))));
        search.enqueue(KNOWN);
        assertThat(search.ask()).hasValueSatisfying(asked -> {
            assertThat(asked.point()).isEqualTo(KNOWN);
            assertThat(asked.suggestion().origin()).isEqualTo("ENQUEUED");
        });
        assertThat(sampler.calls).isEmpty();
        assertThat(search.ask(3, Map.of()).get(0).point()).isEqualTo(KNOWN);
        assertThat(sampler.last().count()).isEqualTo(2);
        assertThat(sampler.last().number()).isZero();
        assertThat(sampler.last().history().pending()).containsExactly(KNOWN, KNOWN);
    }

    @Test
    void whatIsEnqueuedMustBeInTheSpace() {
        assertThatThrownBy(() -> finite().enqueue(new Point(new TreeMap<>(Map.of("a", "q", "e", 1)))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("/a: ")
                .hasMessageContaining("/b: b is required")
                .hasMessageContaining("/e: 'e' is not in the search space");
    }

    @Test
    void whatIsGivenFixesTheSamplersPointsAndPicksFromTheQueue() {
        var device = new Problem(Spaces.finite(), TestFunction.MINIMIZE, List.of(), new TreeMap<>(Map.of("b", 1)));
        var search = new Search(device, sampler, 1);
        Point other = Spaces.finite().point(Map.of("a", "x", "b", 1, "d", 0.5));
        search.enqueue(other);
        search.enqueue(KNOWN);
        assertThat(search.ask(2, Map.of("a", "z")).get(0).point()).isEqualTo(KNOWN);
        assertThat(sampler.last().problem().fixed()).containsEntry("a", "z").containsEntry("b", 1L);
        assertThat(search.ask().orElseThrow().point()).isEqualTo(other);
        search.ask();
        assertThat(sampler.last().problem().fixed()).containsOnly(Map.entry("b", 1L));
        assertThatThrownBy(() -> search.ask(1, Map.of("a", "q"))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aPointThatIsPendingIsToldByItselfToo() {
        Search search = finite();
        Point asked = search.ask().orElseThrow().point();
        search.tell(asked, 0.5);
        assertThat(search.best().orElseThrow().number()).isEqualTo(1);
        search.tell(asked, 0.25);
        assertThat(search.best().orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void aTrialIsToldOnce() {
        Search search = finite();
        search.ask();
        search.tell(1, 0.5);
        assertThatThrownBy(() -> search.tell(1, 0.5)).hasMessageContaining("trial 1 has been told already");
        assertThatThrownBy(() -> search.spend(1)).hasMessageContaining("trial 1 has been told already");
        assertThatThrownBy(() -> search.tell(2, 0.5)).hasMessageContaining("there is no trial 2");
        assertThatThrownBy(() -> search.tell(0, 0.5)).hasMessageContaining("there is no trial 0");
    }

    @Test
    void aRefusedResultLeavesTheTrialOpen() {
        Search search = finite();
        search.ask();
        assertThatThrownBy(() -> search.tell(1, 1.0, 2.0)).hasMessageContaining("/values: values must be 1");
        var outcomes = new Observation.Completed(List.of(1.0), List.of(2.0), List.of());
        assertThatThrownBy(() -> search.tell(1, outcomes, Curve.NONE, null))
                .hasMessageContaining("/outcomes: outcomes must be 0");
        search.tell(1, 1.0);
        assertThat(search.best()).isPresent();
    }

    @Test
    void aFailedAskLeavesTheQueueAsItWas() {
        Search search = finite();
        search.enqueue(KNOWN);
        sampler.failure = new IllegalStateException("not today");
        assertThatThrownBy(() -> search.ask(2, Map.of())).isSameAs(sampler.failure);
        assertThatThrownBy(() -> search.ask(0, Map.of())).hasMessageContaining("count must be at least 1");
        assertThat(search.ask().orElseThrow()).isEqualTo(new Asked(1, new Suggestion(KNOWN, "ENQUEUED", null)));
    }

    @Test
    void theBestKeepsEveryOutcomeConstraintAndOfEqualsIsTheFirst() {
        var latency = new OutcomeConstraint("latency.ms", 5.0, 1.0);
        var search = new Search(
                new Problem(Spaces.finite(), TestFunction.MINIMIZE, List.of(latency), Collections.emptySortedMap()),
                sampler,
                1);
        search.ask(6, Map.of());
        tell(search, 1, List.of(0.1), List.of(5.5));
        tell(search, 2, List.of(0.1), List.of(0.5));
        search.tell(3, new Observation.Pruned(1, 0.01), Curve.NONE, null);
        assertThat(search.best()).isEmpty();
        assertThat(search.front()).isEmpty();
        tell(search, 4, List.of(0.4), List.of(5.0));
        tell(search, 5, List.of(0.4), List.of(1.0));
        assertThat(search.best().orElseThrow().number()).isEqualTo(4);
        assertThat(search.front()).extracting(Observation::number).containsExactly(4L, 5L);
    }

    @Test
    void theFrontHoldsWhatNoOtherBeatsInEveryObjective() {
        var objectives = List.of(new Objective("loss", null), new Objective("skill", Direction.MAXIMIZE));
        var search = new Search(new Problem(Spaces.finite(), objectives), sampler, 1);
        search.ask(3, Map.of());
        tell(search, 1, List.of(2.0, 2.0), List.of());
        tell(search, 2, List.of(1.0, 1.0), List.of());
        tell(search, 3, List.of(2.0, 1.0), List.of());
        assertThat(search.front()).extracting(Observation::number).containsExactly(2L, 1L);
        assertThat(search.best().orElseThrow().number()).isEqualTo(2);
    }

    private static void tell(Search search, long id, List<Double> values, List<Double> outcomes) {
        search.tell(id, new Observation.Completed(values, outcomes, List.of()), Curve.NONE, null);
    }
}
