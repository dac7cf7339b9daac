package dev.cairn.migrations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Utils;

/** Creates the roles that the migrations grant to, if absent, and sets their passwords and standard settings. */
final class Roles {
    /** Any fixed number: it keeps two migrators from creating a role at the same time. */
    private static final long LOCK = 7_265_319_442L;

    private Roles() {}

    static void create(
            String url, String user, String password, String servicePassword, @Nullable String readerPassword)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            createService(statement, servicePassword);
            createIfAbsent(statement, Migrate.VIEWS_ROLE);
            // Who makes a schema for another role has to be a member of it.
            statement.execute("grant " + Migrate.VIEWS_ROLE + " to current_user");
            createReader(statement, readerPassword);
            // A temporary table is a table, too; the service needs none, and nobody else shall have one.
            statement.execute("do $$ begin execute format('revoke temporary on database %I from public',"
                    + " current_database()); end $$");
            connection.commit();
        }
    }

    private static void createService(Statement statement, String password) throws SQLException {
        createIfAbsent(statement, Migrate.SERVICE_ROLE);
        statement.execute("alter role " + Migrate.SERVICE_ROLE + " login password " + quoted(password));
        statement.execute("alter role " + Migrate.SERVICE_ROLE + " set search_path = cairn");
    }

    /** Without a password nobody can be it by logging in. What protects the tables are the rights that it lacks, not these settings. */
    private static void createReader(Statement statement, @Nullable String password) throws SQLException {
        createIfAbsent(statement, Migrate.READER_ROLE);
        statement.execute("alter role " + Migrate.READER_ROLE
                + (password == null ? " nologin password null" : " login password " + quoted(password)));
        for (String setting : new String[] {
            "default_transaction_read_only = on",
            "statement_timeout = '30s'",
            "lock_timeout = '5s'",
            "idle_in_transaction_session_timeout = '1min'",
            "timezone = 'UTC'",
            "search_path = bi"
        }) {
            statement.execute("alter role " + Migrate.READER_ROLE + " set " + setting);
        }
    }

    private static void createIfAbsent(Statement statement, String role) throws SQLException {
        statement.execute("do $$ begin if not exists (select from pg_roles where rolname = '" + role
                + "') then create role " + role + "; end if; end $$");
    }

    private static String quoted(String text) throws SQLException {
        return "'" + Utils.escapeLiteral(null, text, true) + "'";
    }
}
