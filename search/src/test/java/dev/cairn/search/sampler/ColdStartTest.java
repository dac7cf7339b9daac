package dev.cairn.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColdStartTest {
    private static final Sampler SAMPLER =
            new GaussianProcessSampler(null, null, null, true, null, null); // a model of failures has fits of its own

    private final Problem problem = new Problem(Spaces.mixed(), TestFunction.MINIMIZE);

    @Test
    void aReplicaThatStartsColdSuggestsWhatOneSuggestsThatWasThereAllAlong() {
        List<Observation> observations = observations(131);
        for (int n = 0; n < observations.size(); n += n < 60 ? 1 : 7) {
            List<Suggestion> warm = suggested(observations, n);
            if (n % 13 == 12) {
                Fits.forget();
                assertThat(suggested(observations, n)).isEqualTo(warm);
            }
        }
    }

    @Test
    void outcomesThatOtherReplicasMissedDoNotMatter() {
        List<Observation> observations = observations(90);
        Fits.forget();
        List<Suggestion> cold = suggested(observations, 90);
        Fits.forget();
        suggested(observations, 30);
        suggested(observations, 71);
        assertThat(suggested(observations, 90)).isEqualTo(cold);
    }

    private List<Suggestion> suggested(List<Observation> observations, int n) {
        var history = new History(observations.subList(0, n), List.of(), List.of());
        return SAMPLER.suggest(problem, history, 2, 42, n);
    }

    /** Every seventh trial fails. */
    private List<Observation> observations(int count) {
        var observations = new ArrayList<Observation>();
        for (Suggestion suggestion : QuasiRandomSampler.DEFAULT.suggest(problem, History.EMPTY, count, 3, 0)) {
            int number = observations.size();
            double units = TestFunction.number(suggestion.point(), "units") / 64 - 0.4;
            double dropout = TestFunction.number(suggestion.point(), "dropout") - 0.25;
            observations.add(new Observation(
                    number,
                    suggestion.point(),
                    number % 7 == 6
                            ? new Observation.Infeasible()
                            : new Observation.Completed(List.of(units * units + dropout * dropout))));
        }
        return observations;
    }
}
