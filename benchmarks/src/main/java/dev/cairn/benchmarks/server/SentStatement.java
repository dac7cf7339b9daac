package dev.cairn.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement that the service sent, as Postgres logged it, to be sent again by bare JDBC: the benchmark has no copy of the
 * service's SQL that could differ from it.
 *
 * @param sql with {@code ?} for parameters
 * @param values of the parameters, as text
 */
public record SentStatement(String sql, List<@Nullable String> values) {
    private static final Pattern EXECUTE = Pattern.compile("LOG:  execute [^:]*: (.*)", Pattern.DOTALL);
    private static final Pattern PARAMETERS =
            Pattern.compile("DETAIL:  Parameters: (.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("\\$\\d+ = (?:NULL|'((?:[^']|'')*)')");

    /** What the service's pool sends while the action runs. Others must not send anything meanwhile. */
    public static List<SentStatement> of(MeasuredService service, Runnable action) {
        service.execute(
                "alter system set log_line_prefix = '%a '",
                "alter system set log_statement = 'all'", "select pg_reload_conf()");
        try {
            long begin = Files.size(service.serverLog());
            action.run();
            return in(service.serverLog(), begin);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            service.execute("alter system reset all", "select pg_reload_conf()");
        }
    }

    private static List<SentStatement> in(Path log, long begin) throws IOException {
        byte[] all = Files.readAllBytes(log);
        String text = new String(all, (int) begin, all.length - (int) begin, StandardCharsets.UTF_8);
        // The lines of one entry after its first begin with a tab.
        String[] entries = text.split("\n(?!\t)");
        var sent = new ArrayList<SentStatement>();
        for (int i = 0; i < entries.length; i++) {
            Matcher execute = EXECUTE.matcher(entries[i]);
            if (!entries[i].startsWith("cairn-service ") || !execute.find()) {
                continue;
            }
            Matcher details = PARAMETERS.matcher(i + 1 < entries.length ? entries[i + 1] : "");
            sent.add(new SentStatement(
                    execute.group(1).replace("\n\t", "\n").replaceAll("\\$\\d+", "?"),
                    details.find() ? values(details.group(1)) : List.of()));
        }
        return sent;
    }

    private static List<@Nullable String> values(String details) {
        var values = new ArrayList<@Nullable String>();
        Matcher parameter = PARAMETER.matcher(details);
        while (parameter.find()) {
            String value = parameter.group(1);
            values.add(value == null ? null : value.replace("''", "'").replace("\n\t", "\n"));
        }
        return values;
    }

    /** Whether the text has this in it. */
    public boolean has(String part) {
        return sql.contains(part);
    }

    /** On a connection, with the values it was sent with. */
    public PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            set(statement, i, values.get(i));
        }
        return statement;
    }

    /** Puts another value wherever one was sent. */
    public void put(PreparedStatement statement, String sent, String value) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            if (sent.equals(values.get(i))) {
                set(statement, i, value);
            }
        }
    }

    /** Of a type that the server infers. */
    private static void set(PreparedStatement statement, int index, @Nullable String value) throws SQLException {
        statement.setObject(index + 1, value, Types.OTHER);
    }

    /** The first row's column, which must be there. */
    public static String first(PreparedStatement statement, String column) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("no row came back; is the queue empty?");
            }
            return rows.getString(column);
        }
    }
}
