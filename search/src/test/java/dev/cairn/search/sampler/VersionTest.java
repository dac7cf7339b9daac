package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.space.Point;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The answers of each version, to the last bit: on every machine and every JDK, interpreted or compiled. If one of these fails
 * because the algorithm was changed on purpose, raise the sampler's version and write the new number down here.
 */
class VersionTest {
    @Test
    void theGridGivesTheAnswersOfItsVersion() {
        assertThat(GridSampler.DEFAULT.version()).isEqualTo(1);
        assertThat(digest(new GridSampler(3, null))).isEqualTo(-4784089828943447353L);
    }

    @Test
    void randomSearchGivesTheAnswersOfItsVersion() {
        assertThat(RandomSampler.DEFAULT.version()).isEqualTo(1);
        assertThat(digest(RandomSampler.DEFAULT)).isEqualTo(-7439524216709751366L);
    }

    @Test
    void quasiRandomSearchGivesTheAnswersOfItsVersion() {
        assertThat(QuasiRandomSampler.DEFAULT.version()).isEqualTo(1);
        assertThat(digest(QuasiRandomSampler.DEFAULT)).isEqualTo(2959293656562874408L);
    }

    @Test
    void constraintsAndFixedValuesAreHonouredAsTheVersionsDo() {
        var fixed = new Problem(Spaces.constrained(), TestFunction.MINIMIZE).given(Map.of("layers", 2));
        var narrow = new Problem(Spaces.narrow(), TestFunction.MINIMIZE);
        assertThat(List.of(
                        key(new GridSampler(3, null), fixed),
                        key(RandomSampler.DEFAULT, fixed),
                        key(RandomSampler.DEFAULT, narrow),
                        key(QuasiRandomSampler.DEFAULT, fixed)))
                .containsExactly(
                        4815801699422125613L, 2495797047465553961L, 4601360320575473444L, -8862628289424542948L);
    }

    private static long key(Sampler sampler, Problem problem) {
        long digest = 0;
        for (Suggestion suggestion : sampler.suggest(problem, History.EMPTY, 5, 42, 0)) {
            digest = 31 * digest + ByteBuffer.wrap(suggestion.point().key()).getLong();
        }
        return digest;
    }

    @Test
    void theGaussianProcessGivesTheAnswersOfItsVersion() {
        assertThat(GaussianProcessSampler.DEFAULT.version()).isEqualTo(1);
        assertThat(digest(GaussianProcessSampler.DEFAULT)).isEqualTo(1600744152765928156L);
    }

    /** Twenty steps of two suggestions each; losses by plain arithmetic, every seventh trial fails. */
    private static long digest(Sampler sampler) {
        var problem = new Problem(Spaces.mixed(), TestFunction.MINIMIZE);
        var observations = new ArrayList<Observation>();
        long digest = 0;
        for (int i = 0; i < 40; i += 2) {
            var history = new History(observations, List.of(), List.of());
            for (Suggestion suggestion : sampler.suggest(problem, history, 2, 42, i)) {
                Point point = suggestion.point();
                digest = 31 * digest + ByteBuffer.wrap(point.key()).getLong();
                int number = observations.size();
                observations.add(new Observation(
                        number, point, number % 7 == 6 ? new Observation.Infeasible() : measured(point)));
            }
        }
        return digest;
    }

    private static Observation.Result measured(Point point) {
        double units = TestFunction.number(point, "units") / 64 - 0.4;
        double dropout = TestFunction.number(point, "dropout") - 0.25;
        double rate = 1 / (1 + 1000 * TestFunction.number(point, "rate")) - 0.5;
        double optimizer = "SGD".equals(point.get("optimizer")) ? 0.1 : 0;
        return new Observation.Completed(List.of(units * units + dropout * dropout + rate * rate + optimizer));
    }
}
