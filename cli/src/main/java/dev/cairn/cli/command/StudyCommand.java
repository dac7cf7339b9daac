package dev.cairn.cli.command;

import dev.cairn.api.Page;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.transfer.Imported;
import dev.cairn.cli.local.StudyFile;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "study",
        description = "Creates, lists, shows, steers, copies and deletes studies.",
        synopsisSubcommandLabel = "COMMAND")
final class StudyCommand implements Runnable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do with studies, such as create, list, show, wait, pause, resume or cancel: cairn study --help");
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
            study.dataset(client.datasets()
                    .upload(DatasetCommand.nameOf(dataset), DatasetCommand.readable(dataset))
                    .address());
        }
        StudyView created = client.studies().create(study.json());
        out().println("Study " + created.id() + " '" + created.spec().name() + "' is " + Output.lower(created.state())
                + ". Watch it with: cairn trials " + created.id());
    }

    @Command(name = "list", description = "Lists all studies.")
    void list(@Option(names = "--json", description = "as JSON") boolean json) {
        CairnClient client = service.client();
        var studies = new java.util.ArrayList<StudyView>();
        String cursor = null;
        do {
            Page<StudyView> page = client.studies().page(cursor);
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

    @Command(
            name = "wait",
            description =
                    "Waits until a study has ended, with a line whenever something changed; exit code 1 if it failed.")
    int await(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        StudyView view = Output.study(client, study);
        String told = "";
        while (true) {
            String line = line(view);
            if (!line.equals(told)) {
                out().println(line);
                told = line;
            }
            if (view.state().isFinal()) {
                return view.state() == StudyState.COMPLETED ? 0 : 1;
            }
            Pause.of(LOOK_AGAIN);
            view = client.studies().get(view.id());
        }
    }

    private static String line(StudyView study) {
        var best = study.best();
        var values = best == null ? null : best.values();
        return Output.lower(study.state()) + ": "
                + (study.trials().isEmpty() ? "no trial yet" : Output.counts(study.trials()))
                + (values == null || values.isEmpty() ? "" : "; best " + Figures.number(values.get(0)))
                + (study.reason() == null ? "" : "; " + study.reason());
    }

    @Command(name = "pause", description = "Grants no more trials; running ones go on.")
    void pause(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.studies().pause(Output.study(client, study).id()));
    }

    @Command(name = "resume", description = "Grants trials again.")
    void resume(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.studies().resume(Output.study(client, study).id()));
    }

    @Command(name = "cancel", description = "Ends a study; its running trials are told to stop.")
    void cancel(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.studies().cancel(Output.study(client, study).id()));
    }

    @Command(name = "retry-failed", description = "Queues every failed trial again; reopens an ended study.")
    void retryFailed(@Parameters(paramLabel = "STUDY", description = "number or name") String study) {
        CairnClient client = service.client();
        told(client.studies().retryFailed(Output.study(client, study).id()));
    }

    @Command(name = "change", description = "Changes a study; a larger budget reopens an ended one.")
    void change(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Option(names = "--name", description = "another name") @Nullable String name,
            @Option(names = "--priority", description = "studies of higher priority are served first") @Nullable
                    Integer priority,
            @Option(names = "--archived", arity = "1", description = "true: lists leave it out") @Nullable
                    Boolean archived,
            @Option(names = "--trials", description = "how many trials it may create in all") @Nullable Long trials,
            @Option(names = "--parallel", description = "how many of them may be open at once; with --trials") @Nullable
                    Integer parallel) {
        if (trials == null && parallel != null) {
            throw new ParameterException(spec.commandLine(), "--parallel needs --trials: together they are the budget");
        }
        CairnClient client = service.client();
        StudyView view = Output.study(client, study);
        Budget budget = trials == null ? null : view.spec().budget().with(trials, parallel);
        told(client.studies().change(view.id(), new StudyPatch(name, null, priority, archived, budget)));
    }

    @Command(name = "delete", description = "Removes an ended study with everything it has.")
    void delete(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Option(names = "--force", description = "even if it has not ended") boolean force) {
        CairnClient client = service.client();
        StudyView view = Output.study(client, study);
        client.studies().delete(view.id(), force);
        out().println("Study " + view.id() + " '" + view.spec().name() + "' is gone.");
    }

    @Command(name = "clone", description = "Creates a study of the same specification.")
    void copy(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Parameters(paramLabel = "NAME", description = "the new study's name") String name,
            @Option(names = "--trials", description = "with the trials that have ended") boolean trials) {
        CairnClient client = service.client();
        told(client.studies().copy(Output.study(client, study).id(), new CloneRequest(name, trials)));
    }

    @Command(name = "export", description = "Saves all of a study, a line of JSON each.")
    void export(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Parameters(paramLabel = "FILE", description = "where to") Path file) {
        CairnClient client = service.client();
        out().println("Saved "
                + client.studies().export(Output.study(client, study).id(), file));
    }

    @Command(
            name = "import",
            description = "Brings ended trials in: an export (.ndjson), or Optuna's table (.csv) or dump (.json).")
    void importTrials(
            @Parameters(paramLabel = "STUDY", description = "number or name") String study,
            @Parameters(paramLabel = "FILE", description = "its ending says what it is") Path file,
            @Option(names = "--repeat", description = "points that the study has already come once more")
                    boolean repeat,
            @Option(names = "--dry-run", description = "only judges the file") boolean dryRun) {
        String type = typeOf(file);
        CairnClient client = service.client();
        Imported imported = client.studies()
                .importTrials(Output.study(client, study).id(), DatasetCommand.readable(file), type, repeat, dryRun);
        out().println((dryRun ? "Would import " : "Imported ") + Figures.count(imported.trials(), "trial")
                + ", skipped " + imported.skipped() + " that have not ended.");
    }

    private String typeOf(Path file) {
        String name = file.getFileName().toString();
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "ndjson", "jsonl" -> "application/x-ndjson";
            case "csv" -> "text/csv";
            case "json" -> "application/json";
            default ->
                throw new ParameterException(
                        spec.commandLine(), "the file must end in .ndjson, .csv or .json but was " + name);
        };
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
