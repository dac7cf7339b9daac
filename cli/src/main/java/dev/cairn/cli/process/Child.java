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

    private final Plan plan;
    private final Process process;
    private final Watchdog watchdog;

    private Child(Plan plan, Process process, Watchdog watchdog) {
        this.plan = plan;
        this.process = process;
        this.watchdog = watchdog;
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
            return new Child(plan, process, watchdog);
        } catch (IOException e) {
            throw new Failure("cannot start " + plan.name() + ": " + e.getMessage(), e);
        }
    }

    public String name() {
        return plan.name();
    }

    /** The same once more, after this one has ended. */
    public Child again() {
        watchdog.forget(process.pid());
        return start(plan, watchdog);
    }

    /** Of a child that has ended. */
    public int exitCode() {
        return process.exitValue();
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
            throw new Failure(plan.name() + " ended with exit code " + process.exitValue() + lastWords());
        }
    }

    /** The end of its log, for a message; empty when it wrote nothing. */
    public String lastWords() {
        List<String> lines = Shell.lastLines(plan.log(), LINES_SHOWN);
        if (lines.isEmpty()) {
            return "";
        }
        return ". Its last lines:\n  " + String.join("\n  ", lines);
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
        throw new Failure(plan.name() + " did not end within " + limit.toSeconds() + " s" + lastWords());
    }

    /** Ends it at once, without a word, as a crash would. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for its end without waiting, so that several can end side by side. */
    public void askToStop() {
        if (process.isAlive()) {
            Shell.signal(plan.stopSignal(), process.pid());
        }
    }

    /** Ends it, in good order if it obeys in time. */
    @Override
    public void close() {
        var family = new ArrayList<>(process.descendants().toList());
        askToStop();
        try {
            if (!process.waitFor(plan.grace().toMillis(), TimeUnit.MILLISECONDS)) {
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
