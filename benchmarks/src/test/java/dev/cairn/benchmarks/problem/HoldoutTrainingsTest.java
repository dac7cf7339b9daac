package dev.cairn.benchmarks.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldoutTrainingsTest {
    private static final Map<String, Object> KERNEL = Map.of(
            "kernel",
            "gaussian",
            "length0",
            0.7472336394210406,
            "length1",
            0.5686697062001728,
            "length2",
            48.090882420578865,
            "length3",
            50.0,
            "ridge",
            6.691250583204844E-4);
    private static final Map<String, Object> WORDS = Map.of(
            "bits",
            10,
            "dropout",
            0.16645208602778888,
            "l2",
            0.005498163211662725,
            "loss",
            "hinge",
            "lr",
            0.3793960897952508,
            "passes",
            8,
            "power",
            0.736386720435113,
            "rule",
            "sgd",
            "weighting",
            "logarithm");
    private static final Map<String, Object> SEASONS = Map.of(
            "cut", 0.46171400773170457,
            "damping", 0.9705490873480512,
            "level", 0.9518472729418685,
            "period", 12,
            "power", 1.0,
            "season", "multiplicative",
            "seasonal", 0.8585803182523393,
            "slope", 0.033179593667007214,
            "trend", "damped");

    /** To the bit, on every machine: the arithmetic is strict. */
    @Test
    void theBestKnownTrainingsAreRepeatable() {
        assertThat(loss("kernel", KERNEL)).isEqualTo(Problems.named("kernel").optimum());
        assertThat(loss("words", WORDS)).isEqualTo(Problems.named("words").optimum());
        assertThat(loss("seasons", SEASONS)).isEqualTo(Problems.named("seasons").optimum());
    }

    @Test
    void aTrainingThatRunsAwayFails() {
        var polynomial = Map.<String, Object>of(
                "kernel", "polynomial", "degree", 7, "offset", 0.01, "length0", 0.02, "ridge", 1e-14);
        assertThat(loss("kernel", with(KERNEL, polynomial))).isNaN();
        assertThat(loss("words", with(WORDS, Map.of("loss", "squared", "lr", 10))))
                .isNaN();
        var violent = Map.<String, Object>of("level", 1, "slope", 1, "damping", 1, "cut", 30, "period", 24);
        assertThat(loss("seasons", with(SEASONS, violent))).isNaN();
    }

    @Test
    void aTrainingThatHardlyLearnsIsWorseThanTheBest() {
        assertThat(loss("kernel", with(KERNEL, Map.of("ridge", 10))))
                .isGreaterThan(Problems.named("kernel").optimum() + 0.1);
        assertThat(loss("words", with(WORDS, Map.of("lr", 1e-4))))
                .isGreaterThan(Problems.named("words").optimum() + 0.1);
        assertThat(loss("seasons", with(SEASONS, Map.of("level", 0.001))))
                .isGreaterThan(Problems.named("seasons").optimum() + 0.1);
    }

    private static Map<String, Object> with(Map<String, Object> values, Map<String, Object> changes) {
        var changed = new HashMap<>(values);
        changed.putAll(changes);
        return changed;
    }

    private static double loss(String name, Map<String, Object> values) {
        BenchmarkProblem problem = Problems.named(name);
        return problem.noiseless(problem.space().point(values));
    }
}
