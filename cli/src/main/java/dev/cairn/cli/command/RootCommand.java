package dev.cairn.cli.command;

import dev.cairn.client.CairnClient;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
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
            TrialCommand.class,
            BestCommand.class,
            DatasetCommand.class,
            AskTellCommand.class,
            DoctorCommand.class
        },
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class RootCommand implements Runnable {
    private static final String STANDARD_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the service; else the variable CAIRN_URL, else " + STANDARD_URL)
    private @Nullable String url;

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
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), true);
        var err = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
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
        String given = ((RootCommand) command.root().userObject()).url;
        String fromEnvironment = System.getenv().getOrDefault("CAIRN_URL", "");
        String address = given != null ? given : fromEnvironment.isBlank() ? STANDARD_URL : fromEnvironment;
        try {
            return new CairnClient(URI.create(address));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    command.commandLine(),
                    "the service's address must be like " + STANDARD_URL + " but was '" + address + "'");
        }
    }
}
