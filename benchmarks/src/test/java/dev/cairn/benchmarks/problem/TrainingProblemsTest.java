package dev.cairn.benchmarks.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingProblemsTest {
    private static final Map<String, Object> SPIRALS = Map.of(
            "act",
            "tanh",
            "batch",
            4,
            "dropout",
            5.654267045947318E-4,
            "l2",
            6.444985643043733E-7,
            "layers",
            2,
            "lr",
            0.110558537233238,
            "opt",
            "adam",
            "units",
            6);
    private static final Map<String, Object> WAVES = Map.of(
            "clip", 4.269915545714082,
            "l2", 1e-8,
            "leak", 0.3326535081586275,
            "lr", 0.002761479388445094,
            "opt", "rmsprop",
            "scale", 1.2304150192329402,
            "units", 29,
            "window", 2);
    private static final Map<String, Object> ECHO = Map.of(
            "bias", 0.16078443955390045,
            "density", 0.3931346432492071,
            "input", 0.5452423164544827,
            "leak", 0.7416229516653807,
            "radius", 0.9603156245753052,
            "ridge", 4.376255441213902e-10,
            "units", 110);

    /** To the bit, on every machine: the arithmetic is strict. */
    @Test
    void theBestKnownTrainingsAreRepeatable() {
        assertThat(loss("spirals", SPIRALS)).isEqualTo(Problems.named("spirals").optimum());
        assertThat(loss("waves", WAVES)).isEqualTo(Problems.named("waves").optimum());
        assertThat(loss("echo", ECHO)).isEqualTo(Problems.named("echo").optimum());
    }

    @Test
    void aTrainingThatRunsAwayFails() {
        var violent = Map.<String, Object>of("opt", "sgd", "momentum", 0.99);
        assertThat(loss("spirals", with(SPIRALS, violent, Map.of("lr", 3, "act", "relu", "units", 48))))
                .isNaN();
        assertThat(loss("waves", with(WAVES, violent, Map.of("lr", 1, "clip", 100))))
                .isNaN();
    }

    @Test
    void aTrainingThatHardlyLearnsIsWorseThanTheBest() {
        assertThat(loss("spirals", with(SPIRALS, Map.of("lr", 1e-4))))
                .isGreaterThan(Problems.named("spirals").optimum() + 0.1);
        assertThat(loss("waves", with(WAVES, Map.of("lr", 1e-4))))
                .isGreaterThan(Problems.named("waves").optimum() + 0.1);
        assertThat(loss("echo", with(ECHO, Map.of("ridge", 10))))
                .isGreaterThan(Problems.named("echo").optimum() + 0.1);
    }

    @SafeVarargs
    private static Map<String, Object> with(Map<String, Object> values, Map<String, Object>... changes) {
        var changed = new HashMap<>(values);
        for (Map<String, Object> change : changes) {
            changed.putAll(change);
        }
        return changed;
    }

    private static double loss(String name, Map<String, Object> values) {
        BenchmarkProblem problem = Problems.named(name);
        return problem.noiseless(problem.space().point(values));
    }
}
