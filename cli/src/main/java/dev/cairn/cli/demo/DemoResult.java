package dev.cairn.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    /** @param trial the winner's number in the study */
    @JsonPropertyOrder({"trial", "hyperparameters", "validation", "test"})
    public record Best(long trial, SortedMap<String, Object> hyperparameters, Double validation, Double test) {}

    public record Scores(Double validation, Double test) {}

    /** @throws Failure if the study has no winner with a test score */
    static DemoResult of(StudyView study, DemoSettings settings, Path model, Duration took) {
        TrialView best = study.best();
        StudyView.Confirmation confirmation = study.confirmation();
        if (best == null || confirmation == null || confirmation.metrics() == null) {
            throw new Failure("the study ended without a confirmed winner" + because(study));
        }
        String metric = study.spec().objectives().get(0).metric();
        String kind = metric.substring(metric.indexOf('.') + 1);
        Map<String, Double> confirmed = confirmation.metrics();
        return new DemoResult(
                study.spec().name(),
                settings.sampler().toString(),
                settings.seed(),
                study.trials(),
                new Best(
                        best.number(),
                        best.point().values(),
                        metric(best.metrics(), metric),
                        metric(confirmed, "test." + kind)),
                new Scores(metric(best.metrics(), "naive.validation." + kind), metric(confirmed, "naive.test." + kind)),
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
