package dev.cairn.migrations;

import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema of this version: creates the roles if absent, then applies the migrations. Safe to
 * run again, and by several machines at once.
 */
public final class Migrate {
    /** The role that the service connects as; it owns nothing and cannot change tables. */
    public static final String SERVICE_ROLE = "cairn_service";

    /** The role of people and dashboards, which reads the views in {@code bi} and {@code bi_study} and nothing else. */
    public static final String READER_ROLE = "bi_reader";

    /** The role that owns the views of single studies; nobody logs in as it. */
    static final String VIEWS_ROLE = "cairn_views";

    private static final String SCHEMA = "cairn";

    private Migrate() {}

    /** Reads {@code CAIRN_JDBC_URL}, {@code _USER}, {@code _PASSWORD} (the owner), {@code CAIRN_SERVICE_PASSWORD} and {@code CAIRN_BI_PASSWORD}. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        try {
            int applied = migrate(
                    required(environment, "CAIRN_JDBC_URL"),
                    required(environment, "CAIRN_JDBC_USER"),
                    required(environment, "CAIRN_JDBC_PASSWORD"),
                    required(environment, "CAIRN_SERVICE_PASSWORD"),
                    optional(environment, "CAIRN_BI_PASSWORD"));
            System.out.println(applied == 0 ? "The schema is up to date." : "Migrations applied: " + applied);
        } catch (SQLException | FlywayException | IllegalArgumentException e) {
            System.err.println("cairn-migrate: " + e.getMessage());
            System.exit(1);
        }
    }

    private static @Nullable String optional(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " must be set");
        }
        return value;
    }

    /** Migrates as the owner; nobody can log in as {@value #READER_ROLE}. */
    public static int migrate(String url, String user, String password, String servicePassword) throws SQLException {
        return migrate(url, user, password, servicePassword, null);
    }

    /**
     * Migrates as the owner.
     *
     * @param servicePassword becomes the password of {@value #SERVICE_ROLE}
     * @param readerPassword becomes the password of {@value #READER_ROLE}; without one nobody can log in as it
     * @return how many migrations were applied; 0 if the schema was up to date
     * @throws SQLException if the database cannot be reached or the owner may not create roles
     */
    public static int migrate(
            String url, String user, String password, String servicePassword, @Nullable String readerPassword)
            throws SQLException {
        Roles.create(url, user, password, servicePassword, readerPassword);
        return Flyway.configure()
                .dataSource(url, user, password)
                .schemas(SCHEMA)
                .locations("classpath:dev/cairn/migrations")
                .loggers("slf4j")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
