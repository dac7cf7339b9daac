package dev.cairn.search.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.objective.ParetoFront.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoFrontTest {
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private static final Objective SKILL = new Objective("skill", Direction.MAXIMIZE);

    private record Trial(long id, List<Double> values, boolean feasible) {}

    private static ParetoFront front(List<Objective> objectives, List<Trial> trials) {
        var front = new ParetoFront(objectives);
        trials.forEach(trial -> front.add(trial.id(), trial.values(), trial.feasible()));
        return front;
    }

    private static List<Long> ids(ParetoFront front) {
        return front.entries().stream().map(Entry::id).toList();
    }

    /** The definition, in O(n²). */
    private static boolean isDominated(Trial trial, List<Trial> trials, List<Objective> objectives) {
        return trials.stream()
                .filter(Trial::feasible)
                .anyMatch(other -> IntStream.range(0, objectives.size())
                                .allMatch(i -> score(objectives, other, i) >= score(objectives, trial, i))
                        && IntStream.range(0, objectives.size())
                                .anyMatch(i -> score(objectives, other, i) > score(objectives, trial, i)));
    }

    private static double score(List<Objective> objectives, Trial trial, int i) {
        return objectives.get(i).score(trial.values().get(i));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void theFrontIsThoseThatNoneDominatesWhateverTheirOrder(int size) {
        var random = new Random(size);
        for (int round = 0; round < 200; round++) {
            List<Objective> objectives = IntStream.range(0, size)
                    .mapToObj(
                            i -> new Objective("m" + i, random.nextBoolean() ? Direction.MINIMIZE : Direction.MAXIMIZE))
                    .toList();
            // Few distinct values, so that many are equal.
            int levels = 1 + random.nextInt(8);
            var trials = new ArrayList<Trial>();
            for (int id = 1; id <= 40; id++) {
                List<Double> values = random.doubles(size)
                        .mapToObj(u -> Math.floor(u * levels) - levels / 2)
                        .toList();
                trials.add(new Trial(id, values, random.nextInt(5) > 0));
            }
            List<Long> expected = trials.stream()
                    .filter(trial -> trial.feasible() && !isDominated(trial, trials, objectives))
                    .map(Trial::id)
                    .toList();
            ParetoFront front = front(objectives, trials);
            assertThat(ids(front)).containsExactlyInAnyOrderElementsOf(expected);

            Collections.shuffle(trials, random);
            assertThat(front(objectives, trials).entries()).isEqualTo(front.entries());
        }
    }

    @Test
    void aNewcomerSaysWhetherItBelongsAndWhatItDominatesLeaves() {
        var front = new ParetoFront(List.of(LOSS, SKILL));
        assertThat(front.add(1, List.of(2.0, 5.0), true)).isTrue();
        assertThat(front.add(2, List.of(3.0, 4.0), true)).isFalse();
        assertThat(front.add(3, List.of(1.0, 1.0), true)).isTrue();
        assertThat(front.add(4, List.of(1.0, 5.0), false)).isFalse();
        assertThat(ids(front)).containsExactly(3L, 1L);
        assertThat(front.add(5, List.of(1.0, 5.0), true)).isTrue();
        assertThat(front.entries()).containsExactly(new Entry(5, List.of(1.0, 5.0)));
    }

    @Test
    void equalValuesStayTogetherInTheOrderOfTheirIds() {
        var trials = List.of(
                new Trial(9, List.of(0.0, 1.0), true),
                new Trial(2, List.of(-0.0, 1.0), true),
                new Trial(5, List.of(0.0, 1.0), true),
                new Trial(3, List.of(0.0, 0.5), true));
        assertThat(ids(front(List.of(LOSS, SKILL), trials))).containsExactly(2L, 5L, 9L);
    }

    @Test
    void tenThousandTrialsAreQuickEvenIfNoneDominatesAnother() {
        var trials = IntStream.range(0, 10_000)
                .mapToObj(i -> new Trial(i, List.of((double) i, (double) i), true))
                .toList();
        // Takes about a second; computing the front anew after each trial would not end within the limit.
        ParetoFront front = Assertions.assertTimeout(Duration.ofSeconds(20), () -> front(List.of(LOSS, SKILL), trials));
        assertThat(front.entries()).hasSize(10_000);
    }

    @Test
    void valuesThatAreMissingOrNotFiniteAreRefused() {
        var front = new ParetoFront(List.of(LOSS, SKILL));
        assertThatThrownBy(() -> front.add(1, List.of(1.0), true)).hasMessageContaining("2, one per objective");
        assertThatThrownBy(() -> front.add(1, List.of(1.0, Double.NaN), true)).hasMessageContaining("finite");
        assertThatThrownBy(() -> new ParetoFront(List.of())).hasMessageContaining("objectives must not be empty");
    }
}
