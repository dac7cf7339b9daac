package dev.cairn.cli.command;

import dev.cairn.cli.local.Folders;
import dev.cairn.cli.local.LocalStack;
import dev.cairn.cli.local.Phases;
import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.local.Workers;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Shutdown;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Terminal;
import dev.cairn.client.CairnClient;
import dev.cairn.search.Rules;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "dev",
        description = {
            "Runs a service with workers and a Postgres of its own until Ctrl-C.",
            "Studies are kept; the next start goes on where this one stopped."
        })
final class DevCommand implements Runnable {
    @Option(names = "--port", defaultValue = "8080", description = "of the service (${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--workers", description = "worker processes (one for each core, if there is 1 GiB for each)")
    private @Nullable Integer given;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "where studies are kept (dev below CAIRN_DATA, else ~/.local/share/cairn)")
    private @Nullable Path data;

    @Override
    public void run() {
        int workers = given == null ? Workers.forThisMachine() : given;
        var rules = new Rules();
        rules.check(port >= 1 && port <= 65535, "", () -> "--port must be in [1, 65535] but was " + port);
        rules.check(
                workers >= 0 && workers <= Workers.MOST,
                "",
                () -> "--workers must be in [0, " + Workers.MOST + "] but was " + workers);
        rules.hold();
        Installation installation = Installation.ofThisProcess();
        Folders folders = Folders.ofThisUser();
        Path folder = (data == null ? folders.data().resolve("dev") : data).toAbsolutePath();
        try (var screen = new Screen(Terminal.standardOutput())) {
            Shutdown.onShutdown(screen::close);
            run(new LocalStack.Plan(installation, folders, RunFolder.take(folder), false, port, workers), screen);
        }
    }

    private void run(LocalStack.Plan plan, Screen screen) {
        screen.line("Cairn on " + plan.folder().path());
        try (var stack = new LocalStack(plan)) {
            try {
                run(stack, plan.workers(), screen);
            } catch (Failure e) {
                throw stack.withLogs(e);
            }
        }
    }

    private void run(LocalStack stack, int workers, Screen screen) {
        CairnClient client = stack.start(new Phases(screen));
        screen.leaveRegion();
        screen.line("");
        screen.line("  " + client.url() + " with " + Figures.count(workers, "worker") + "; logs in " + stack.logs());
        screen.line("  Try: ./cairn study create examples/seattle-weather/study.json"
                + " --dataset examples/data/seattle-weather.csv" + (port == 8080 ? "" : " --url " + client.url()));
        screen.line("  Ctrl-C stops it; studies are kept.");
        while (true) {
            stack.supervise(words -> screen.line("  " + words));
            Pause.of(Duration.ofSeconds(1));
        }
    }
}
