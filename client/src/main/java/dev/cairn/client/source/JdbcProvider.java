package dev.cairn.client.source;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;

/**
 * The result of an SQL query. Options: {@code query}; {@code user}. Runs in one read-only transaction that is rolled back, and
 * fetches a thousand rows at a time.
 */
public final class JdbcProvider implements Source.Provider {
    private static final int FETCH = 1000;

    @Override
    public String scheme() {
        return "jdbc";
    }

    @Override
    public Source open(Request request) throws IOException {
        String query = request.required("query");
        if (request.address().toLowerCase(Locale.ROOT).contains("password=")) {
            throw Request.refused(
                    "/jdbc",
                    "an address with a password in it ends up in histories and lists of processes: give it apart");
        }
        var properties = new Properties();
        request.option("user").ifPresent(user -> properties.setProperty("user", user));
        if (request.password() != null) {
            properties.setProperty("password", request.password());
        }
        Connection connection = null;
        try {
            connection = DriverManager.getConnection(request.address(), properties);
            // Postgres fetches in portions only inside a transaction.
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            Statement statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement.setFetchSize(FETCH);
            return new JdbcSource(connection, statement.executeQuery(query));
        } catch (SQLException e) {
            JdbcSource.abandon(connection);
            throw new IOException("the database: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            JdbcSource.abandon(connection);
            throw e;
        }
    }
}
