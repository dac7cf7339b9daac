package dev.cairn.cli.local;

import dev.cairn.cli.postgres.PostgresServer;
import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Ports;
import dev.cairn.cli.process.Shutdown;
import dev.cairn.cli.process.Watchdog;
import dev.cairn.client.CairnClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Postgres, the service and its workers, started here and ended with us: on {@link #close}, on Ctrl-C and SIGTERM by a hook,
 * on SIGKILL by the {@link Watchdog}.
 */
public final class LocalStack implements AutoCloseable {
    /** Short-lived or local: a quick start matters more than peak speed. */
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m");

    private static final Duration MIGRATION_LIMIT = Duration.ofMinutes(2);
    private static final Duration SERVICE_LIMIT = Duration.ofMinutes(2);
    private static final int MOST_RESTARTS = 5;
    private static final String SERVICE_ROLE = "cairn_service";

    /**
     * What to start.
     *
     * @param port of the service; any free one when absent
     * @param temporary whether the folder goes when the stack ends
     */
    public record Plan(
            Installation installation,
            Folders folders,
            RunFolder folder,
            boolean temporary,
            @Nullable Integer port,
            int workers) {}

    private final Plan plan;
    private final int port;
    private final Watchdog watchdog = new Watchdog();
    private final ReentrantLock starting = new ReentrantLock();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final List<Child> workers = new ArrayList<>();
    private final Path logs;
    private final Thread hook;
    private @Nullable PostgresServer postgres;
    private @Nullable Child service;
    private int restarts;
    private boolean closed;

    public LocalStack(Plan plan) {
        this.plan = plan;
        if (plan.port() != null && !Ports.isFree(plan.port())) {
            watchdog.close();
            throw new Failure("port " + plan.port()
                    + " is taken by another program: choose another with --port, or stop that program");
        }
        this.port = plan.port() == null ? Ports.free() : plan.port();
        this.logs = plan.folder().folder("logs");
        if (plan.temporary()) {
            watchdog.deleteAfterwards(plan.folder().path());
        }
        this.hook = Shutdown.onShutdown(this::close);
    }

    /** Starts everything, telling of each phase; returns once the service is ready. */
    public CairnClient start(Phases phases) {
        PostgresServer database = phases.run(
                "starting Postgres",
                () -> own(() -> PostgresServer.start(
                        plan.folders().cache(), plan.folder().folder("postgres"), plan.temporary(), watchdog)),
                server -> "Postgres started on port " + server.port());
        postgres = database;
        String password = plan.folder().secret("service.password");
        phases.run("migrating the database", () -> migrate(database, password), done -> "database migrated");
        var client = CairnClient.builder()
                .url("http://127.0.0.1:" + port)
                .token(firstSet("CAIRN_TOKEN", "CAIRN_ADMIN_TOKEN"))
                .retryFor(Duration.ZERO)
                .build();
        phases.run(
                "starting the service and its workers",
                () -> startService(database, password, client),
                done -> "service ready at " + client.url() + ", workers starting");
        return client;
    }

    private boolean migrate(PostgresServer database, String servicePassword) {
        var environment = Map.of(
                "CAIRN_JDBC_URL", database.jdbcUrl(),
                "CAIRN_JDBC_USER", database.superuser(),
                "CAIRN_JDBC_PASSWORD", database.password(),
                "CAIRN_SERVICE_PASSWORD", servicePassword);
        var command = plan.installation().java("migrations", QUICK_START, "dev.cairn.migrations.Migrate");
        Child migration = own(() -> Child.start(
                new Child.Plan("the migration", command, environment, logs.resolve("migrations.log")), watchdog));
        if (migration.await(MIGRATION_LIMIT) != 0) {
            throw new Failure("the database could not be migrated" + migration.lastWords());
        }
        return true;
    }

    private boolean startService(PostgresServer database, String password, CairnClient client) {
        var environment = Map.of(
                "CAIRN_JDBC_URL",
                database.jdbcUrl(),
                "CAIRN_JDBC_USER",
                SERVICE_ROLE,
                "CAIRN_JDBC_PASSWORD",
                password,
                "CAIRN_PORT",
                Integer.toString(port),
                "CAIRN_EXIT_WITH_PARENT",
                "true");
        var command = plan.installation().java("service", QUICK_START, "dev.cairn.service.CairnService");
        Child started = own(() -> Child.start(
                new Child.Plan("the service", command, environment, logs.resolve("service.log")), watchdog));
        service = started;
        for (int i = 1; i <= plan.workers(); i++) {
            workers.add(startWorker(i, client.url()));
        }
        boolean up = Pause.until(
                () -> {
                    requireAlive();
                    return client.isUp();
                },
                SERVICE_LIMIT);
        if (!up) {
            throw new Failure(
                    "the service was not ready after " + SERVICE_LIMIT.toSeconds() + " s" + started.lastWords());
        }
        return true;
    }

    private static @Nullable String firstSet(String... variables) {
        return Stream.of(variables)
                .map(System::getenv)
                .filter(token -> token != null && !token.isBlank())
                .findFirst()
                .orElse(null);
    }

    private Child startWorker(int number, URI url) {
        String name = "worker-" + number;
        var environment = new HashMap<>(Map.of(
                "CAIRN_URL",
                url.toString(),
                "CAIRN_WORKER_NAME",
                name,
                "CAIRN_WORKER_DIRECTORY",
                plan.folder().folder(name).toString()));
        // The service is started with what is set here; a worker gets no more than it needs where that is at hand.
        String token = firstSet("CAIRN_WORKER_TOKEN", "CAIRN_TOKEN", "CAIRN_ADMIN_TOKEN");
        if (token != null) {
            environment.put("CAIRN_TOKEN", token);
        }
        var command = plan.installation().java("worker", QUICK_START, "dev.cairn.worker.Worker");
        return own(
                () -> Child.start(new Child.Plan(name, command, environment, logs.resolve(name + ".log")), watchdog));
    }

    /** Whether a saved model loads again, in a process of its own; what it said. */
    public String verifyModel(Path model) {
        var command = plan.installation().java("worker", QUICK_START, "dev.cairn.worker.VerifyModel", model.toString());
        Child verification = own(() -> Child.start(
                new Child.Plan("the verification", command, Map.of(), logs.resolve("verification.log")), watchdog));
        if (verification.await(Duration.ofMinutes(2)) != 0) {
            throw new Failure("the saved model " + model + " does not load again" + verification.lastWords());
        }
        return verification.lastWords();
    }

    /** At the start: throws a {@link Failure} with the last words of whoever ended. */
    private void requireAlive() {
        if (postgres != null) {
            postgres.requireAlive();
        }
        if (service != null) {
            service.requireAlive();
        }
        workers.forEach(Child::requireAlive);
    }

    /**
     * Starts the service and the workers again where they ended unasked; no acknowledged work is lost by that.
     *
     * @param tell is told of each start
     * @throws Failure with the last words of who ended, when Postgres is gone or it has happened too often
     */
    public void supervise(Consumer<String> tell) {
        if (postgres != null) {
            postgres.requireAlive();
        }
        if (service != null && !service.isAlive()) {
            service = again(service, tell);
        }
        workers.replaceAll(worker -> worker.isAlive() ? worker : again(worker, tell));
    }

    private Child again(Child ended, Consumer<String> tell) {
        restarts++;
        if (restarts > MOST_RESTARTS || Shutdown.hasBegun()) {
            ended.requireAlive();
        }
        tell.accept(ended.name() + " ended with exit code " + ended.exitCode() + "; it is started again");
        return own(ended::again);
    }

    public Path logs() {
        return logs;
    }

    /** The failure with the place of all logs, which are copied out of a temporary folder before it goes. */
    public Failure withLogs(Failure failure) {
        if (Shutdown.hasBegun()) {
            return failure;
        }
        Path kept = plan.temporary()
                ? plan.folder().copyOut(logs, plan.folders().cache().resolve("failed-demo"))
                : logs;
        return new Failure(failure.getMessage() + "\nAll logs: " + kept, failure);
    }

    /** Starts something that must end with us; never after the end has begun. */
    private <T extends AutoCloseable> T own(Supplier<T> start) {
        starting.lock();
        try {
            if (closed) {
                throw new Failure("Cairn is stopping");
            }
            T started = start.get();
            running.add(started);
            return started;
        } finally {
            starting.unlock();
        }
    }

    /** Ends everything, the latest first. Repeating it does nothing. */
    @Override
    public void close() {
        if (!lockForClosing()) {
            // Something hangs while it starts. We leave without dismissing the watchdog, which ends everything.
            return;
        }
        try {
            if (closed) {
                return;
            }
            closed = true;
            workers.forEach(Child::askToStop);
            Collections.reverse(running);
            for (AutoCloseable part : running) {
                closeQuietly(part);
            }
            if (plan.temporary()) {
                plan.folder().delete();
            } else {
                plan.folder().close();
            }
            watchdog.close();
        } finally {
            starting.unlock();
        }
        if (!Shutdown.hasBegun()) {
            Shutdown.withdraw(hook);
        }
    }

    private boolean lockForClosing() {
        try {
            return starting.tryLock(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The others must end too; the watchdog has this one on its list.
            System.err.println("while stopping: " + e.getMessage());
        }
    }
}
