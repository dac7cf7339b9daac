package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.gp.KernelParameters;
import dev.cairn.search.gp.LengthPrior;
import dev.cairn.search.gp.WarpSelection;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against the definition, written out without a memo: numbers of the sequence, and which fits start from cold alone. */
class FitsTest {
    private static final Problem PROBLEM = TestFunction.branin().problem();
    private static final Metric METRIC = Metric.objective(0);
    private static final TreeSet<Integer> SEQUENCE = sequence(10_000);
    private static final Set<Integer> RESTARTS = restarts(10_000);

    private static TreeSet<Integer> sequence(int most) {
        var sequence = new TreeSet<Integer>();
        for (int m = 1; m <= most; m = m < 40 ? m + 1 : (int) Math.ceil(1.05 * m)) {
            sequence.add(m);
        }
        return sequence;
    }

    /** Each number up to 10, and the first of the sequence from 20, 40, 80 and so on. */
    private static Set<Integer> restarts(int most) {
        var restarts = new TreeSet<>(SEQUENCE.headSet(10, true));
        for (int mark = 20; mark <= most; mark *= 2) {
            Integer first = SEQUENCE.ceiling(mark);
            if (first != null) {
                restarts.add(first);
            }
        }
        return restarts;
    }

    @Test
    void aFitIsWhatReplayingTheSequenceComesTo() {
        List<Observation> observations = observations(85, 1);
        Map<Integer, WarpSelection> replayed = replayed(observations);
        // In an order in which a memo filled with something else would show.
        for (int m : new int[] {39, 85, 7, 41, 20, 44, 1, 63, 42, 10}) {
            assertThat(latest(observations.subList(0, m))).as("%d", m).isEqualTo(replayed.get(SEQUENCE.floor(m)));
        }
    }

    private static Map<Integer, WarpSelection> replayed(List<Observation> observations) {
        var fits = new HashMap<Integer, WarpSelection>();
        for (int m : SEQUENCE.headSet(observations.size(), true)) {
            Rows rows = rows(observations.subList(0, m));
            Measured measured = Measured.of(METRIC, rows, METRIC.of(rows)).orElseThrow();
            var starts = new ArrayList<>(List.of(KernelParameters.cold(2)));
            if (!RESTARTS.contains(m)) {
                starts.add(fits.get(SEQUENCE.lower(m)).parameters());
            }
            int[] all = IntStream.range(0, m).toArray();
            fits.put(
                    m,
                    WarpSelection.of(
                                    rows.kinds(),
                                    rows.encoded(all),
                                    measured.losses(all),
                                    measured.variances(all),
                                    starts,
                                    LengthPrior.CAUTIOUS)
                            .scaled(measured.exponent()));
        }
        return fits;
    }

    @Test
    void laterOutcomesDoNotChangeAFitUntilTheNextNumber() {
        List<Observation> some = observations(48, 2);
        List<Observation> others = new ArrayList<>(some.subList(0, 45));
        others.addAll(observations(48, 3).subList(45, 48));
        WarpSelection fit = latest(some.subList(0, 45));
        assertThat(latest(some.subList(0, 44))).isNotEqualTo(fit);
        assertThat(latest(some.subList(0, 47))).isEqualTo(fit);
        assertThat(latest(others.subList(0, 47))).isEqualTo(fit);
        assertThat(latest(some)).isNotEqualTo(fit);
        assertThat(latest(others)).isNotEqualTo(latest(some));
    }

    @Test
    void aProcessThatWasJustStartedHasAtMostTwentyFitsToMakeUp() {
        int row = 0;
        for (int m : SEQUENCE) {
            row = RESTARTS.contains(m) ? 1 : row + 1;
            assertThat(row).as("%d", m).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void everythingThatAFitDependsOnTellsItFromOthers() {
        List<Observation> observations = observations(12, 4);
        WarpSelection fit = latest(observations);
        for (int i : new int[] {0, 5, 11}) {
            Observation one = observations.get(i);
            double value = ((Observation.Completed) one.result()).values().get(0);
            var variants = List.of(
                    new Observation(one.number(), one.point(), new Observation.Completed(List.of(value + 30))),
                    new Observation(
                            one.number(),
                            one.point(),
                            new Observation.Completed(List.of(value), List.of(), List.of(1e4))),
                    new Observation(one.number(), observations(13, 9).get(12).point(), one.result()),
                    new Observation(one.number(), one.point(), new Observation.Infeasible()));
            for (Observation variant : variants) {
                var changed = new ArrayList<>(observations);
                changed.set(i, variant);
                assertThat(latest(changed)).as("%s", variant).isNotEqualTo(fit);
            }
        }
        assertThat(Fits.latest(METRIC, LengthPrior.DIMENSION_SCALED, rows(observations))
                        .orElseThrow())
                .isNotEqualTo(fit);
        assertThat(Fits.latest(METRIC, LengthPrior.CAUTIOUS, rows(List.of()))).isEmpty();
    }

    /** What a pruned trial is believed to have come to changes with each completed curve; the fit sees those of its prefix. */
    @Test
    void aPrunedTrialIsEstimatedFromTheSameOutcomesAsTheFit() {
        List<Observation> observations = observations(47, 5);
        observations.replaceAll(o -> withCurve(o, o.number() < 45 ? 10 : 900));
        Observation third = observations.get(3);
        observations.set(3, new Observation(3, third.point(), new Observation.Pruned(2, 60)));
        assertThat(latest(observations)).isEqualTo(latest(observations.subList(0, 45)));
        observations.set(44, withCurve(observations.get(44), 900));
        assertThat(latest(observations)).isNotEqualTo(latest(observations.subList(0, 44)));
    }

    private static Observation withCurve(Observation of, double before) {
        double value = ((Observation.Completed) of.result()).values().get(0);
        var curve = new Curve(new TreeMap<>(Map.of(2L, value + before)));
        return new Observation(of.number(), of.point(), of.result(), curve, null);
    }

    private static WarpSelection latest(List<Observation> observations) {
        return Fits.latest(METRIC, LengthPrior.CAUTIOUS, rows(observations)).orElseThrow();
    }

    private static Rows rows(List<Observation> observations) {
        return new Rows(PROBLEM, new Encoding(PROBLEM), observations);
    }

    /** At the cells of a grid, by chance: far enough apart for every point to count in the choice of a warp. */
    private static List<Observation> observations(int count, long seed) {
        var order = new Permutation(100, seed);
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            double x = -5 + 15 * (order.at(i) % 10 + 0.5) / 10;
            double y = 15 * (order.at(i) / 10 + 0.5) / 10;
            Point point = PROBLEM.space().point(Map.of("x", x, "y", y));
            observations.add(observed(i, point));
        }
        return observations;
    }

    private static Observation observed(int number, Point point) {
        double loss = TestFunction.branin().loss().applyAsDouble(point);
        return new Observation(number, point, new Observation.Completed(List.of(loss)));
    }

    /** Forty more beside the best would make its neighbourhood the better half of all, and the scale as narrow as that. */
    @Test
    void aClusterCountsOnceInTheChoiceOfTheWarp() {
        List<Observation> spread = observations(20, 6);
        var crowded = new ArrayList<>(spread);
        for (int i = 20; i < 60; i++) {
            double off = (i - 19) * 1e-4;
            crowded.add(observed(i, PROBLEM.space().point(Map.of("x", 10 - off, "y", 3.0 + off))));
        }
        Rows rows = rows(crowded);
        Measured measured = Measured.of(METRIC, rows, METRIC.of(rows)).orElseThrow();
        assertThat(measured.apart(256))
                .containsExactly(IntStream.rangeClosed(0, 20).toArray());
    }
}
