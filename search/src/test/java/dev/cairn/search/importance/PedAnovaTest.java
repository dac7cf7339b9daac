package dev.cairn.search.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.importance.PedAnova.Importance;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PedAnovaTest {
    private static final int TRIALS = 200;
    private static final List<Object> KINDS = List.of("a", "b", "c");
    private static final List<Parameter> UNCONDITIONAL = List.of(
            new Parameter.Real("x", -1.0, 1.0, null, null, null),
            new Parameter.Real("rate", 1e-5, 0.1, Scale.LOG, null, null),
            new Parameter.Int("units", 8L, 256L, Scale.LOG, null, null),
            new Parameter.Int("wide", 0L, 999L, null, null, null),
            new Parameter.Ordinal("batch", List.of(16L, 32L, 64L, 128L), null),
            new Parameter.Real("drop", 0.0, 1.0, null, 0.25, null),
            new Parameter.Categorical("kind", KINDS, null));

    private final List<Point> points = new ArrayList<>();
    private final double[] scores = new double[TRIALS];

    /** The same trials as in src/test/oracles/importance.py. */
    private SearchSpace trials(boolean conditional) {
        var parameters = new ArrayList<>(UNCONDITIONAL);
        if (conditional) {
            parameters.add(new Parameter.Int("depth", 1L, 6L, null, null, Map.of("kind", List.of("b", "c"))));
        }
        var space = new SearchSpace(parameters);
        for (int i = 1; i <= TRIALS; i++) {
            Map<String, Object> values = new TreeMap<>();
            double x = -1 + 2 * radical(19, i);
            double rate = Math.exp(Math.log(1e-5) + radical(3, i) * (Math.log(0.1) - Math.log(1e-5)));
            long units = 8 + (long) (249 * radical(5, i));
            String kind = (String) KINDS.get(i % 3);
            values.put("x", x);
            values.put("rate", rate);
            values.put("units", units);
            values.put("wide", (long) (1000 * radical(7, i)));
            values.put("batch", 16L << (int) (4 * radical(11, i)));
            values.put("drop", 0.25 * (int) (5 * radical(13, i)));
            values.put("kind", kind);
            double loss = (x - 0.3) * (x - 0.3) + 0.2 * Math.abs(Math.log10(rate) + 3) + 0.001 * units;
            loss += kind.equals("b") ? 0 : 0.3;
            if (conditional && !kind.equals("a")) {
                long depth = 1 + (long) (6 * radical(17, i));
                values.put("depth", depth);
                loss += 0.1 * Math.abs(depth - 2);
            }
            points.add(space.point(values));
            scores[i - 1] = -loss;
        }
        return space;
    }

    private static double radical(int base, int i) {
        double value = 0;
        double share = 1.0 / base;
        for (int rest = i; rest > 0; rest /= base) {
            value += share * (rest % base);
            share /= base;
        }
        return value;
    }

    /** Figures of Optuna 5.0.0, printed by src/test/oracles/importance.py. */
    private static void assertImportances(List<Importance> found, Map<String, Double> expected) {
        assertThat(found).hasSameSizeAs(expected.entrySet());
        found.forEach(one -> assertThat(one.importance())
                .as(one.parameter())
                .isCloseTo(expected.get(one.parameter()), within(1e-9)));
    }

    @Test
    void allKindsOfParametersAreAsImportantAsOptunaFindsThem() {
        assertImportances(
                PedAnova.DEFAULT.of(trials(false), points, scores),
                Map.of(
                        "rate", 0.5299732407713649,
                        "x", 0.33141230721480475,
                        "kind", 0.09349106807340468,
                        "units", 0.033737333355398295,
                        "wide", 0.006543967520790075,
                        "drop", 0.002793100340103205,
                        "batch", 0.002048982724134132));
    }

    @Test
    void amongTheBestHalfTheImportancesAreOptunasToo() {
        assertImportances(
                new PedAnova(0.25, 0.5).of(trials(false), points, scores),
                Map.of(
                        "rate", 0.7078846627433089,
                        "kind", 0.2398110497319463,
                        "x", 0.023644936879773933,
                        "batch", 0.012476897404818355,
                        "units", 0.008314934016533425,
                        "wide", 0.004646077920803265,
                        "drop", 0.0032214413028158204));
    }

    @Test
    void aConditionalParameterIsJudgedWhereItIsThere() {
        assertImportances(
                PedAnova.DEFAULT.of(trials(true), points, scores),
                Map.of(
                        "rate", 0.4426860343855008,
                        "x", 0.2705999662900385,
                        "kind", 0.11030649647916727,
                        "depth", 0.08617552431056542,
                        "units", 0.05838671015312108,
                        "drop", 0.015642345404085094,
                        "wide", 0.014039379419163065,
                        "batch", 0.0021635435583587876));
    }

    @Test
    void aConditionalParameterIsJudgedAmongTheBestHalf() {
        assertImportances(
                new PedAnova(0.25, 0.5).of(trials(true), points, scores),
                Map.of(
                        "rate", 0.6217680360586356,
                        "kind", 0.2612015706503706,
                        "units", 0.05727100772650421,
                        "x", 0.03733273445865705,
                        "batch", 0.010559805080301084,
                        "depth", 0.004953210221226156,
                        "wide", 0.0035504836369774557,
                        "drop", 0.0033631521673275224));
    }

    @Test
    void theyAddUpToOneAndTheMostImportantComesFirst() {
        List<Importance> found = PedAnova.DEFAULT.of(trials(true), points, scores);

        assertThat(found.stream().mapToDouble(Importance::importance).sum()).isCloseTo(1, within(1e-12));
        assertThat(found.get(0).parameter()).isEqualTo("rate");
        assertThat(found.stream().map(Importance::importance).toList()).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void onlyTheOrderOfScoresCounts() {
        SearchSpace space = trials(true);

        assertThat(PedAnova.DEFAULT.of(
                        space,
                        points,
                        Arrays.stream(scores).map(score -> Math.exp(3 * score)).toArray()))
                .isEqualTo(PedAnova.DEFAULT.of(space, points, scores));
    }

    @Test
    void whereAllTrialsAreEqualNothingIsImportant() {
        SearchSpace space = trials(false);

        assertThat(PedAnova.DEFAULT.of(space, points, new double[TRIALS]))
                .allSatisfy(one -> assertThat(one.importance()).isZero());
    }

    @Test
    void withoutTrialsNothingIsImportant() {
        assertThat(PedAnova.DEFAULT.of(trials(false), List.of(), new double[0]))
                .hasSize(UNCONDITIONAL.size())
                .allSatisfy(one -> assertThat(one.importance()).isZero());
    }

    @Test
    void aParameterWithOneValueIsNotImportant() {
        var space = new SearchSpace(List.of(
                new Parameter.Real("x", 0.0, 1.0, null, null, null),
                new Parameter.Categorical("only", List.of("this"), null)));
        List<Point> some = List.of(
                space.point(Map.of("x", 0.1, "only", "this")),
                space.point(Map.of("x", 0.5, "only", "this")),
                space.point(Map.of("x", 0.9, "only", "this")));

        assertThat(PedAnova.DEFAULT.of(space, some, new double[] {1, 2, 3}))
                .containsExactly(new Importance("x", 1), new Importance("only", 0));
    }

    @Test
    void aScoreThatIsNotFiniteIsRefused() {
        SearchSpace space = trials(false);
        scores[7] = Double.NaN;

        assertThatThrownBy(() -> PedAnova.DEFAULT.of(space, points, scores))
                .hasMessage("scores must be finite and one for each of 200 points but were 200");
    }

    @Test
    void aTargetThatIsNotBelowItsRegionIsRefused() {
        assertThatThrownBy(() -> new PedAnova(0.5, 0.5))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("target must be in (0, region) but was 0.5");
    }
}
