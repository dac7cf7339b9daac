package dev.cairn.benchmarks.studies;

import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One example, tuned and untuned, by a service with workers that is already running. */
public final class Comparison {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final CairnClient client;
    private final Example example;

    public Comparison(CairnClient client, Example example) {
        this.client = client;
        this.example = example;
    }

    public static String head() {
        return """
                | Study | Trials | Test metric | Tuned [95 %] | seeds' deviation | Baselines | Untuned [95 %] | Search | Winner |
                |---|---|---|---|---|---|---|---|---|""";
    }

    /**
     * A line of the table.
     *
     * @param run tells this run's studies from others in the same service
     * @throws IllegalStateException if a study has no test score
     */
    public String row(String run, long trials) throws InterruptedException {
        StudyView tuned = ended(client.studies().create(example.tuned(run, trials)));
        StudyView untuned = ended(client.studies().create(example.untuned(run)));
        Map<String, Double> scores = scores(tuned);
        String metric = "test." + example.metric();
        long search = Duration.between(tuned.createdAt(), Objects.requireNonNull(tuned.endedAt()))
                .toSeconds();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s, %s | %s | %s | %s | %s | %d s | %s |",
                example.name(),
                tuned.trials().values().stream().mapToLong(count -> count).sum(),
                example.metric(),
                example.isMaximised() ? "higher is better" : "lower is better",
                interval(scores, metric),
                number(scores.get(metric + ".seedDeviation")),
                baselines(scores, metric),
                interval(scores(untuned), metric),
                search,
                point(tuned));
    }

    private StudyView ended(StudyView study) throws InterruptedException {
        StudyView now = study;
        while (!now.state().isFinal()) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            now = client.studies().get(study.id());
        }
        return now;
    }

    private static Map<String, Double> scores(StudyView study) {
        ConfirmationView confirmation = study.confirmation();
        Map<String, Double> metrics = confirmation == null ? null : confirmation.metrics();
        if (metrics == null) {
            throw new IllegalStateException(
                    "study " + study.id() + " is " + study.state() + " without a test score: " + study.reason());
        }
        return metrics;
    }

    private static String interval(Map<String, Double> scores, String metric) {
        return number(scores.get(metric)) + " [" + number(scores.get(metric + ".low")) + ", "
                + number(scores.get(metric + ".high")) + "]";
    }

    /** Whatever has the same metric under a name of its own. */
    private static String baselines(Map<String, Double> scores, String metric) {
        var found = new TreeSet<String>();
        scores.forEach((name, value) -> {
            if (name.endsWith("." + metric)) {
                found.add(name.substring(0, name.length() - metric.length() - 1) + " " + number(value));
            }
        });
        return String.join(", ", found);
    }

    private static String point(StudyView study) {
        Long winner = Objects.requireNonNull(study.confirmation()).winner();
        return study.confirmation().candidates().stream()
                .filter(candidate -> winner != null && candidate.trial() == winner)
                .findFirst()
                .map(candidate -> candidate.point().values().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + value(entry.getValue()))
                        .collect(Collectors.joining(", ")))
                .orElse("");
    }

    private static String value(Object value) {
        return value instanceof Double real ? number(real) : value.toString();
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4g", value);
    }
}
