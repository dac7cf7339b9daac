package dev.cairn.cli.demo;

import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.ConfirmationView.Candidate;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Parameter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A study at one moment.
 *
 * @param curves the objective's values by trial id, in order of steps
 * @param elapsed since the search began
 */
record Snapshot(StudyView study, List<TrialView> trials, Map<Long, List<Double>> curves, Duration elapsed) {
    Snapshot {
        trials = List.copyOf(trials);
        curves = Map.copyOf(curves);
    }

    Objective objective() {
        return study.spec().objectives().get(0);
    }

    List<String> parameters() {
        return study.spec().space().parameters().stream().map(Parameter::name).toList();
    }

    private List<Candidate> candidates() {
        ConfirmationView confirmation = study.confirmation();
        return confirmation == null ? List.of() : confirmation.candidates();
    }

    /** How many repetitions of candidates have ended, of how many. */
    String repetitions() {
        return candidates().stream().mapToInt(Candidate::ended).sum() + " of "
                + candidates().stream().mapToInt(Candidate::seeds).sum();
    }

    String repetitionsWords() {
        return candidates().isEmpty()
                ? "no candidate repeated"
                : Figures.count(candidates().size(), "candidate") + " repeated with "
                        + Figures.count(candidates().get(0).seeds(), "seed") + " each";
    }

    boolean isRepeating() {
        return !candidates().isEmpty() && !hasWinner();
    }

    boolean hasWinner() {
        return study.confirmation() != null && study.confirmation().winner() != null;
    }

    long budget() {
        return study.spec().budget().trials();
    }

    long finished() {
        return trials.stream().filter(trial -> trial.state().isFinal()).count();
    }

    long in(TrialState state) {
        return trials.stream().filter(trial -> trial.state() == state).count();
    }

    /** The objective's value: the final one, else the latest of the curve. */
    @Nullable
    Double value(TrialView trial) {
        List<Double> values = trial.values();
        if (values != null && !values.isEmpty()) {
            return values.get(0);
        }
        List<Double> curve = curve(trial);
        return curve.isEmpty() ? null : curve.get(curve.size() - 1);
    }

    List<Double> curve(TrialView trial) {
        return curves.getOrDefault(trial.id(), List.of());
    }

    /** Completed trials, the best first. */
    List<TrialView> ranking() {
        return trials.stream()
                .filter(trial -> trial.state() == TrialState.COMPLETED && value(trial) != null)
                .sorted(Comparator.comparingDouble(
                                (TrialView trial) -> objective().score(value(trial)))
                        .reversed())
                .toList();
    }
}
