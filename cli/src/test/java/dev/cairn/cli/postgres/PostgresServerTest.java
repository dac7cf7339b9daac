package dev.cairn.cli.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.cli.local.Folders;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Shell;
import dev.cairn.cli.process.Watchdog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    private static final Path CACHE = Folders.ofThisUser().cache();

    @TempDir
    private Path folder;

    private final Watchdog watchdog = new Watchdog();

    @AfterEach
    void dismiss() {
        watchdog.close();
    }

    private PostgresServer start() {
        return PostgresServer.start(CACHE, folder.resolve("pg"), true, watchdog);
    }

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.superuser(), server.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void change(PostgresServer server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.superuser(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void dataOutliveARestart() throws SQLException {
        try (PostgresServer first = PostgresServer.start(CACHE, folder.resolve("pg"), false, watchdog)) {
            change(first, "create table kept as select 42 as answer");
        }
        try (PostgresServer second = start()) {
            assertThat(ask(second, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void commitsAreDurableAndTheServerIsLocal() throws SQLException {
        try (PostgresServer server = start()) {
            assertThat(ask(server, "show fsync")).isEqualTo("on");
            assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(server, "show full_page_writes")).isEqualTo("on");
            assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "show server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        try (PostgresServer server = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.superuser(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
    }

    @Test
    void aServerKilledHardRecovers() throws SQLException {
        PostgresServer first = start();
        change(first, "create table kept as select 42 as answer");
        Shell.signal("KILL", first.pid());
        assertThat(Pause.until(() -> !isAlive(first.pid()), Duration.ofSeconds(20)))
                .isTrue();
        assertThat(folder.resolve("pg/data/postmaster.pid")).exists();
        try (PostgresServer second = start()) {
            assertThat(ask(second, "select answer from kept")).isEqualTo("42");
        }
        first.close();
    }

    @Test
    void aKilledServerStartsAgainOnItsPort() throws SQLException {
        PostgresServer first = start();
        change(first, "create table kept as select 42 as answer");
        first.kill();
        try (PostgresServer second = first.again()) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(ask(second, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aServerLeftByAKilledRunIsStoppedFirst() throws SQLException {
        PostgresServer left = start();
        change(left, "create table kept as select 42 as answer");
        try (PostgresServer next = start()) {
            assertThat(isAlive(left.pid())).isFalse();
            assertThat(ask(next, "select answer from kept")).isEqualTo("42");
        }
        left.close();
    }

    @Test
    void aPidFileThatNamesAStrangerIsNoObstacle() throws Exception {
        start().close();
        Path data = folder.resolve("pg/data");
        Files.writeString(
                data.resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + data + "\n1\n5432\n\n127.0.0.1\n1 1\nready\n");
        try (PostgresServer server = start()) {
            assertThat(ask(server, "select 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void anInterruptedFirstStartIsBegunAgain() throws Exception {
        Files.createDirectories(folder.resolve("pg/data.new/base"));
        try (PostgresServer server = start()) {
            assertThat(ask(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void dataOfAnotherVersionAreRefusedInASentence() throws Exception {
        Files.createDirectories(folder.resolve("pg/data"));
        Files.writeString(folder.resolve("pg/data/PG_VERSION"), "9.6\n");
        assertThatThrownBy(this::start).isInstanceOf(Failure.class).hasMessageContaining("written by Postgres 9.6");
    }

    @Test
    void aFolderThatCannotBeMadeIsASentence() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> PostgresServer.start(CACHE, file.resolve("pg"), true, watchdog))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot write in " + file.resolve("pg"));
    }

    @Test
    void aStoppedServerLeavesNoProcessAndNoPidFile() {
        PostgresServer server = start();
        server.close();
        assertThat(isAlive(server.pid())).isFalse();
        assertThat(folder.resolve("pg/data/postmaster.pid")).doesNotExist();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
