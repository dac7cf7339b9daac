package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpaceChangeTest {
    private static final Parameter RATE = new Parameter.Real("rate", 1e-4, 0.1, Scale.LOG, null, null);
    private static final Parameter UNITS = new Parameter.Int("units", 8L, 64L, null, null, null);
    private static final Parameter OPTIMIZER = new Parameter.Categorical("optimizer", List.of("ADAM", "SGD"), null);
    private static final Parameter MOMENTUM =
            new Parameter.Real("momentum", 0.0, 0.9, null, null, Map.of("optimizer", List.of("SGD")));
    private static final SearchSpace OLD = new SearchSpace(List.of(RATE, UNITS, OPTIMIZER, MOMENTUM));
    private static final Point ADAM = OLD.point(Map.of("rate", 0.01, "units", 32, "optimizer", "ADAM"));
    private static final Point SGD = OLD.point(Map.of("rate", 0.001, "units", 9, "optimizer", "SGD", "momentum", 0.5));

    @Test
    void theSameSpaceKeepsEveryPoint() {
        var change = change(OLD, Map.of(), Map.of());
        points(OLD, 300).forEach(point -> assertThat(change.map(point)).isEqualTo(new SpaceChange.Mapped(point)));
    }

    @Test
    void aWiderSpaceKeepsEveryPoint() {
        var wider = new SearchSpace(List.of(
                new Parameter.Real("rate", 1e-6, 1.0, null, null, null),
                new Parameter.Int("units", 1L, 100L, Scale.LOG, null, null),
                new Parameter.Categorical("optimizer", List.of("LION", "SGD", "ADAM"), null),
                new Parameter.Real("momentum", 0.0, 0.99, null, null, Map.of("optimizer", List.of("SGD", "LION")))));
        var change = change(wider, Map.of(), Map.of());
        points(OLD, 300).forEach(point -> assertThat(change.map(point)).isEqualTo(new SpaceChange.Mapped(point)));
    }

    @Test
    void whatANarrowerSpaceDoesNotHaveDoesNotMapAndAllReasonsAreSaid() {
        var narrower = new SearchSpace(
                List.of(
                        new Parameter.Real("rate", 0.005, 0.1, Scale.LOG, null, null),
                        new Parameter.Int("units", 8L, 64L, null, 8L, null),
                        new Parameter.Categorical("optimizer", List.of("ADAM", "LION"), null)),
                List.of(new Constraint("units * rate < 0.5")));
        var change = change(narrower, Map.of(), Map.of());
        assertThat(change.map(ADAM)).isEqualTo(new SpaceChange.Mapped(ADAM));
        assertThat(reasons(change, SGD))
                .containsExactly(
                        "/rate: rate must be in [0.005, 0.1] but was 0.001",
                        "/units: units must be 8 plus a multiple of 8 but was 9",
                        "/optimizer: optimizer must be one of [ADAM, LION] but was SGD",
                        "/momentum: momentum is removed and was 0.5 and has no default");
        assertThat(reasons(change, OLD.point(Map.of("rate", 0.05, "units", 16, "optimizer", "ADAM"))))
                .containsExactly("units * rate < 0.5 does not hold: rate = 0.05, units = 16");
    }

    @Test
    void aRemovedParameterMapsFromItsDefaultOnly() {
        var without = new SearchSpace(List.of(RATE, OPTIMIZER, MOMENTUM));
        assertThat(reasons(change(without, Map.of(), Map.of()), ADAM))
                .containsExactly("/units: units is removed and was 32 and has no default");
        var change = change(without, Map.of(), Map.of("units", 32.0));
        assertThat(values(change, ADAM)).isEqualTo(Map.of("rate", 0.01, "optimizer", "ADAM"));
        assertThat(reasons(change, SGD)).containsExactly("/units: units is removed and was 9, not its default 32");
    }

    @Test
    void anAddedParameterHasItsDefaultWhereItIsActive() {
        var layers = new Parameter.Int("layers", 1L, 3L, null, null, Map.of("optimizer", List.of("SGD")));
        var with = new SearchSpace(List.of(RATE, UNITS, OPTIMIZER, MOMENTUM, layers));
        assertThat(values(change(with, Map.of(), Map.of("layers", 2)), SGD)).containsEntry("layers", 2L);
        assertThat(values(change(with, Map.of(), Map.of("layers", 2)), ADAM)).isEqualTo(ADAM.values());
        assertThat(values(change(with, Map.of(), Map.of()), ADAM)).isEqualTo(ADAM.values());
        assertThat(reasons(change(with, Map.of(), Map.of()), SGD))
                .containsExactly("/layers: layers has no value here and no default");
    }

    @Test
    void aConditionThatChangesAddsAndRemovesByDefault() {
        var always = new Parameter.Real("momentum", 0.0, 0.9, null, null, null);
        var never = new Parameter.Real("momentum", 0.0, 0.9, null, null, Map.of("optimizer", List.of("ADAM")));
        var change = change(new SearchSpace(List.of(RATE, UNITS, OPTIMIZER, always)), Map.of(), Map.of("momentum", 0));
        assertThat(values(change, ADAM)).containsEntry("momentum", 0.0);
        assertThat(values(change, SGD)).containsEntry("momentum", 0.5);
        var other = change(new SearchSpace(List.of(RATE, UNITS, OPTIMIZER, never)), Map.of(), Map.of("momentum", 0));
        assertThat(reasons(other, SGD))
                .containsExactly("/momentum: momentum is not active here any more and was 0.5, not its default 0.0");
    }

    @Test
    void aParentWithoutAValueIsTheOnlyReasonForItsChildren() {
        var lost = new SearchSpace(List.of(
                RATE,
                UNITS,
                new Parameter.Categorical("optimizer", List.of("ADAM"), null),
                new Parameter.Real("momentum", 0.0, 0.9, null, null, Map.of("optimizer", List.of("ADAM")))));
        assertThat(reasons(change(lost, Map.of(), Map.of()), SGD))
                .containsExactly("/optimizer: optimizer must be one of [ADAM] but was SGD");
    }

    @Test
    void aRenamedParameterKeepsItsValueAndNamesMayBeSwapped() {
        var space = new SearchSpace(List.of(
                new Parameter.Real("units", 1e-4, 0.1, Scale.LOG, null, null),
                new Parameter.Int("rate", 8L, 64L, null, null, null),
                new Parameter.Categorical("opt", List.of("ADAM", "SGD"), null),
                new Parameter.Real("momentum", 0.0, 0.9, null, null, Map.of("opt", List.of("SGD")))));
        var change = change(space, Map.of("rate", "units", "units", "rate", "optimizer", "opt"), Map.of());
        assertThat(values(change, SGD)).isEqualTo(Map.of("units", 0.001, "rate", 9L, "opt", "SGD", "momentum", 0.5));
    }

    @Test
    void namesAndDefaultsThatFitNeitherSpaceAreRefusedTogether() {
        var space = new SearchSpace(List.of(
                RATE,
                OPTIMIZER,
                MOMENTUM,
                new Parameter.Int("width", 8L, 64L, null, null, null),
                new Parameter.Int("depth", 1L, 3L, null, null, null)));
        assertThatThrownBy(() -> change(
                        space,
                        Map.of("units", "rate", "unit", "width", "optimizer", "opt"),
                        Map.of("depth", 9, "size", 1, "units", 8)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::toString)
                                .containsExactlyInAnyOrder(
                                        "/renamed/units: 'rate' is the name of another parameter already",
                                        "/renamed/unit: 'unit' is not in the old version of the space",
                                        "/renamed/optimizer: 'opt' is not in the new version of the space",
                                        "/defaults/depth: depth must be a whole number in [1, 3] but was 9",
                                        "/defaults/size: 'size' is in neither version of the space",
                                        "/defaults/units: 'units' is in neither version of the space"));
    }

    /** Between random versions: what maps is a point of the new space and has the old values; what does not has a reason. */
    @Test
    void mappedPointsAreAlwaysValid() {
        var random = new Random(3);
        int mapped = 0;
        for (int run = 0; run < 300; run++) {
            SearchSpace from = space(random);
            SearchSpace to = space(random);
            var defaults = new HashMap<String, Object>();
            Stream.concat(from.parameters().stream(), to.parameters().stream())
                    .filter(p -> random.nextBoolean())
                    .forEach(p -> defaults.put(
                            p.name(), to.parameter(p.name()).orElse(p).valueAt(0)));
            var change = new SpaceChange(from, to, Map.of(), defaults);
            for (Point point : points(from, 20)) {
                if (change.map(point) instanceof SpaceChange.Mapped found) {
                    mapped++;
                    Point there = found.point();
                    assertThat(to.point(there.values())).isEqualTo(there);
                    there.values()
                            .forEach((name, value) ->
                                    assertThat(value).isEqualTo(point.values().getOrDefault(name, defaults.get(name))));
                    point.values()
                            .forEach((name, value) ->
                                    assertThat(value).isEqualTo(there.values().getOrDefault(name, defaults.get(name))));
                } else {
                    assertThat(((SpaceChange.Unmapped) change.map(point)).reasons())
                            .isNotEmpty();
                }
            }
        }
        assertThat(mapped).isGreaterThan(300);
    }

    private static SearchSpace space(Random random) {
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < 4; i++) {
            if (i == 0 || random.nextInt(4) > 0) {
                Map<String, List<Object>> when = !parameters.isEmpty() && random.nextBoolean()
                        ? Map.of(
                                parameters
                                        .get(random.nextInt(parameters.size()))
                                        .name(),
                                List.of(1L))
                        : Map.of();
                parameters.add(
                        new Parameter.Int("p" + i, (long) random.nextInt(2), 2L + random.nextInt(3), null, null, when));
            }
        }
        List<Constraint> constraints = random.nextBoolean() ? List.of(new Constraint("p0 != 2")) : List.of();
        return new SearchSpace(parameters, constraints);
    }

    private static List<Point> points(SearchSpace space, int count) {
        var random = new Random(count);
        var points = new ArrayList<Point>();
        while (points.size() < count) {
            var values = new HashMap<String, Object>();
            for (Parameter parameter : space.parameters()) {
                if (SearchSpace.isActive(parameter, values)) {
                    values.put(parameter.name(), parameter.fromUnit(random.nextDouble()));
                }
            }
            if (space.admits(values)) {
                points.add(space.point(values));
            }
        }
        return points;
    }

    private static SpaceChange change(SearchSpace to, Map<String, String> renamed, Map<String, Object> defaults) {
        return new SpaceChange(OLD, to, renamed, defaults);
    }

    private static Map<String, Object> values(SpaceChange change, Point point) {
        return ((SpaceChange.Mapped) change.map(point)).point().values();
    }

    private static List<String> reasons(SpaceChange change, Point point) {
        return ((SpaceChange.Unmapped) change.map(point))
                .reasons().stream().map(Violation::toString).toList();
    }
}
