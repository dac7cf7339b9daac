package dev.cairn.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of the views cannot do, also after it has given up the settings that hold it back. */
class ReaderTest {
    private static final String DENIED = "42501";

    private static TestPostgres.Database database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = TestPostgres.database();
        // Rights on a database are not copied with its template.
        migrate(TestPostgres.READER_PASSWORD);
    }

    private static void migrate(@Nullable String readerPassword) throws SQLException {
        Migrate.migrate(
                database.url(), database.user(), database.password(), TestPostgres.SERVICE_PASSWORD, readerPassword);
    }

    @Test
    void itReadsNoTableAndNoFunctionOfTheSchemaBelow() throws SQLException {
        try (Connection owner = database.connect();
                Connection reader = database.connectAsReader();
                Statement statement = reader.createStatement()) {
            List<List<String>> tables = Rows.of(
                    owner,
                    "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                            + " where n.nspname = 'cairn' and c.relkind in ('r', 'p', 'v', 'S')");
            assertThat(tables).hasSizeGreaterThan(20);
            for (List<String> table : tables) {
                assertDenied(statement, "select 1 from cairn." + table.get(0));
            }
            assertDenied(statement, "select cairn.cairn_now()");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table bi.mine (x int)",
                "create table public.mine (x int)",
                "create view bi.mine as select 1",
                "create function public.mine() returns int language sql as 'select 1'",
                "create schema mine",
                "create temporary table mine (x int)",
                "create extension pg_trgm",
                "create role mine",
                "alter role bi_reader superuser",
                "set role cairn_service",
                "set role cairn_views",
                "set session_replication_role = replica",
                "update bi.study_label set value = 'x'",
                "insert into bi.version values (2, 0)",
                "delete from bi.event",
                "select pg_read_file('postgresql.conf')",
                "select pg_ls_dir('.')",
                "select lo_import('/etc/hostname')",
                "select pg_read_binary_file('PG_VERSION')",
                "select rolpassword from pg_authid",
                "select * from pg_user_mapping",
                "copy (select 1) to '/tmp/bi'",
                "copy bi.version to program 'id'"
            })
    void itCanNeitherWriteNorCreateNorReachFiles(String attempt) throws SQLException {
        try (Connection reader = database.connectAsReader();
                Statement statement = reader.createStatement()) {
            statement.execute("set default_transaction_read_only = off");

            assertThatThrownBy(() -> statement.execute(attempt)).isInstanceOf(SQLException.class);
        }
    }

    private static void assertDenied(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(DENIED));
    }

    @Test
    void itsSettingsHoldItBackFromTheStart() throws SQLException {
        try (Connection reader = database.connectAsReader()) {
            assertThat(Rows.of(
                            reader,
                            "select current_setting('default_transaction_read_only'), current_setting('statement_timeout'),"
                                    + " current_setting('lock_timeout')"))
                    .containsExactly(List.of("on", "30s", "5s"));
            assertThat(
                            Rows.of(
                                    reader,
                                    "select setting from pg_roles, unnest(rolconfig) setting where rolname = 'bi_reader' and setting like 'TimeZone%'"))
                    .containsExactly(List.of("TimeZone=UTC"));
        }
    }

    @Test
    void noViewShowsATokenALogAWebhookOrBytes() throws SQLException {
        String secrets =
                "select c.relname || '.' || a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " join pg_attribute a on a.attrelid = c.oid where n.nspname = 'bi' and a.attnum > 0"
                        + " and (a.attname ~ 'token|secret|hash|password|url|webhook|log' or a.atttypid = 'bytea'::regtype)";
        try (Connection owner = database.connect()) {
            assertThat(Rows.of(owner, secrets)).isEmpty();
        }
    }

    @Test
    void noRowOfAnyViewHoldsTheWebhooksAddress() throws SQLException {
        try (Connection reader = SeededDatabase.shared().connectAsReader()) {
            for (List<String> view : Rows.of(
                    reader, "select viewname from pg_views where schemaname = 'bi' and viewname <> 'metric_point'")) {
                assertThat(Rows.of(
                                reader,
                                "select 1 from bi." + view.get(0)
                                        + " v where v::text like '%nobody-shall-see%' limit 1"))
                        .as(view.get(0))
                        .isEmpty();
            }
        }
    }

    @Test
    void withoutAPasswordNobodyLogsInAsIt() throws SQLException {
        try {
            migrate(null);

            assertThatThrownBy(database::connectAsReader)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("not permitted to log in");
        } finally {
            migrate(TestPostgres.READER_PASSWORD);
        }
    }

    @Test
    void itsPasswordIsStoredAsADigest() throws SQLException {
        try (Connection owner = database.connect()) {
            assertThat(Rows.of(
                            owner,
                            "select rolpassword like 'SCRAM-SHA-256%' from pg_authid where rolname = 'bi_reader'"))
                    .containsExactly(List.of("t"));
        }
    }
}
