package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.MeasuredService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "views",
        description = {
            "Measures how long it takes to read each SQL view whole, with 10,000 trials and a million points",
            "of learning curves: the database on which the build tries the dashboards."
        })
final class ViewsCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    @Spec
    private CommandSpec spec;

    @Option(names = "--repeats", paramLabel = "R", defaultValue = "5", description = "${DEFAULT-VALUE}")
    private int repeats;

    @Override
    public Integer call() {
        try (MeasuredService service = MeasuredService.start(Map.of());
                Connection owner = service.asOwner();
                Statement statement = owner.createStatement()) {
            statement.execute(seed());
            for (String view : views(statement)) {
                String whole = "select count(v) from bi." + view + " v";
                spec.commandLine()
                        .getOut()
                        .printf(Locale.ROOT, "%-22s %8.1f ms%n", view, medianMillis(statement, whole));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return 0;
    }

    private static String seed() {
        Path tree = Path.of(System.getProperty("cairn.source", "."));
        try {
            return Files.readString(tree.resolve("migrations/src/test/resources/dev/cairn/migrations/seed.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> views(Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select viewname from pg_views where schemaname = 'bi' order by viewname")) {
            var views = new ArrayList<String>();
            while (rows.next()) {
                views.add(rows.getString(1));
            }
            return views;
        }
    }

    private double medianMillis(Statement statement, String sql) throws SQLException {
        var millis = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            long begin = System.nanoTime();
            statement.execute(sql);
            millis[i] = (System.nanoTime() - begin) / NANOS_PER_MILLISECOND;
        }
        Arrays.sort(millis);
        return millis[repeats / 2];
    }
}
