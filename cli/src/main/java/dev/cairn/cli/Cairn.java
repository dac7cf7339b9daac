package dev.cairn.cli;

import dev.cairn.cli.command.RootCommand;
import dev.cairn.cli.process.Shutdown;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entrance of the command line. */
public final class Cairn {
    private Cairn() {}

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        int exit = RootCommand.execute(arguments);
        if (Shutdown.hasBegun()) {
            // The shutdown decides the exit code; System.exit would wait for it forever anyway.
            Shutdown.awaitEnd();
        }
        System.exit(exit);
    }
}
