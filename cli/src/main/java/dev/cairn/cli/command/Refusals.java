package dev.cairn.cli.command;

import dev.cairn.api.problem.Problem;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Shutdown;
import dev.cairn.client.ProblemException;
import dev.cairn.search.InvalidValueException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into sentences on standard error and an exit code; never a stack trace. */
final class Refusals {
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private Refusals() {}

    static int usage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("cairn: " + mistake.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err)) {
            err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return USAGE;
    }

    static int failure(Exception cause, CommandLine command, ParseResult typed) {
        if (Shutdown.hasBegun()) {
            return FAILURE;
        }
        PrintWriter err = command.getErr();
        if (cause instanceof InvalidValueException invalid) {
            invalid.violations().forEach(violation -> err.println("cairn: " + violation));
            return USAGE;
        }
        err.println("cairn: " + sentence(cause));
        if (cause instanceof ProblemException refused && refused.problem().violations() != null) {
            refused.problem().violations().forEach(violation -> err.println("  " + violation));
        }
        return FAILURE;
    }

    private static String sentence(Exception cause) {
        if (cause instanceof Failure) {
            return cause.getMessage();
        }
        if (cause instanceof ProblemException refused) {
            Problem problem = refused.problem();
            return problem.detail() == null ? problem.title() : problem.detail();
        }
        if (cause instanceof UncheckedIOException io && io.getCause() instanceof ConnectException refused) {
            return refused.getMessage()
                    + ": start a service with ./cairn dev, or name a running one with --url or CAIRN_URL";
        }
        if (cause instanceof UncheckedIOException io) {
            return io.getCause().getMessage() == null
                    ? io.getCause().toString()
                    : io.getCause().getMessage();
        }
        return "unexpected: " + cause + (cause.getStackTrace().length == 0 ? "" : " at " + cause.getStackTrace()[0]);
    }
}
