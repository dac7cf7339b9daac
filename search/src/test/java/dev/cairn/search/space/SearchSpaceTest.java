package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SearchSpaceTest {
    private static final Parameter OPTIMIZER = new Parameter.Categorical("optimizer", List.of("ADAM", "SGD"), null);
    private static final Parameter NESTEROV =
            new Parameter.Categorical("nesterov", List.of(true, false), Map.of("optimizer", List.of("SGD")));
    private static final Parameter MOMENTUM =
            new Parameter.Real("momentum", 0.0, 0.99, null, null, Map.of("nesterov", List.of(true)));
    private static final SearchSpace SPACE = new SearchSpace(List.of(OPTIMIZER, NESTEROV, MOMENTUM));

    @Test
    void aParameterIsActiveOnlyUnderItsWholeChainOfParents() {
        assertThat(SPACE.point(Map.of("optimizer", "ADAM")).values()).containsOnlyKeys("optimizer");
        assertThat(SPACE.point(Map.of("optimizer", "SGD", "nesterov", false)).values())
                .containsOnlyKeys("optimizer", "nesterov");
        assertThat(SPACE.point(Map.of("optimizer", "SGD", "nesterov", true, "momentum", 0.5))
                        .get("momentum"))
                .isEqualTo(0.5);
    }

    @Test
    void everythingWrongWithAPointIsNamedAtOnce() {
        assertThatThrownBy(() -> SPACE.point(Map.of("optimizer", "SGD", "momentum", 2.0, "units", 3)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::toString)
                                .containsExactly(
                                        "/nesterov: nesterov is required",
                                        "/momentum: momentum is not active here",
                                        "/units: 'units' is not in the search space"));
    }

    @Test
    void everythingWrongWithASpaceIsNamedAtOnce() {
        var orphan = new Parameter.Real("orphan", 0.0, 1.0, null, null, Map.of("later", List.of(1)));
        var later = new Parameter.Int("later", 1L, 3L, null, null, Map.of("optimizer", List.of("ADAM", "LION")));
        var twin = new Parameter.Real("optimizer", 0.0, 1.0, null, null, null);
        var onReal = new Parameter.Real("onReal", 0.0, 1.0, null, null, Map.of("momentum", List.of(0.5)));
        assertThatThrownBy(() -> new SearchSpace(
                        Arrays.asList(OPTIMIZER, orphan, later, twin, NESTEROV, MOMENTUM, onReal, null)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly(
                                        "/parameters/1/when/later",
                                        "/parameters/2/when/optimizer/1",
                                        "/parameters/3/name",
                                        "/parameters/6/when/momentum",
                                        "/parameters/7"));
        assertThatThrownBy(() -> new SearchSpace(List.of())).hasMessageContaining("parameters must not be empty");
        assertThatThrownBy(() -> new SearchSpace(null)).hasMessageContaining("parameters is required");
    }

    @Test
    void aParameterThatIsMissingHidesNothingElse() {
        var low = new Parameter.Real("low", 0.0, 1.0, null, null, Map.of("missing", List.of(1)));
        var child = new Parameter.Real("child", 0.0, 1.0, null, null, Map.of("optimizer", List.of("LION")));
        List<Constraint> constraints = Stream.of("missing < low", "optimizer == 'LION'", "low > 2")
                .map(Constraint::new)
                .toList();
        assertThatThrownBy(() -> new SearchSpace(Arrays.asList(null, low, OPTIMIZER, child), constraints))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/parameters/0", "/parameters/3/when/optimizer/0", "/constraints/1"));
    }

    @Test
    void aWholeNumberMayBeAParent() {
        var layers = new Parameter.Int("layers", 1L, 3L, null, null, null);
        var second = new Parameter.Int("second", 8L, 64L, null, null, Map.of("layers", List.of(2, 3.0)));
        var space = new SearchSpace(List.of(layers, second));
        assertThat(space.point(Map.of("layers", 1)).values()).containsOnlyKeys("layers");
        assertThat(space.point(Map.of("layers", 3, "second", 9.0)).get("second"))
                .isEqualTo(9L);
    }

    @Test
    void equalPointsHaveEqualKeysAndOthersDoNot() {
        var space = new SearchSpace(List.of(
                new Parameter.Ordinal("a", List.of(16, 32, "16", true, "true"), null),
                new Parameter.Real("b", 0.0, 20.0, null, null, null)));
        byte[] key = space.point(Map.of("a", 16, "b", 16)).key();
        assertThat(key).hasSize(32);
        assertThat(space.point(Map.of("a", 16.0, "b", 16.0)).key()).isEqualTo(key);
        assertThat(Point.of(Map.of("a", 16L, "b", 16)).key()).isEqualTo(key);
        assertThat(space.point(Map.of("a", "16", "b", 16)).key()).isNotEqualTo(key);
        assertThat(space.point(Map.of("a", 32, "b", 16)).key()).isNotEqualTo(key);
        assertThat(space.point(Map.of("a", true, "b", 1)).key())
                .isNotEqualTo(space.point(Map.of("a", "true", "b", 1)).key());
    }

    @Test
    void theConstraintsOfASpaceHaveALengthInAll() {
        List<Parameter> parameters = List.of(new Parameter.Int("x", 1L, 9L, null, null, null));
        assertThat(new SearchSpace(parameters, repeated("x > 0", 1000, 10)).constraints())
                .hasSize(10);
        assertThatThrownBy(() -> new SearchSpace(parameters, repeated("x > 0", 1000, 11)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::toString)
                                .containsExactly("/constraints: constraints may have at most 10000 characters in all"
                                        + " but had 11000"));
    }

    /** Walking its first 10,000 points takes seconds. */
    @Test
    @Timeout(10)
    void aSpaceWithTheLongestConstraintsIsReadQuickly() {
        String sum = String.join("+", Collections.nCopies(198, "x^.5"));
        var constraints = new ArrayList<>(repeated(sum + " > 0", 1000, 9));
        constraints.addAll(repeated(sum + " > 1e6", 1000, 1));
        for (int i = 0; i < 20; i++) {
            assertThat(new SearchSpace(
                                    List.of(new Parameter.Int("x", 1L, 1_000_000_000L, null, null, null)), constraints)
                            .constraints())
                    .hasSize(10);
        }
    }

    private static List<Constraint> repeated(String text, int length, int count) {
        return Collections.nCopies(count, new Constraint(text + " ".repeat(length - text.length())));
    }
}
