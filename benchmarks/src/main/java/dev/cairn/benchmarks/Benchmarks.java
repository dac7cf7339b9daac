package dev.cairn.benchmarks;

import dev.cairn.benchmarks.command.RootCommand;

/** Entrance of the command line. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(RootCommand.execute(arguments));
    }
}
