package dev.cairn.benchmarks.server;

import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Ports;
import dev.cairn.cli.process.Watchdog;
import dev.cairn.client.CairnClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Postgres with durable commits and one service on it, both in processes of their own, ended with us. The service runs with
 * its own settings but for those that are given.
 */
public final class MeasuredService implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Fully optimised code, unlike the demo's quick start: a measurement comes after a warm-up. */
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Installation installation;
    private final Map<String, String> environment;
    private final Watchdog watchdog;
    private final RunFolder run;
    private final MigratedPostgres postgres;
    private final int port;
    private long pid;
    private volatile String workerHeader = "";

    private MeasuredService(Installation installation, Map<String, String> environment) {
        this.installation = installation;
        this.environment = environment;
        this.watchdog = own(new Watchdog());
        this.run = RunFolder.temporary();
        watchdog.deleteAfterwards(run.path());
        parts.add(run::delete);
        try {
            this.postgres = own(MigratedPostgres.start(installation, run, FLAGS, watchdog));
            this.port = startReplica();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a further service on the same Postgres and returns its port. */
    public int startReplica() {
        int replica = Ports.free();
        var settings = new HashMap<>(environment);
        settings.putAll(postgres.forService(replica));
        var command = installation.java("service", FLAGS, "dev.cairn.service.CairnService");
        Path log = run.folder("logs").resolve("service-" + replica + ".log");
        Child service = own(Child.start(new Child.Plan("the service", command, settings, log), watchdog));
        pid = pid == 0 ? service.pid() : pid;
        CairnClient client = CairnClient.builder()
                .url("http://127.0.0.1:" + replica)
                .retryFor(Duration.ZERO)
                .build();
        boolean up = Pause.until(
                () -> {
                    service.requireAlive();
                    return client.isUp();
                },
                LIMIT);
        if (!up) {
            throw new IllegalStateException("the service was not ready in time" + service.lastWords());
        }
        return replica;
    }

    /** Starts it from what was built, with such environment variables for the service. */
    public static MeasuredService start(Map<String, String> environment) {
        return new MeasuredService(Installation.ofThisProcess(), environment);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(part);
        return part;
    }

    /** With the admin's token, if the environment has one. */
    public CairnClient client() {
        return CairnClient.builder()
                .url("http://127.0.0.1:" + port)
                .token(environment.get("CAIRN_ADMIN_TOKEN"))
                .retryFor(Duration.ZERO)
                .build();
    }

    /** Gives the workers that are made from now on a token. */
    public void callAs(String token) {
        workerHeader = "Authorization: Bearer " + token + "\r\n";
    }

    /** What a worker sends to be known, a whole line or nothing. */
    String workerHeader() {
        return workerHeader;
    }

    /** The first service's. */
    public int port() {
        return port;
    }

    /** The first service's process. */
    public long pid() {
        return pid;
    }

    long postgresPid() {
        return postgres.pid();
    }

    /** A connection of a worker's own, kept open. */
    public RawHttp http() {
        return new RawHttp(port);
    }

    /** As the service connects: its role, its driver, its schema. */
    public Connection asService() throws SQLException {
        return postgres.asService();
    }

    /** As the superuser, who may do what the service may not. */
    public Connection asOwner() throws SQLException {
        return postgres.asOwner();
    }

    /** Runs statements as the superuser. */
    public void execute(String... statements) {
        postgres.execute(statements);
    }

    /** The superuser's address of another database of this server, for programs that are not Java. */
    public String peerUrl(String scheme, String database) {
        return postgres.peerUrl(scheme, database);
    }

    Path serverLog() {
        return postgres.log();
    }

    @Override
    public void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                // The others must end too; the watchdog has this one on its list.
                System.getLogger(MeasuredService.class.getName()).log(System.Logger.Level.WARNING, "while stopping", e);
            }
        }
    }
}
