package dev.cairn.cli.demo;

import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.terminal.Bar;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Sparkline;
import dev.cairn.cli.terminal.Style;
import dev.cairn.cli.terminal.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A study on a screen: a bar, the best trials, and those that run.
 *
 * @param unicode whether block characters can be shown
 */
record LiveView(Style style, boolean unicode) {
    private static final int BEST_SHOWN = 6;
    private static final int CURVE_WIDTH = 12;
    private static final int BAR_WIDTH = 24;
    /** Lines of the region beside the table's rows. */
    private static final int FRAME = 6;

    /** As many lines as the screen has room for, at least the bar. */
    List<String> lines(Snapshot now, Screen.Size size) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(bar(now, size.columns()));
        List<TrialView> running = now.trials().stream()
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .toList();
        int room = size.rows() - FRAME;
        int runningShown = Math.max(0, Math.min(running.size(), room - 1));
        int bestShown = Math.max(0, Math.min(BEST_SHOWN, room - runningShown));
        List<TrialView> best = now.ranking().stream().limit(bestShown).toList();
        if (best.isEmpty() && runningShown == 0) {
            return lines;
        }
        lines.add("");
        lines.addAll(table(now, best, running.subList(0, runningShown), size.columns()));
        return lines;
    }

    private String bar(Snapshot now, int columns) {
        StudyState state = now.study().state();
        String doing = state.isFinal() ? "finished" : state == StudyState.CONFIRMING ? "confirming" : "searching";
        doing += state == StudyState.CONFIRMING && now.isRepeating() ? " (" + now.repetitions() + " repetitions)" : "";
        String counts = Arrays.stream(TrialState.values())
                .filter(each -> now.in(each) > 0)
                .map(each -> now.in(each) + " " + each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        int width = Math.max(8, Math.min(BAR_WIDTH, columns - 60));
        return "  " + doing + " " + style.good(Bar.of(now.finished(), now.budget(), width, unicode)) + " "
                + now.finished() + "/" + now.budget() + "  " + now.elapsed().toSeconds() + " s  "
                + style.faint(counts);
    }

    private List<String> table(Snapshot now, List<TrialView> best, List<TrialView> running, int columns) {
        List<String> wide = table(now, best, running, now.objective().metric(), now.parameters());
        if (wide.stream().allMatch(line -> Style.width(line) < columns)) {
            return wide;
        }
        // Names over two lines, where they have two words: windowLength, validation.rmse.
        return table(
                now,
                best,
                running,
                now.objective().metric().replaceFirst("\\.", ".\n"),
                now.parameters().stream()
                        .map(name -> name.replaceFirst("(?<=[a-z])(?=[A-Z])", "\n"))
                        .toList());
    }

    private List<String> table(
            Snapshot now, List<TrialView> best, List<TrialView> running, String metric, List<String> parameters) {
        var header = new ArrayList<>(List.of("  trial", metric, "curve"));
        header.addAll(parameters);
        var table = new Table(header);
        for (TrialView trial : best) {
            boolean first = trial == best.get(0);
            table.row(row(now, trial, first ? style.good("best") : ""));
        }
        for (TrialView trial : running) {
            table.row(row(now, trial, style.faint("runs")));
        }
        int headings = table.lines().size() - best.size() - running.size();
        var lines = new ArrayList<>(table.lines());
        for (int i = 0; i < headings; i++) {
            lines.set(i, style.strong(lines.get(i)));
        }
        return lines;
    }

    private List<String> row(Snapshot now, TrialView trial, String note) {
        var row = new ArrayList<String>();
        row.add("  " + String.format(Locale.ROOT, "%3d", trial.number()) + (note.isEmpty() ? "" : " " + note));
        row.add(Figures.number(now.value(trial)));
        row.add(Sparkline.of(now.curve(trial), CURVE_WIDTH, unicode));
        now.parameters().forEach(name -> row.add(Figures.value(trial.point().get(name))));
        return row;
    }
}
