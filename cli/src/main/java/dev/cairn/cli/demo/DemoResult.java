package dev.cairn.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of the demonstration; as JSON, the summary.
 *
 * @param metric the objective; {@code validation} and {@code test} below are its kind of error in the target's unit
 * @param naive the forecast that repeats the last known value
 * @param model the saved file
 */
@JsonPropertyOrder({"study", "sampler", "seed", "trials", "best", "naive", "metric", "model", "seconds"})
public record DemoResult(
        String study,
        String sampler,
        long seed,
        Map<TrialState, Long> trials,
        Best best,
        Scores naive,
        String metric,
        String model,
        double seconds,
        @JsonIgnore StudyView view) {

    /**
     * The winner.
     *
     * @param trial its number in the study
     * @param validation the mean over its repetitions
     * @param test the mean over {@code seeds} networks
     * @param seedDeviation of the test's error between them; absent of a single one
     * @param gain limits of how much better than the naive forecast it is, at 95 %; absent where the test part is too short
     */
    @JsonPropertyOrder({"trial", "hyperparameters", "validation", "test", "seeds", "seedDeviation", "gain"})
    public record Best(
            long trial,
            SortedMap<String, Object> hyperparameters,
            Double validation,
            Double test,
            int seeds,
            @Nullable Double seedDeviation,
            @Nullable Limits gain) {}

    public record Limits(Double low, Double high) {}

    public record Scores(Double validation, Double test) {}

    /** @throws Failure if the study has no winner with a test score */
    static ConfirmationView.Candidate winner(StudyView study) {
        ConfirmationView confirmation = study.confirmation();
        if (confirmation == null || confirmation.metrics() == null) {
            throw new Failure("the study ended without a confirmed winner" + because(study));
        }
        return confirmation.candidates().stream()
                .filter(one -> Long.valueOf(one.trial()).equals(confirmation.winner()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * @param searched the winner's trial of the search
     * @throws Failure if the study has no winner with a test score
     */
    static DemoResult of(StudyView study, TrialView searched, DemoSettings settings, Path model, Duration took) {
        ConfirmationView.Candidate winner = winner(study);
        String metric = study.spec().objectives().get(0).metric();
        String kind = metric.substring(metric.indexOf('.') + 1);
        Map<String, Double> confirmed = Objects.requireNonNull(
                Objects.requireNonNull(study.confirmation()).metrics());
        Double low = confirmed.get("test.skill.low");
        Double high = confirmed.get("test.skill.high");
        return new DemoResult(
                study.spec().name(),
                settings.sampler().toString(),
                settings.seed(),
                study.trials(),
                new Best(
                        winner.number(),
                        winner.point().values(),
                        Objects.requireNonNull(winner.mean()),
                        metric(confirmed, "test." + kind),
                        winner.seeds(),
                        confirmed.get("test." + kind + ".seedDeviation"),
                        low == null || high == null ? null : new Limits(low, high)),
                new Scores(
                        metric(searched.metrics(), "naive.validation." + kind),
                        metric(confirmed, "naive.test." + kind)),
                metric,
                model.toString(),
                Math.round(took.toMillis() / 100.0) / 10.0,
                study);
    }

    static String because(StudyView study) {
        return study.reason() == null ? "" : ": " + study.reason();
    }

    private static Double metric(@Nullable Map<String, Double> metrics, String name) {
        Double value = metrics == null ? null : metrics.get(name);
        if (value == null) {
            throw new Failure("the worker reported no metric '" + name + "'");
        }
        return value;
    }
}
