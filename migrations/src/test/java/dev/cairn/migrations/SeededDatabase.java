package dev.cairn.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A migrated database with 10,000 trials and a million points of learning curves, made once and read by many tests. */
public final class SeededDatabase {
    private static final TestPostgres.Database SHARED = create();

    private SeededDatabase() {}

    public static TestPostgres.Database shared() {
        return SHARED;
    }

    private static TestPostgres.Database create() {
        TestPostgres.Database database = TestPostgres.database();
        database.execute(sql());
        return database;
    }

    /** The statements, for an empty database and a superuser. */
    public static String sql() {
        try (InputStream in = Objects.requireNonNull(SeededDatabase.class.getResourceAsStream("seed.sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
