package dev.cairn.cli.demo;

import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Style;
import dev.cairn.cli.terminal.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The end of the demonstration in words. */
record Report(DemoResult result, URI url, boolean stillRunning, Style style) {
    List<String> lines() {
        var lines = new ArrayList<String>();
        DemoResult.Best best = result.best();
        lines.add("");
        lines.add(style.strong("  Winner: trial " + best.trial() + " of " + total()));
        var hyperparameters = new Table("    hyperparameter", "value");
        best.hyperparameters().forEach((name, value) -> hyperparameters.row("    " + name, Figures.value(value)));
        lines.addAll(hyperparameters.lines());
        lines.add("");
        String kind = result.metric().substring(result.metric().indexOf('.') + 1);
        var scores = new Table("    " + kind, "this LSTM", "naive forecast", "better by");
        scores.row(
                "    validation",
                style.good(Figures.number(best.validation())),
                Figures.number(result.naive().validation()),
                gain(best.validation(), result.naive().validation()));
        scores.row(
                "    sealed test",
                style.good(Figures.number(best.test())),
                Figures.number(result.naive().test()),
                gain(best.test(), result.naive().test()));
        lines.addAll(scores.lines());
        lines.add("    Means over " + Figures.count(best.seeds(), "seed")
                + (best.seedDeviation() == null
                        ? ""
                        : "; on the test part with a standard deviation of " + Figures.number(best.seedDeviation())
                                + " between them")
                + ".");
        if (best.gain() != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "    95 %% interval of the gain on the test part: %.1f to %.1f %%.",
                    100 * best.gain().low(),
                    100 * best.gain().high()));
        }
        lines.add("    The test part was opened once, for the winner, after the search.");
        lines.add("    Naive: tomorrow is as today.");
        lines.add("");
        lines.add("  Model    " + result.model() + " (it loads again)");
        lines.add("  Service  " + url + (stillRunning ? " (running)" : " (stopped)"));
        lines.add("  Took     " + String.format(Locale.ROOT, "%.0f s", result.seconds()));
        lines.add("");
        lines.addAll(next());
        return lines;
    }

    private List<String> next() {
        if (stillRunning) {
            return List.of(
                    "  Try next: ./cairn trials " + result.study() + " --url " + url,
                    "  Everything runs on until you press Ctrl-C.");
        }
        return List.of(
                "  Try next: ./cairn dev, which keeps a service running, and in another terminal",
                "  ./cairn study create examples/seattle-weather/study.json --dataset"
                        + " examples/data/seattle-weather.csv");
    }

    private long total() {
        return result.trials().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String gain(double error, double naive) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * (1 - error / naive));
    }
}
