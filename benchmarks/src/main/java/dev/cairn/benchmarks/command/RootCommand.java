package dev.cairn.benchmarks.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code benchmarks/run}: the benchmarks. */
@Command(
        name = "benchmarks/run",
        description = "How well samplers search, and how fast service and training are.",
        subcommands = {
            EvaluateCommand.class,
            RegretCommand.class,
            CompareCommand.class,
            OptimumCommand.class,
            SuggestCommand.class,
            ImportanceCommand.class,
            DigestCommand.class,
            TrainingCommand.class,
            LoopCommand.class,
            SlotsCommand.class,
            CostCommand.class,
            ParityCommand.class,
            StudiesCommand.class,
            QueueCommand.class,
            ChaosCommand.class,
            TablesCommand.class,
            ViewsCommand.class,
            ReportsCommand.class,
            ExportsCommand.class,
            MemoryCommand.class,
            WakeCommand.class
        },
        synopsisSubcommandLabel = "NAME",
        commandListHeading = "%nBenchmarks:%n",
        optionListHeading = "%nOptions:%n")
public final class RootCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** The exit code is 0, 1 for a failure, 2 for a mistake in the command line. */
    public static int execute(String... arguments) {
        return commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err))
                .execute(arguments);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new RootCommand())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(
                        (mistake, arguments) -> told(mistake.getCommandLine(), mistake.getMessage()))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IllegalArgumentException) {
                        return told(command, failure.getMessage());
                    }
                    if (failure instanceof JacksonException unreadable) {
                        return told(command, "the JSON is not as expected: " + unreadable.getOriginalMessage());
                    }
                    throw failure;
                });
    }

    private static int told(CommandLine command, String mistake) {
        command.getErr().println(mistake);
        return 2;
    }

    /** Without a name: the help, as after {@code --help}. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
