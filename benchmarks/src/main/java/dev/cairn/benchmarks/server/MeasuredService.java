package dev.cairn.benchmarks.server;

import dev.cairn.cli.local.Folders;
import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.postgres.PostgresServer;
import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Ports;
import dev.cairn.cli.process.Watchdog;
import dev.cairn.client.CairnClient;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m");

    private static final String ROLE = "cairn_service";

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final PostgresServer postgres;
    private final String password;
    private final int port = Ports.free();
    private final Path folder;

    private MeasuredService(Installation installation, Map<String, String> environment) {
        var watchdog = own(new Watchdog());
        RunFolder run = RunFolder.temporary();
        watchdog.deleteAfterwards(run.path());
        parts.add(run::delete);
        folder = run.folder("postgres");
        Path logs = run.folder("logs");
        password = run.secret("service.password");
        try {
            postgres = own(PostgresServer.start(Folders.ofThisUser().cache(), folder, true, watchdog));
            var owner = new HashMap<>(Map.of(
                    "CAIRN_JDBC_URL", postgres.jdbcUrl(),
                    "CAIRN_JDBC_USER", postgres.superuser(),
                    "CAIRN_JDBC_PASSWORD", postgres.password(),
                    "CAIRN_SERVICE_PASSWORD", password));
            var migrate = installation.java("migrations", FLAGS, "dev.cairn.migrations.Migrate");
            Child migration = Child.start(
                    new Child.Plan("the migration", migrate, owner, logs.resolve("migrations.log")), watchdog);
            if (migration.await(LIMIT) != 0) {
                throw new IllegalStateException("the database could not be migrated" + migration.lastWords());
            }
            var settings = new HashMap<>(environment);
            settings.putAll(Map.of(
                    "CAIRN_JDBC_URL",
                    postgres.jdbcUrl(),
                    "CAIRN_JDBC_USER",
                    ROLE,
                    "CAIRN_JDBC_PASSWORD",
                    password,
                    "CAIRN_PORT",
                    Integer.toString(port),
                    "CAIRN_EXIT_WITH_PARENT",
                    "true"));
            var command = installation.java("service", FLAGS, "dev.cairn.service.CairnService");
            Child service = own(Child.start(
                    new Child.Plan("the service", command, settings, logs.resolve("service.log")), watchdog));
            CairnClient client = client();
            boolean up = Pause.until(
                    () -> {
                        service.requireAlive();
                        return client.isUp();
                    },
                    LIMIT);
            if (!up) {
                throw new IllegalStateException("the service was not ready in time" + service.lastWords());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts it from what was built, with such environment variables for the service. */
    public static MeasuredService start(Map<String, String> environment) {
        return new MeasuredService(Installation.ofThisProcess(), environment);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(part);
        return part;
    }

    public CairnClient client() {
        return new CairnClient(URI.create("http://127.0.0.1:" + port));
    }

    /** A connection of a worker's own, kept open. */
    public RawHttp http() {
        return new RawHttp(port);
    }

    /** As the service connects: its role, its driver, its schema. */
    public Connection asService() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), ROLE, password);
    }

    /** As the superuser, who may do what the service may not. */
    public Connection asOwner() throws SQLException {
        Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.superuser(), postgres.password());
        connection.setSchema("cairn");
        return connection;
    }

    /** Runs statements as the superuser. */
    public void execute(String... statements) {
        try (Connection connection = asOwner();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The superuser's address of another database of this server, for programs that are not Java. */
    public String peerUrl(String scheme, String database) {
        return scheme + "://" + postgres.superuser() + ":" + postgres.password() + "@127.0.0.1:" + postgres.port() + "/"
                + database;
    }

    Path serverLog() {
        return folder.resolve("postgres.log");
    }

    @Override
    public void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                // The others must end too; the watchdog has this one on its list.
                System.err.println("while stopping: " + e.getMessage());
            }
        }
    }
}
