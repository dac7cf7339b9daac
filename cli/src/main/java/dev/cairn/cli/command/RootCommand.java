package dev.cairn.cli.command;

import dev.cairn.cli.process.Failure;
import dev.cairn.client.CairnClient;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code cairn}: the commands and what they share. */
@Command(
        name = "cairn",
        description = {"Hyperparameter search for LSTMs on the JVM.", "Begin with: cairn demo"},
        subcommands = {
            DemoCommand.class,
            DevCommand.class,
            StudyCommand.class,
            TrialsCommand.class,
            BestCommand.class,
            DatasetCommand.class,
            DoctorCommand.class
        },
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class RootCommand implements Runnable {
    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the service; else the variable CAIRN_URL, else http://127.0.0.1:8080")
    private @Nullable URI url;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version")
    private boolean version;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs what was typed; the exit code is 0, 1 for a failure, 2 for a mistake in the command line. */
    public static int execute(String... arguments) {
        var out = new PrintWriter(
                new java.io.OutputStreamWriter(
                        new java.io.FileOutputStream(java.io.FileDescriptor.out), StandardCharsets.UTF_8),
                true);
        var err = new PrintWriter(
                new java.io.OutputStreamWriter(
                        new java.io.FileOutputStream(java.io.FileDescriptor.err), StandardCharsets.UTF_8),
                true);
        return commandLine(out, err).execute(arguments);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new RootCommand())
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Refusals::usage)
                .setExecutionExceptionHandler(Refusals::failure);
    }

    /** Without a command: the help, as after {@code --help}. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The service that the command speaks to. */
    static CairnClient client(CommandLine.Model.CommandSpec command) {
        URI given = ((RootCommand) command.root().userObject()).url;
        String fromEnvironment = System.getenv().getOrDefault("CAIRN_URL", "");
        try {
            if (given != null) {
                return new CairnClient(given);
            }
            return new CairnClient(URI.create(fromEnvironment.isBlank() ? "http://127.0.0.1:8080" : fromEnvironment));
        } catch (IllegalArgumentException e) {
            throw new Failure(e.getMessage(), e);
        }
    }
}
