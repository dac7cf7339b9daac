package dev.cairn.cli.command;

import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Sparkline;
import dev.cairn.cli.terminal.Table;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.client.CairnClient;
import dev.cairn.search.space.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "trials", description = "Lists a study's trials with their learning curves.")
final class TrialsCommand implements Runnable {
    private static final int CURVE_WIDTH = 16;

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
        List<TrialView> trials = client.trials().all(view.id(), Purpose.SEARCH);
        spec.commandLine()
                .getOut()
                .println(json ? Output.json(trials) : String.join("\n", table(client, view, trials)));
    }

    private static List<String> table(CairnClient client, StudyView study, List<TrialView> trials) {
        if (trials.isEmpty()) {
            return List.of("Study " + study.id() + " has no trial yet.");
        }
        String metric = study.spec().objectives().get(0).metric();
        List<String> parameters =
                study.spec().space().parameters().stream().map(Parameter::name).toList();
        var header = new ArrayList<>(List.of("trial", "state", metric, "curve"));
        header.addAll(parameters);
        var table = new Table(header);
        boolean unicode = Terminal.standardOutput().unicode();
        for (TrialView trial : trials) {
            List<Double> curve = trial.state() == TrialState.QUEUED ? List.of() : curve(client, trial.id(), metric);
            var row = new ArrayList<String>();
            row.add(Long.toString(trial.number()));
            row.add(Output.lower(trial.state())
                    + (trial.cause() == null ? "" : " (" + Output.lower(trial.cause()) + ")"));
            row.add(Figures.number(value(trial, curve)));
            row.add(Sparkline.of(curve, CURVE_WIDTH, unicode));
            parameters.forEach(name -> row.add(Figures.value(trial.point().get(name))));
            table.row(row);
        }
        return table.lines();
    }

    private static @org.jspecify.annotations.Nullable Double value(TrialView trial, List<Double> curve) {
        if (trial.values() != null && !trial.values().isEmpty()) {
            return trial.values().get(0);
        }
        return curve.isEmpty() ? null : curve.get(curve.size() - 1);
    }

    private static List<Double> curve(CairnClient client, long trial, String metric) {
        return client.trials().curve(trial).stream()
                .map(Measurement::metrics)
                .map(metrics -> metrics.get(metric))
                .filter(Objects::nonNull)
                .toList();
    }
}
