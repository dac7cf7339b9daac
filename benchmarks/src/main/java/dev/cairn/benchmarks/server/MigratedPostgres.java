package dev.cairn.benchmarks.server;

import dev.cairn.cli.local.Folders;
import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.postgres.PostgresServer;
import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Watchdog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Postgres with durable commits and Cairn's tables, in a process of its own; what services on it need to know. */
public final class MigratedPostgres implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String ROLE = "cairn_service";

    private final Path folder;
    private final String password;
    private PostgresServer server;

    private MigratedPostgres(Path folder, String password, PostgresServer server) {
        this.folder = folder;
        this.password = password;
        this.server = server;
    }

    /** @param flags of the Java process that migrates */
    public static MigratedPostgres start(
            Installation installation, RunFolder run, List<String> flags, Watchdog watchdog) {
        Path folder = run.folder("postgres");
        PostgresServer server = PostgresServer.start(Folders.ofThisUser().cache(), folder, true, watchdog);
        var postgres = new MigratedPostgres(folder, run.secret("service.password"), server);
        try {
            var owner = Map.of(
                    "CAIRN_JDBC_URL", server.jdbcUrl(),
                    "CAIRN_JDBC_USER", server.superuser(),
                    "CAIRN_JDBC_PASSWORD", server.password(),
                    "CAIRN_SERVICE_PASSWORD", postgres.password);
            var migrate = installation.java("migrations", flags, "dev.cairn.migrations.Migrate");
            Path log = run.folder("logs").resolve("migrations.log");
            Child migration = Child.start(new Child.Plan("the migration", migrate, owner, log), watchdog);
            if (migration.await(LIMIT) != 0) {
                throw new IllegalStateException("the database could not be migrated" + migration.lastWords());
            }
            return postgres;
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** The environment variables of a service on it. */
    public Map<String, String> forService(int port) {
        return Map.of(
                "CAIRN_JDBC_URL",
                server.jdbcUrl(),
                "CAIRN_JDBC_USER",
                ROLE,
                "CAIRN_JDBC_PASSWORD",
                password,
                "CAIRN_PORT",
                Integer.toString(port),
                "CAIRN_EXIT_WITH_PARENT",
                "true");
    }

    /** Ends it as a crash would. */
    public void kill() {
        server.kill();
    }

    /** After it was killed. */
    public void startAgain() {
        server = server.again();
    }

    /** As the service connects: its role, its driver, its schema. */
    public Connection asService() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), ROLE, password);
    }

    /** As the superuser, who may do what the service may not. */
    public Connection asOwner() throws SQLException {
        Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.superuser(), server.password());
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
        return scheme + "://" + server.superuser() + ":" + server.password() + "@127.0.0.1:" + server.port() + "/"
                + database;
    }

    long pid() {
        return server.pid();
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    @Override
    public void close() {
        server.close();
    }
}
