package dev.cairn.cli.demo;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Pause;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks at a study through the REST API, asking for each curve until it can grow no more. */
final class Watch {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CairnClient client;
    private final long study;
    private final Runnable whenAway;
    private final long begin = System.nanoTime();
    private final Map<Long, List<Double>> curves = new HashMap<>();
    private final Set<Long> complete = new HashSet<>();

    /** @param whenAway is run each time the service does not answer, before asking again */
    Watch(CairnClient client, long study, Runnable whenAway) {
        this.client = client;
        this.study = study;
        this.whenAway = whenAway;
    }

    /** What is there now; a service that is away for less than a minute is waited for. */
    Snapshot look() {
        long begin = System.nanoTime();
        while (true) {
            try {
                return ask();
            } catch (UncheckedIOException | ProblemException e) {
                if (!isAway(e) || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw e;
                }
                whenAway.run();
                Pause.of(Duration.ofMillis(200));
            }
        }
    }

    /** Not reached, or reached but without its database. */
    private static boolean isAway(RuntimeException e) {
        return !(e instanceof ProblemException refused) || refused.problem().code() == ProblemCode.UNAVAILABLE;
    }

    private Snapshot ask() {
        StudyView view = client.studies().get(study);
        List<TrialView> trials = client.trials().all(study, Purpose.SEARCH);
        String metric = view.spec().objectives().get(0).metric();
        for (TrialView trial : trials) {
            if (trial.state() != TrialState.QUEUED && !complete.contains(trial.id())) {
                curves.put(trial.id(), curve(trial.id(), metric));
                if (trial.state().isFinal()) {
                    complete.add(trial.id());
                }
            }
        }
        return new Snapshot(view, trials, curves, elapsed());
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private List<Double> curve(long trial, String metric) {
        return client.trials().curve(trial).stream()
                .map(Measurement::metrics)
                .map(metrics -> metrics.get(metric))
                .filter(Objects::nonNull)
                .toList();
    }
}
