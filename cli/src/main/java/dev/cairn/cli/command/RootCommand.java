package dev.cairn.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            ImportanceCommand.class,
            DatasetCommand.class,
            TokenCommand.class,
            HyperparametersCommand.class,
            AskTellCommand.class,
            DoctorCommand.class
        },
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class RootCommand implements Runnable {
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
}
