package dev.cairn.cli.command;

import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.study.StudyView;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "importance",
        description = "Shows how important each parameter was for reaching a study's best trials.")
final class ImportanceCommand implements Runnable {
    /** With fewer, the best tenth is less than five trials. */
    private static final long FEW_TRIALS = 50;

    private static final int PERCENT = 100;

    @Parameters(paramLabel = "STUDY", description = "number or name")
    private String study;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CairnClient client = service.client();
        StudyView view = Output.study(client, study);
        ImportanceView importance = client.insights().importance(view.id());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Output.json(importance));
        } else {
            lines(importance).forEach(out::println);
        }
    }

    private static List<String> lines(ImportanceView view) {
        if (view.trials() < 2) {
            return List.of("Study " + view.study() + " has too few completed trials to compare.");
        }
        var table = new Table(Stream.concat(
                        Stream.of("parameter"), view.objectives().stream().map(ImportanceView.OfObjective::metric))
                .toList());
        // In the order of the first objective; the others' importances stand beside it.
        view.objectives()
                .get(0)
                .parameters()
                .forEach(first -> table.row(Stream.concat(
                                Stream.of(first.parameter()),
                                view.objectives().stream().map(objective -> percent(objective, first.parameter())))
                        .toList()));
        String from = String.format(
                Locale.ROOT,
                "%% of what made the best %.0f %% of %d completed trials%s",
                view.target() * PERCENT,
                view.trials(),
                view.trials() < FEW_TRIALS ? "; trust it from " + FEW_TRIALS + " on" : "");
        return Stream.concat(table.lines().stream(), Stream.of("", from)).toList();
    }

    private static String percent(ImportanceView.OfObjective objective, String parameter) {
        return objective.parameters().stream()
                .filter(one -> one.parameter().equals(parameter))
                .map(one -> String.format(Locale.ROOT, "%.1f", one.importance() * PERCENT))
                .findFirst()
                .orElse("-");
    }
}
