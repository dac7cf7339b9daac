package dev.cairn.worker.trial;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Report;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A child JVM, seen from its parent. It starts at once and loads its libraries while the parent does something else; orders
 * wait until it listens. One thread of the parent uses it at a time.
 */
public final class ChildJvm implements AutoCloseable {
    static final String TOKEN = "CAIRN_TRIAL_TOKEN";

    private static final Logger LOG = LoggerFactory.getLogger(ChildJvm.class);
    private static final int ACCEPT_MILLIS = 500;
    /** The exit code of a process that was killed by signal 9. */
    private static final int SIGKILL = 128 + 9;

    private static final int GREETING_MILLIS = 5000;
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final BlockingQueue<TrialEvent> events = new LinkedBlockingQueue<>();
    private final Queue<TrialCommand> waiting = new ArrayDeque<>();
    private final LogTail log = new LogTail(Report.LONGEST_LOG);
    private final ServerSocket door;
    private final Process process;
    private final String token;
    private final Thread reading;
    private final Path crashes;
    private @Nullable Writer out;
    private int trials;
    private volatile boolean ready;
    private volatile long killsBefore = OomKills.count();

    private ChildJvm(ServerSocket door, Process process, String token, Path crashes) {
        this.door = door;
        this.process = process;
        this.token = token;
        this.crashes = crashes;
        this.reading = daemon("reading the child's log", this::readLog);
        daemon("listening to the child", this::listen);
    }

    /** Starts a child; it dies with this process. */
    public static ChildJvm start(ChildSettings settings) {
        try {
            var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            door.setSoTimeout(ACCEPT_MILLIS);
            Files.createDirectories(settings.crashes());
            String token = UUID.randomUUID().toString();
            Process process = process(settings, door.getLocalPort(), token).start();
            return new ChildJvm(door, process, token, settings.crashes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for trials", e);
        }
    }

    static ProcessBuilder process(ChildSettings settings, int port, String token) {
        var builder = new ProcessBuilder(settings.command(TrialMain.class, port)).redirectErrorStream(true);
        // Whoever trains has no business with the service.
        builder.environment().remove("CAIRN_TOKEN");
        builder.environment().putAll(settings.environment());
        builder.environment().put(TOKEN, token);
        return builder;
    }

    /**
     * Waits until a fresh child has loaded its libraries.
     *
     * @return what computes, {@code cpu} or {@code cuda}; or why nothing can
     */
    public Start awaitStart(Duration patience) throws InterruptedException {
        TrialEvent event = next(patience).orElse(new TrialEvent.Unusable("it takes longer than " + patience));
        if (event instanceof TrialEvent.Ready ready) {
            return new Start(ready.backend(), null);
        }
        return new Start(
                null,
                event instanceof TrialEvent.Unusable unusable
                        ? unusable.why()
                        : event + "; " + log.toString().strip());
    }

    /** One of both. */
    public record Start(@Nullable String backend, @Nullable String failure) {}

    /** Begins a trial; the one before must have ended. */
    public void run(TrialOrder order) {
        trials++;
        log.clear();
        killsBefore = OomKills.count();
        send(new TrialCommand.Run(order));
    }

    /** Asks the running trial to end; {@link TrialEvent.Stopped} follows, unless it ended otherwise just before. */
    public void stop() {
        send(new TrialCommand.Stop());
    }

    /** Lets a child that hangs say into its log where, if it still can and does it in this time; other events are lost. */
    public void trace(Duration patience) throws InterruptedException {
        send(new TrialCommand.Trace());
        long end = System.nanoTime() + patience.toNanos();
        boolean traced = false;
        for (long left = patience.toNanos(); left > 0 && !traced; left = end - System.nanoTime()) {
            traced = next(Duration.ofNanos(left))
                    .filter(TrialEvent.Traced.class::isInstance)
                    .isPresent();
        }
    }

    /** The next event, if one comes in time. */
    public Optional<TrialEvent> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(events.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The last lines that the running or latest trial wrote. */
    public String log() {
        return log.toString();
    }

    /** How many trials were begun here. */
    public int trials() {
        return trials;
    }

    /** Whether it has loaded its libraries; before, a trial waits. */
    public boolean isReady() {
        return ready;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the child. */
    @Override
    public void close() {
        process.destroyForcibly();
        closeDoor();
    }

    private synchronized void send(TrialCommand command) {
        waiting.add(command);
        flush();
    }

    private synchronized void flush() {
        try {
            while (out != null && !waiting.isEmpty()) {
                out.write(CairnJson.strict().writeValueAsString(waiting.poll()) + "\n");
                out.flush();
            }
        } catch (IOException e) {
            // The child is gone: its end is an event of its own.
            LOG.debug("cannot write to the child", e);
        }
    }

    private void listen() {
        try {
            while (process.isAlive()) {
                try (Socket caller = door.accept()) {
                    serve(caller);
                } catch (SocketTimeoutException e) {
                    // Look whether the child still lives.
                }
            }
        } catch (IOException | JacksonException e) {
            LOG.debug("the child's connection broke", e);
        } finally {
            closeDoor();
            events.add(death());
        }
    }

    /** Listens until the stream ends. Whoever does not know the token is not heard. */
    private void serve(Socket caller) throws IOException {
        caller.setTcpNoDelay(true);
        caller.setSoTimeout(GREETING_MILLIS);
        var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
        String greeting = in.readLine();
        if (greeting == null || !MessageDigest.isEqual(bytes(greeting), bytes(token))) {
            return;
        }
        caller.setSoTimeout(0);
        closeDoor();
        synchronized (this) {
            out = new OutputStreamWriter(caller.getOutputStream(), StandardCharsets.UTF_8);
            flush();
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            TrialEvent event = CairnJson.strict().readValue(line, TrialEvent.class);
            ready |= event instanceof TrialEvent.Ready;
            if (event instanceof TrialEvent.Logged logged) {
                log.add(logged.line() + "\n");
            } else {
                events.add(event);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private TrialEvent.Died death() {
        int code = exitCode();
        Optional<CrashReport> crash = CrashReport.take(crashes, process.pid());
        crash.ifPresent(report -> log.add(report.text()));
        boolean killed = code == SIGKILL && OomKills.count() > killsBefore;
        return new TrialEvent.Died(
                code,
                crash.map(CrashReport::summary).orElse(null),
                killed || crash.filter(CrashReport::isOutOfMemory).isPresent());
    }

    /** Waits for the end, and for the last lines of the log: after {@link TrialEvent.Died} it is complete. */
    private int exitCode() {
        try {
            if (!process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            int code = process.waitFor();
            reading.join(DEATH.toMillis());
            return code;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private void readLog() {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            log.drain(reader);
        } catch (IOException e) {
            LOG.debug("the child's log broke off", e);
        }
    }

    private void closeDoor() {
        try {
            door.close();
        } catch (IOException e) {
            LOG.debug("cannot close the port for a child", e);
        }
    }

    private static Thread daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
