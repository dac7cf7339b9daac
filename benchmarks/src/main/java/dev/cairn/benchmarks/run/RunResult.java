package dev.cairn.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one sampler searched one problem with one seed: a line of a file of results.
 *
 * @param version of the sampler's code, such as a commit
 * @param pending how many trials were always under way
 * @param startup how many outcomes a model awaited
 * @param evaluations how many were asked for
 * @param regret after each outcome: the noiseless loss of the best observed trial so far less the optimum; null before the
 *     first success
 * @param recommended the same of the trial that the sampler itself would recommend, by the number of outcomes; null where
 *     nothing was recommended
 * @param failures after each outcome: how many trials have failed
 * @param seconds of each suggestion
 */
public record RunResult(
        String sampler,
        @Nullable String version,
        String problem,
        long seed,
        int pending,
        int startup,
        int evaluations,
        List<@Nullable Double> regret,
        @Nullable Map<String, Double> recommended,
        @Nullable List<Integer> failures,
        @Nullable List<Double> seconds,
        @Nullable String options) {
    public RunResult {
        if (sampler == null || problem == null || regret == null || regret.isEmpty()) {
            throw new IllegalArgumentException("a result needs sampler, problem and regret");
        }
        regret = Collections.unmodifiableList(new ArrayList<>(regret));
        recommended = recommended == null ? Map.of() : recommended;
        failures = failures == null ? List.of() : failures;
        seconds = seconds == null ? List.of() : seconds;
        options = options == null ? "" : options;
    }

    /** After so many outcomes; infinite before the first success. A space that was used up keeps its last regret. */
    public double regretAfter(int outcomes) {
        Double value = regret.get(Math.min(outcomes, regret.size()) - 1);
        return value == null ? Double.POSITIVE_INFINITY : value;
    }

    public int failuresInAll() {
        return failures.isEmpty() ? 0 : failures.get(failures.size() - 1);
    }
}
