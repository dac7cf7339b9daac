package dev.cairn.cli.command;

import dev.cairn.cli.asktell.Conversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "ask-tell",
        description = {
            "Searches without a service: JSON lines on standard input, answers on standard output.",
            "docs/ask-tell.md says what the lines are."
        })
final class AskTellCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try {
            new Conversation().run(System.in, spec.commandLine().getOut());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
