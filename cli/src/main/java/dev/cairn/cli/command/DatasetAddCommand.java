package dev.cairn.cli.command;

import dev.cairn.api.dataset.Column;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.source.Request;
import dev.cairn.client.source.Snapshot;
import dev.cairn.client.source.Source;
import dev.cairn.client.source.Sources;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A table from anywhere, written down once and uploaded. A file that is a data set already is uploaded as it is. */
@Command(
        name = "add",
        aliases = "upload",
        description = {
            "Uploads a table and prints its address, for a study's task.",
            "A database's password comes from the variable " + DatasetAddCommand.PASSWORD + " or is asked for."
        })
final class DatasetAddCommand implements Callable<Integer> {
    static final String PASSWORD = "CAIRN_SOURCE_PASSWORD";

    @ParentCommand
    private DatasetCommand parent;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    /** One of them. */
    private static final class Origin {
        @Parameters(
                paramLabel = "FILE",
                description = "a table of text; CSV with a header unless options say otherwise")
        private @Nullable Path file;

        @Option(names = "--jdbc", paramLabel = "URL", description = "a database, such as jdbc:postgresql://host/base")
        private @Nullable String jdbc;

        @Option(
                names = "--source",
                paramLabel = "ADDRESS",
                description = "a source that a jar in CAIRN_CLASSPATH knows")
        private @Nullable String source;
    }

    @Option(names = "--name", description = "for people (the file's name)")
    private @Nullable String name;

    @Option(names = "--query", paramLabel = "SQL", description = "what to ask the database; order the rows by time")
    private @Nullable String query;

    @Option(names = "--query-file", paramLabel = "FILE", description = "a file with the query")
    private @Nullable Path queryFile;

    @Option(names = "--user", description = "of the database")
    private @Nullable String user;

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            description = "between a file's cells, or tab (a comma; a tab in .tsv)")
    private @Nullable String separator;

    @Option(
            names = "--quote",
            paramLabel = "CHARACTER",
            description = "around a file's cells, or none (\"; none in .tsv)")
    private @Nullable String quote;

    @Option(names = "--columns", paramLabel = "NAMES", description = "of a file without a header, with commas between")
    private @Nullable String columns;

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "told to the source as it is; repeatable")
    private final Map<String, String> options = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        Request request = request();
        Path temporary = Files.createTempFile("cairn-", ".csv");
        try {
            Path table = temporary;
            Snapshot snapshot;
            if (origin.file != null && request.options().isEmpty() && !isTsv(origin.file)) {
                table = origin.file;
                snapshot = Snapshot.of(table);
            } else {
                try (Source source = Sources.open(request)) {
                    snapshot = Snapshot.write(source, temporary);
                }
            }
            told(parent.client().datasets().upload(name(), table), snapshot);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void told(DatasetView view, Snapshot snapshot) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("'" + view.name() + "': " + Figures.count(view.rows(), "row"));
        var table = new Table("column", "type", "missing", "");
        for (Column column : snapshot.columns()) {
            table.row(
                    column.name(),
                    column.type().name().toLowerCase(Locale.ROOT),
                    Long.toString(column.missing()),
                    column.exception() == null ? "" : column.exception());
        }
        table.lines().forEach(err::println);
        spec.commandLine().getOut().println(view.address());
    }

    private String name() {
        if (name != null) {
            return name;
        }
        if (origin.file == null) {
            throw new ParameterException(spec.commandLine(), "--name is needed: only a file has one of its own");
        }
        return DatasetCommand.nameOf(origin.file);
    }

    private Request request() throws IOException {
        name();
        Map<String, String> all = new LinkedHashMap<>(options);
        put(all, "separator", separator);
        put(all, "quote", quote);
        put(all, "columns", columns);
        put(all, "user", user);
        put(all, "query", queryFile == null ? query : Files.readString(DatasetCommand.readable(queryFile)));
        if (origin.file != null) {
            DatasetCommand.readable(origin.file);
            return new Request("file:" + origin.file, all, null);
        }
        if (origin.jdbc != null && (query == null) == (queryFile == null)) {
            throw new ParameterException(spec.commandLine(), "--jdbc needs one of --query and --query-file");
        }
        if (origin.jdbc != null && !origin.jdbc.startsWith("jdbc:")) {
            throw new ParameterException(spec.commandLine(), "--jdbc must begin with jdbc: but was " + origin.jdbc);
        }
        return new Request(origin.jdbc != null ? origin.jdbc : String.valueOf(origin.source), all, password());
    }

    private static void put(Map<String, String> all, String name, @Nullable String value) {
        if (value != null) {
            all.put(name, value);
        }
    }

    /** Never an argument, which every user of the machine can read. */
    private @Nullable String password() {
        String given = System.getenv(PASSWORD);
        if (given != null) {
            return given;
        }
        Console console = System.console();
        if (console == null || user == null) {
            return null;
        }
        char[] typed = console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new Failure("no password was given");
        }
        return new String(typed);
    }

    private static boolean isTsv(Path file) {
        return file.getFileName().toString().endsWith(".tsv");
    }
}
