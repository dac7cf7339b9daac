package dev.cairn.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends our children if we are killed too hard to do it ourselves: a shell that reads process ids from a pipe and acts when
 * the pipe closes without a dismissal.
 */
public final class Watchdog implements AutoCloseable {
    private final Process shell;
    private final PrintStream orders;

    public Watchdog() {
        try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (script == null) {
                throw new IllegalStateException("watchdog.sh is missing from the jar");
            }
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            shell = new ProcessBuilder(ownSession(List.of("sh", "-c", text, "cairn-watchdog")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            orders = new PrintStream(shell.getOutputStream(), true, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command in a session of its own where the platform can, so that Ctrl-C reaches us alone and we decide the order. */
    static List<String> ownSession(List<String> command) {
        if (!Shell.has("setsid")) {
            return command;
        }
        var own = new ArrayList<>(List.of("setsid"));
        own.addAll(command);
        return own;
    }

    /** @param signal what asks this process to end, such as TERM */
    synchronized void watch(long pid, String signal) {
        orders.println("watch " + pid + " " + signal);
    }

    synchronized void forget(long pid) {
        orders.println("forget " + pid);
    }

    /** This folder is deleted once the children are gone. */
    public synchronized void deleteAfterwards(Path folder) {
        orders.println("folder " + folder);
    }

    /** The children have been ended in good order: nothing is left to do. */
    @Override
    public synchronized void close() {
        orders.println("dismiss");
        orders.close();
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
