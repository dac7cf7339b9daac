package dev.cairn.migrations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.core.Utils;

/**
 * Brings a database to the schema of this version: creates the service's role if absent, then applies the migrations. Safe to
 * run again, and by several machines at once.
 */
public final class Migrate {
    /** The role that the service connects as; it owns nothing and cannot change tables. */
    public static final String SERVICE_ROLE = "cairn_service";

    private static final String SCHEMA = "cairn";
    /** Any fixed number: it keeps two migrators from creating the role at the same time. */
    private static final long ROLE_LOCK = 7_265_319_442L;

    private Migrate() {}

    /** Reads {@code CAIRN_JDBC_URL}, {@code _USER}, {@code _PASSWORD} (the owner) and {@code CAIRN_SERVICE_PASSWORD}. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        try {
            int applied = migrate(
                    required(environment, "CAIRN_JDBC_URL"),
                    required(environment, "CAIRN_JDBC_USER"),
                    required(environment, "CAIRN_JDBC_PASSWORD"),
                    required(environment, "CAIRN_SERVICE_PASSWORD"));
            System.out.println(applied == 0 ? "The schema is up to date." : "Migrations applied: " + applied);
        } catch (SQLException | FlywayException | IllegalArgumentException e) {
            System.err.println("cairn-migrate: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " must be set");
        }
        return value;
    }

    /**
     * Migrates as the owner.
     *
     * @param servicePassword becomes the password of {@value #SERVICE_ROLE}
     * @return how many migrations were applied; 0 if the schema was up to date
     * @throws SQLException if the database cannot be reached or the owner may not create roles
     */
    public static int migrate(String url, String user, String password, String servicePassword) throws SQLException {
        createServiceRole(url, user, password, servicePassword);
        return Flyway.configure()
                .dataSource(url, user, password)
                .schemas(SCHEMA)
                .locations("classpath:dev/cairn/migrations")
                .loggers("slf4j")
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static void createServiceRole(String url, String user, String password, String servicePassword)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + ROLE_LOCK + ")");
            statement.execute("do $$ begin if not exists (select from pg_roles where rolname = '" + SERVICE_ROLE
                    + "') then create role " + SERVICE_ROLE + " login; end if; end $$");
            String quoted = Utils.escapeLiteral(null, servicePassword, true).toString();
            statement.execute("alter role " + SERVICE_ROLE + " password '" + quoted + "'");
            statement.execute("alter role " + SERVICE_ROLE + " set search_path = " + SCHEMA);
            connection.commit();
        }
    }
}
