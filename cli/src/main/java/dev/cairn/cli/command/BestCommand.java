package dev.cairn.cli.command;

import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "best",
        description = "Shows a study's winner, or its best trial until there is one, and can save its model.")
final class BestCommand implements Runnable {
    @Parameters(paramLabel = "STUDY", description = "number or name")
    private String study;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Option(names = "--model", paramLabel = "FILE", description = "saves the winner's model here")
    private @Nullable Path model;

    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CairnClient client = service.client();
        StudyView view = Output.study(client, study);
        TrialView best = winner(client, view);
        if (best == null) {
            throw new Failure("no trial of study " + view.id() + " has completed yet");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Output.json(best));
        } else {
            print(view, best, out);
        }
        if (model != null) {
            spec.commandLine()
                    .getErr()
                    .println("Model saved: " + client.studies().bestModel(view.id(), model));
        }
    }

    /** Once a winner is confirmed it counts, and not which trial looked best in the search. */
    private static @Nullable TrialView winner(CairnClient client, StudyView study) {
        ConfirmationView confirmation = study.confirmation();
        return confirmation == null || confirmation.winner() == null
                ? study.best()
                : client.trials().get(confirmation.winner());
    }

    private static void print(StudyView study, TrialView best, PrintWriter out) {
        out.println("Trial " + best.number() + " of study " + study.id() + " '"
                + study.spec().name() + "'");
        var values = new Table("hyperparameter", "value");
        best.point().values().forEach((name, value) -> values.row(name, Figures.value(value)));
        values.lines().forEach(out::println);
        out.println();
        var scores = new Table("metric", "value");
        add(scores, best.metrics());
        ConfirmationView confirmation = study.confirmation();
        if (confirmation != null) {
            add(scores, confirmation.metrics());
        }
        scores.lines().forEach(out::println);
        if (confirmation != null && !confirmation.candidates().isEmpty()) {
            out.println();
            candidates(study, confirmation).forEach(out::println);
        }
    }

    private static List<String> candidates(StudyView study, ConfirmationView confirmation) {
        String metric = study.spec().objectives().get(0).metric();
        var table =
                new Table("candidate", metric + " in the search", "predicted", "when repeated", "deviation", "seeds");
        for (ConfirmationView.Candidate one : confirmation.candidates()) {
            table.row(
                    "trial " + one.number()
                            + (Long.valueOf(one.trial()).equals(confirmation.winner()) ? " (winner)" : ""),
                    Figures.number(one.observed()),
                    Figures.number(one.predicted()),
                    Figures.number(one.mean()),
                    Figures.number(one.deviation()),
                    one.completed() + " of " + one.seeds());
        }
        return table.lines();
    }

    private static void add(Table scores, @Nullable Map<String, Double> metrics) {
        if (metrics != null) {
            new TreeMap<>(metrics).forEach((name, value) -> scores.row(name, Figures.number(value)));
        }
    }
}
