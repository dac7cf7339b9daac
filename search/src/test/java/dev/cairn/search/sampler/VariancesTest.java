package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is known of a value's noise decides how much is made of it. */
class VariancesTest {
    private static final SearchSpace LINE = new SearchSpace(List.of(TestFunction.real("x", 0, 1)));
    private static final Problem PROBLEM = new Problem(LINE, TestFunction.MINIMIZE);
    private static final GaussianProcessSampler SAMPLER = GaussianProcessSampler.DEFAULT;
    private static final double WIDER = 0.3;
    private static final double DEEPER = 0.8;

    @Test
    void bestValuesThatAreKnownToBeNoisyAreNotRecommended() {
        List<Observation> exact = observations(1e-8);
        List<Observation> noisy = observations(4);
        assertThat(x(SAMPLER.recommended(PROBLEM, exact).orElseThrow())).isCloseTo(DEEPER, within(0.06));
        assertThat(x(SAMPLER.recommended(PROBLEM, noisy).orElseThrow())).isCloseTo(WIDER, within(0.11));
    }

    private static double x(Observation observation) {
        return TestFunction.number(observation.point(), "x");
    }

    /** A wide valley at 0.3, exactly known, and a narrow one at 0.8, which is deeper if its values are to be believed. */
    private static List<Observation> observations(double varianceOfTheDeeper) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i <= 20; i++) {
            double x = i / 20.0;
            double away = (x - DEEPER) / 0.1;
            double loss = 4 * (x - WIDER) * (x - WIDER) - 1.5 * Math.exp(-away * away);
            double variance = Math.abs(away) < 2.5 ? varianceOfTheDeeper : 1e-8;
            observations.add(new Observation(
                    i,
                    LINE.point(Map.of("x", x)),
                    new Observation.Completed(List.of(loss), List.of(), List.of(variance))));
        }
        return observations;
    }
}
