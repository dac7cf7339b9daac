package dev.cairn.cli.command;

import dev.cairn.api.Page;
import dev.cairn.api.study.StudyView;
import dev.cairn.cli.local.StudyFile;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "study",
        description = "Creates, lists, shows, pauses and cancels studies.",
        synopsisSubcommandLabel = "COMMAND")
final class StudyCommand implements Runnable {
    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say what to do with studies: create, list, show, pause, resume or cancel");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "create", description = "Creates a study from its JSON.")
    void create(
            @Parameters(paramLabel = "FILE", description = "the specification; - reads standard input") String file,
            @Option(
                            names = "--dataset",
                            paramLabel = "CSV",
                            description = "uploads this table and names it in the task")
                    @Nullable
                    Path dataset) {
        StudyFile study =
                file.equals("-") ? StudyFile.parse(standardInput(), "standard input") : StudyFile.read(Path.of(file));
        CairnClient client = service.client();
        if (dataset != null) {
            study.dataset(client.uploadDataset(DatasetCommand.nameOf(dataset), DatasetCommand.readable(dataset))
                    .address());
        }
        StudyView created = client.createStudy(study.json());
        out().println("Study " + created.id() + " '" + created.spec().name() + "' is " + Output.lower(created.state())
                + ". Watch it with: cairn trials " + created.id());
    }

    @Command(name = "list", description = "Lists all studies.")
    void list(@Option(names = "--json", description = "as JSON") boolean json) {
        CairnClient client = service.client();
        var studies = new java.util.ArrayList<StudyView>();
        String cursor = null;
        do {
            Page<StudyView> page = client.studies(cursor);
            studies.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        out().println(json ? Output.json(studies) : String.join("\n", table(studies)));
    }

    private static List<String> table(List<StudyView> studies) {
        if (studies.isEmpty()) {
            return List.of("There is no study yet.");
        }
        var table = new Table("id", "name", "state", "trials", "best");
        for (StudyView study : studies) {
            var best = study.best();
            var values = best == null ? null : best.values();
            table.row(
                    Long.toString(study.id()),
                    study.spec().name(),
                    Output.lower(study.state()),
                    Output.counts(study.trials()),
                    values == null || values.isEmpty() ? "-" : Figures.number(values.get(0)));
        }
        return table.lines();
    }

    @Command(name = "show", description = "Shows one study as JSON.")
    void show(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        out().println(Output.json(Output.study(service.client(), study)));
    }

    @Command(name = "pause", description = "Grants no more trials; running ones go on.")
    void pause(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.pause(Output.study(client, study).id()));
    }

    @Command(name = "resume", description = "Grants trials again.")
    void resume(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.resume(Output.study(client, study).id()));
    }

    @Command(name = "cancel", description = "Ends a study; its running trials are told to stop.")
    void cancel(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.cancel(Output.study(client, study).id()));
    }

    private void told(StudyView study) {
        out().println("Study " + study.id() + " '" + study.spec().name() + "' is " + Output.lower(study.state()) + ".");
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
