package dev.cairn.cli.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A running child process whose output goes to a file.
 *
 * <p>Its standard input is a pipe from us that never carries anything: it closes when we are gone.
 */
public final class Child implements AutoCloseable {
    private static final int LINES_SHOWN = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final Watchdog watchdog;
    private final String stopSignal;
    private final Duration grace;

    private Child(String name, Process process, Path log, Watchdog watchdog, String stopSignal, Duration grace) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.watchdog = watchdog;
        this.stopSignal = stopSignal;
        this.grace = grace;
    }

    /**
     * What to run.
     *
     * @param name for messages, such as {@code the service}
     * @param environment added to ours
     * @param stopSignal asks it to end, such as TERM
     * @param grace how long it may take to end before it is killed
     */
    public record Plan(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            String stopSignal,
            Duration grace) {

        public Plan(String name, List<String> command, Map<String, String> environment, Path log) {
            this(name, command, environment, log, "TERM", Duration.ofSeconds(10));
        }
    }

    public static Child start(Plan plan, Watchdog watchdog) {
        var builder = new ProcessBuilder(Watchdog.ownSession(plan.command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
        builder.environment().putAll(plan.environment());
        try {
            Process process = builder.start();
            watchdog.watch(process.pid(), plan.stopSignal());
            return new Child(plan.name(), process, plan.log(), watchdog, plan.stopSignal(), plan.grace());
        } catch (IOException e) {
            throw new Failure("cannot start " + plan.name() + ": " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Throws a {@link Failure} with its last words if the child has ended. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new Failure(name + " ended with exit code " + process.exitValue() + lastWords());
        }
    }

    /** The end of its log, for a message; empty when it wrote nothing. */
    public String lastWords() {
        List<String> lines = Shell.lastLines(log, LINES_SHOWN);
        if (lines.isEmpty()) {
            return "";
        }
        return ". Its last lines (all of them: " + log + "):\n  " + String.join("\n  ", lines);
    }

    /** Waits for its end; the exit code, or a {@link Failure} when it takes too long. */
    public int await(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                watchdog.forget(process.pid());
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new Failure(name + " did not end within " + limit.toSeconds() + " s" + lastWords());
    }

    /** Asks for its end without waiting, so that several can end side by side. */
    public void askToStop() {
        if (process.isAlive()) {
            Shell.signal(stopSignal, process.pid());
        }
    }

    /** Ends it, in good order if it obeys in time. */
    @Override
    public void close() {
        var family = new ArrayList<>(process.descendants().toList());
        askToStop();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                family.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        watchdog.forget(process.pid());
    }
}
