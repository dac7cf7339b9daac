package dev.cairn.cli.command;

import dev.cairn.cli.demo.Demo;
import dev.cairn.cli.demo.DemoSettings;
import dev.cairn.cli.demo.SamplerChoice;
import dev.cairn.cli.local.Workers;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Shutdown;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Starts a Cairn of its own, searches an LSTM on real data, and saves the best.",
            "Nothing needs to be installed; nothing is left running."
        })
final class DemoCommand implements Runnable {
    @Option(
            names = "--trials",
            defaultValue = DemoSettings.TRIALS,
            description = "configurations to try (${DEFAULT-VALUE})")
    private int trials;

    @Option(
            names = "--workers",
            description =
                    "worker processes (" + DemoSettings.WORKERS + ", or 1 on a machine of one core or little memory)")
    private @Nullable Integer given;

    @Option(names = "--seed", defaultValue = DemoSettings.SEED, description = "fixes random choices (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--sampler",
            defaultValue = "gp",
            description = "who proposes: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private SamplerChoice sampler;

    @Option(names = "--keep", description = "leave everything running until Ctrl-C")
    private boolean keep;

    @Option(
            names = "--json",
            description = "progress to standard error, one JSON object as the last line of standard output")
    private boolean json;

    @Option(names = "--port", description = "of the service (any free one)")
    private @Nullable Integer port;

    @Option(
            names = "--output",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description = "the model goes to FOLDER/cairn-demo/<study>/model.zip (the current folder)")
    private Path output;

    @Override
    public void run() {
        int workers = given == null ? Math.min(DemoSettings.WORKERS, Workers.forThisMachine()) : given;
        var settings = new DemoSettings(trials, workers, seed, sampler, keep, json, port, output);
        Terminal progress = json ? Terminal.standardError() : Terminal.standardOutput();
        try (var screen = new Screen(progress)) {
            Shutdown.onShutdown(screen::close);
            new Demo(settings, Installation.ofThisProcess(), screen, Terminal.standardOutput()).run();
        }
    }
}
