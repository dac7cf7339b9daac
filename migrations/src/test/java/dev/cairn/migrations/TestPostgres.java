package dev.cairn.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The one Postgres server of a test run: the one that {@code CAIRN_TEST_JDBC_URL} names, else a container where a Docker
 * engine answers, else an embedded one. Each caller gets a database of its own, copied from a migrated template.
 */
public final class TestPostgres {
    /** Password of the service's role in every test database. */
    public static final String SERVICE_PASSWORD = "test";

    /** Password of the role that reads the views. */
    public static final String READER_PASSWORD = "reading";

    private static final String TEMPLATE =
            "cairn_template_" + ProcessHandle.current().pid();
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Server SERVER = start();

    private TestPostgres() {}

    /** A server and its superuser; the URL has {@code %s} for the database. */
    private record Server(String url, String user, String password) {
        Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(url.formatted(database), user, password);
        }
    }

    /** A migrated database that nobody else uses. */
    public record Database(String url, String user, String password) {
        /** As its owner, who may do what the service may not: move the clock, for one. */
        public Connection connect() throws SQLException {
            Connection connection = DriverManager.getConnection(url, user, password);
            connection.setSchema("cairn");
            return connection;
        }

        /** As who reads the views, with that role's settings. */
        public Connection connectAsReader() throws SQLException {
            return DriverManager.getConnection(url, Migrate.READER_ROLE, READER_PASSWORD);
        }

        /** Moves the time that all SQL of this database reads. */
        public void moveClock(Duration forward) {
            execute("update clock set shift = shift + interval '" + forward.toMillis() + " milliseconds'");
        }

        /** How many sessions wait for a lock that another holds. */
        public int blocked() {
            String sql = "select count(*) from pg_stat_activity"
                    + " where datname = current_database() and wait_event_type = 'Lock'";
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getInt(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Waits until so many sessions wait for a lock at once; gives up after a minute. */
        public void awaitBlocked(int sessions) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (blocked() < sessions) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("fewer than " + sessions + " sessions wait for a lock");
                }
                Thread.onSpinWait();
            }
        }

        /** A number that a query answers. */
        public long ask(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        public void execute(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static Database database() {
        String name = "cairn_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        synchronized (SERVER) {
            try (Connection connection = SERVER.connect("postgres");
                    Statement statement = connection.createStatement()) {
                if (!exists(statement, TEMPLATE)) {
                    statement.execute("create database " + TEMPLATE);
                    Migrate.migrate(
                            SERVER.url().formatted(TEMPLATE),
                            SERVER.user(),
                            SERVER.password(),
                            SERVICE_PASSWORD,
                            READER_PASSWORD);
                }
                statement.execute("create database " + name + " template " + TEMPLATE);
            } catch (SQLException e) {
                throw new IllegalStateException("no test database: " + e.getMessage(), e);
            }
        }
        return new Database(SERVER.url().formatted(name), SERVER.user(), SERVER.password());
    }

    private static boolean exists(Statement statement, String database) throws SQLException {
        try (var rows = statement.executeQuery("select 1 from pg_database where datname = '" + database + "'")) {
            return rows.next();
        }
    }

    private static Server start() {
        String given = System.getenv("CAIRN_TEST_JDBC_URL");
        if (given != null && !given.isBlank()) {
            return given(given);
        }
        return dockerMayAnswer() && DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
    }

    private static Server given(String url) {
        String user = System.getenv().getOrDefault("CAIRN_TEST_JDBC_USER", "postgres");
        String password = System.getenv().getOrDefault("CAIRN_TEST_JDBC_PASSWORD", "postgres");
        // jdbc:postgresql://host:port/database?options: only the database varies.
        return new Server(url.replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]*", "$1%s"), user, password);
    }

    /** Asking Testcontainers costs a second and an error in the log, so look for a sign of an engine first. */
    private static boolean dockerMayAnswer() {
        return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    }

    @SuppressWarnings("resource") // lives as long as the JVM; Testcontainers removes it afterwards
    private static Server container() {
        var container = new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "fsync=off");
        container.start();
        String url = container.getJdbcUrl().replaceFirst("/" + container.getDatabaseName() + "(\\?|$)", "/%s$1");
        return new Server(url, container.getUsername(), container.getPassword());
    }

    private static Server embedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("max_connections", "200")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/%s";
            return new Server(url, "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
