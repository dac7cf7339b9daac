package dev.cairn.cli.demo;

import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Sparkline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A study as lines of text: one for each trial when it has ended. */
final class PlainView {
    private static final int CURVE_WIDTH = 16;

    private final boolean unicode;
    private final Set<Long> told = new HashSet<>();

    PlainView(boolean unicode) {
        this.unicode = unicode;
    }

    /** Lines for the trials that ended since the last call. */
    List<String> news(Snapshot now) {
        var lines = new ArrayList<String>();
        for (TrialView trial : now.trials()) {
            if (trial.state().isFinal() && told.add(trial.id())) {
                lines.add(line(now, trial));
            }
        }
        return lines;
    }

    private String line(Snapshot now, TrialView trial) {
        String state = trial.state().name().toLowerCase(Locale.ROOT);
        String why = trial.cause() == null
                ? ""
                : " (" + trial.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
        List<TrialView> ranking = now.ranking();
        boolean best = trial.state() == TrialState.COMPLETED && !ranking.isEmpty() && ranking.get(0) == trial;
        String point = now.parameters().stream()
                .filter(name -> trial.point().get(name) != null)
                .map(name -> name + " " + Figures.value(trial.point().get(name)))
                .collect(Collectors.joining(", "));
        return String.format(
                        Locale.ROOT,
                        "  trial %2d %-10s %s %s  %s  %s%s",
                        trial.number(),
                        state + why,
                        now.objective().metric(),
                        Figures.number(now.value(trial)),
                        Sparkline.of(now.curve(trial), CURVE_WIDTH, unicode),
                        point,
                        best ? "  (best so far)" : "")
                .stripTrailing();
    }
}
