package dev.cairn.search.sampler;

import dev.cairn.search.space.Constraint;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Spaces that tests share. */
final class Spaces {
    private Spaces() {}

    /** Every kind of parameter, two levels of conditions. */
    static SearchSpace mixed() {
        return new SearchSpace(List.of(
                new Parameter.Real("rate", 1e-5, 0.1, Scale.LOG, null, null),
                new Parameter.Int("units", 8L, 64L, Scale.LOG, null, null),
                new Parameter.Real("dropout", 0.0, 0.5, null, 0.25, null),
                new Parameter.Ordinal("batch", List.of(16, 32, 64), null),
                new Parameter.Categorical("optimizer", List.of("ADAM", "SGD", "RMSPROP"), null),
                new Parameter.Categorical("nesterov", List.of(true, false), Map.of("optimizer", List.of("SGD"))),
                new Parameter.Real("momentum", 0.5, 0.99, Scale.REVERSE_LOG, null, Map.of("nesterov", List.of(true))),
                new Parameter.Int("layers", 1L, 3L, null, null, null),
                new Parameter.Int("second", 8L, 100L, null, null, Map.of("layers", List.of(2, 3)))));
    }

    /** Finite: 2 x (1 + 3) + 2 x 2 = 12 cells. */
    static SearchSpace finite() {
        return new SearchSpace(List.of(
                new Parameter.Categorical("a", List.of("x", "y", "z"), null),
                new Parameter.Int("b", 1L, 2L, null, null, null),
                new Parameter.Ordinal("c", List.of(1, 2), Map.of("a", List.of("y"))),
                new Parameter.Real("d", 0.0, 1.0, null, 0.5, Map.of("a", List.of("x")))));
    }

    /** Mixed, with constraints between numbers, categories and conditional parameters; two thirds of it are left. */
    static SearchSpace constrained() {
        return constrained(
                mixed(),
                "units * layers <= 96",
                "optimizer == 'SGD' or rate <= 0.01",
                "nesterov != true or momentum < 0.95",
                "second >= units or layers == 3");
    }

    /** Finite with 10 of its 12 cells left. */
    static SearchSpace constrainedFinite() {
        return constrained(finite(), "b + c <= 3", "not (a == 'z' and b == 2)");
    }

    /** A plank of about 4e-6 of the cube. */
    static SearchSpace narrow() {
        var cube = new SearchSpace(
                List.of(TestFunction.real("x", 0, 1), TestFunction.real("y", 0, 1), TestFunction.real("z", 0, 1)));
        return constrained(cube, "abs(x - y) < 1e-3", "abs(y - z) < 1e-3");
    }

    static SearchSpace constrained(SearchSpace space, String... constraints) {
        return new SearchSpace(
                space.parameters(),
                Arrays.stream(constraints).map(Constraint::new).toList());
    }

    static SearchSpace single() {
        return new SearchSpace(List.of(new Parameter.Categorical("only", List.of("value"), null)));
    }
}
