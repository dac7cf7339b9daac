package dev.cairn.cli.demo;

import dev.cairn.api.CairnJson;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.local.Folders;
import dev.cairn.cli.local.LocalStack;
import dev.cairn.cli.local.Phases;
import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.local.StudyFile;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.client.CairnClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** From nothing to a saved model: starts a Cairn of its own, searches, confirms, saves, verifies. */
public final class Demo {
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final DemoSettings settings;
    private final Duration lookEvery;
    private final Installation installation;
    private final Terminal summary;
    private final Screen screen;
    private final Phases phases;
    private final long begin = System.nanoTime();

    /** @param summary where the JSON summary goes */
    public Demo(DemoSettings settings, Installation installation, Screen progress, Terminal summary) {
        this(settings, installation, progress, summary, LOOK_EVERY);
    }

    Demo(DemoSettings settings, Installation installation, Screen progress, Terminal summary, Duration lookEvery) {
        this.lookEvery = lookEvery;
        this.settings = settings;
        this.installation = installation;
        this.summary = summary;
        this.screen = progress;
        this.phases = new Phases(progress);
    }

    /** Returns when the model is saved and verified, or with {@code keep} only by an exception or the process's end. */
    public void run() {
        StudyFile study = StudyFile.read(installation.example("seattle-weather/study.json"));
        Path data = installation.example("data/seattle-weather.csv");
        Path model = modelFile(study.name());
        screen.line(screen.terminal().style().strong("Cairn demo")
                + ": an LSTM forecasts tomorrow's maximum temperature in Seattle");
        var plan = new LocalStack.Plan(
                installation, Folders.ofThisUser(), RunFolder.temporary(), true, settings.port(), settings.workers());
        try (var stack = new LocalStack(plan)) {
            try {
                run(stack, study, data, model);
            } catch (Failure e) {
                throw stack.withLogs(e);
            }
        }
    }

    private void run(LocalStack stack, StudyFile study, Path data, Path model) {
        CairnClient client = stack.start(phases);
        StudyView created = create(client, study, data);
        StudyView ended = search(client, stack, created.id());
        phases.run("saving the model", () -> client.studies().bestModel(ended.id(), model), file -> "model saved");
        phases.run("loading it again", () -> stack.verifyModel(model), done -> "model loads again and predicts");
        TrialView searched = client.trials().get(DemoResult.winner(ended).trial());
        finish(client, stack, DemoResult.of(ended, searched, settings, model, elapsed()));
    }

    /** Looks before minutes of work whether the result can be saved. */
    private Path modelFile(String study) {
        Path base = settings.output().toAbsolutePath().normalize();
        Path folder = base.resolve("cairn-demo");
        Path nearest = Files.isDirectory(folder) ? folder : base;
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            throw new Failure("cannot write in " + nearest
                    + ", where the model would be saved: change to another folder, or give one with --output");
        }
        return folder.resolve(study).resolve("model.zip");
    }

    private StudyView create(CairnClient client, StudyFile study, Path data) {
        DatasetView dataset = phases.run(
                "uploading the data set",
                () -> client.datasets().upload(study.name(), data),
                view -> "data set uploaded: " + view.rows() + " days of weather");
        String json = study.dataset(dataset.address())
                .seed(settings.seed())
                .trials(settings.trials())
                .sampler(settings.sampler().json())
                .json();
        return phases.run(
                "creating the study",
                () -> client.studies().create(json),
                view -> "study created: " + Figures.count(settings.trials(), "trial") + ", "
                        + settings.sampler().words() + ", seed " + settings.seed());
    }

    private StudyView search(CairnClient client, LocalStack stack, long study) {
        var watch = new Watch(client, study, () -> supervise(stack));
        var live = new LiveView(screen.terminal().style(), screen.terminal().unicode());
        var plain = new PlainView(screen.terminal().unicode());
        Duration searched = null;
        Duration repeated = null;
        while (true) {
            supervise(stack);
            Snapshot now = watch.look();
            StudyState state = now.study().state();
            if (screen.terminal().live()) {
                screen.show(live.lines(now, screen.size()));
            } else {
                plain.news(now).forEach(screen::line);
            }
            boolean searching = state == StudyState.ACTIVE || state == StudyState.PAUSED;
            if (searched == null && !searching) {
                searched = now.elapsed();
                if (!screen.terminal().live()) {
                    phases.tell(searchedWords(now), searched);
                }
            }
            if (repeated == null && now.hasWinner()) {
                repeated = now.elapsed();
            }
            if (state.isFinal()) {
                tellEnd(now, searched == null ? now.elapsed() : searched, repeated == null ? now.elapsed() : repeated);
                return now.study();
            }
            Pause.of(lookEvery);
        }
    }

    private void supervise(LocalStack stack) {
        stack.supervise(words -> screen.line("  " + screen.terminal().style().warning("!") + " " + words));
    }

    private static String searchedWords(Snapshot now) {
        return "search finished: " + Figures.count(now.finished(), "trial");
    }

    private void tellEnd(Snapshot end, Duration searched, Duration repeated) {
        // In a terminal the table of the search stays, and the phases follow it.
        screen.leaveRegion();
        if (screen.terminal().live()) {
            screen.line("");
            phases.tell(searchedWords(end), searched);
        }
        if (end.study().state() != StudyState.COMPLETED) {
            throw new Failure("the study ended " + end.study().state() + DemoResult.because(end.study()));
        }
        phases.tell(end.repetitionsWords(), repeated.minus(searched));
        phases.tell("winner confirmed on the sealed test part", end.elapsed().minus(repeated));
    }

    private void finish(CairnClient client, LocalStack stack, DemoResult result) {
        screen.leaveRegion();
        new Report(result, client.url(), settings.keep(), screen.terminal().style())
                .lines()
                .forEach(screen::line);
        if (settings.json()) {
            summary.line(CairnJson.strict().writeValueAsString(result));
        }
        while (settings.keep()) {
            supervise(stack);
            Pause.of(lookEvery);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
