package dev.cairn.cli.command;

import dev.cairn.api.CairnJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

@Command(
        name = "trial",
        description = "Cancels, retries, excludes, queues and measures single trials, by their ids.",
        synopsisSubcommandLabel = "COMMAND")
final class TrialCommand implements Runnable {
    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do with trials: show, cancel, retry, exclude, include, queue or measure");
    }

    private void told(TrialView trial) {
        spec.commandLine()
                .getOut()
                .println("Trial " + trial.id() + " (number " + trial.number() + " of study " + trial.study() + ") is "
                        + Output.lower(trial.state()) + (trial.excluded() ? ", excluded." : "."));
    }

    @Command(name = "show", description = "Shows one trial with its attempts as JSON.")
    void show(@Parameters(paramLabel = "TRIAL", description = "its id") long trial) {
        spec.commandLine()
                .getOut()
                .println(Output.json(service.client().trials().get(trial)));
    }

    @Command(name = "cancel", description = "Ends a trial; a running one when its worker hears of it.")
    void cancel(@Parameters(paramLabel = "TRIAL", description = "its id") long trial) {
        told(service.client().trials().cancel(trial));
    }

    @Command(name = "retry", description = "Queues a failed, infeasible or cancelled trial again.")
    void retry(@Parameters(paramLabel = "TRIAL", description = "its id") long trial) {
        told(service.client().trials().retry(trial));
    }

    @Command(name = "exclude", description = "The search learns nothing from a trial any more.")
    void exclude(@Parameters(paramLabel = "TRIAL", description = "its id") long trial) {
        told(service.client().trials().exclude(trial, true));
    }

    @Command(name = "include", description = "The search learns from an excluded trial again.")
    void include(@Parameters(paramLabel = "TRIAL", description = "its id") long trial) {
        told(service.client().trials().exclude(trial, false));
    }

    @Command(name = "measure", description = "Adds metrics to a completed trial; they count from now on.")
    void measure(
            @Parameters(index = "0", paramLabel = "TRIAL", description = "its id") long trial,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "METRIC=VALUE", description = "such as rating=4")
                    Map<String, Double> metrics) {
        told(service.client().trials().measure(trial, new LateMetrics(metrics)));
    }

    @Command(name = "queue", description = "Queues trials at given points, before any suggestion.")
    void queue(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Parameters(
                            paramLabel = "FILE",
                            description = "JSON: {\"points\": [{\"x\": 1}], \"priority\": 0, \"repeat\": false}")
                    Path file,
            @Option(names = "--dry-run", description = "only judges the points") boolean dryRun) {
        CairnClient client = service.client();
        Enqueued enqueued = client.studies().enqueue(Output.study(client, study).id(), points(file), dryRun);
        spec.commandLine()
                .getOut()
                .println((dryRun ? "Would queue " : "Queued ") + Figures.count(enqueued.count(), "trial") + "."
                        + (enqueued.trials() == null ? "" : " Ids: " + enqueued.trials()));
    }

    private static PointsToTry points(Path file) {
        try {
            return RecordReader.read(CairnJson.strict().readTree(Files.readAllBytes(file)), PointsToTry.class);
        } catch (IOException e) {
            throw new Failure("cannot read " + file);
        } catch (JacksonException e) {
            throw new Failure(file + " is not valid JSON");
        }
    }
}
