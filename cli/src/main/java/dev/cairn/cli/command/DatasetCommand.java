package dev.cairn.cli.command;

import dev.cairn.api.Page;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "dataset", description = "Uploads and lists data sets.", synopsisSubcommandLabel = "COMMAND")
final class DatasetCommand implements Runnable {
    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say what to do with data sets: upload or list");
    }

    @Command(name = "upload", description = "Uploads a table and prints its address, for a study's task.")
    void upload(
            @Parameters(paramLabel = "FILE", description = "CSV with a header") Path file,
            @Option(names = "--name", description = "for people (the file's name)") @Nullable String name) {
        DatasetView view = service.client().uploadDataset(name == null ? nameOf(file) : name, readable(file));
        spec.commandLine()
                .getErr()
                .println("'" + view.name() + "': " + Figures.count(view.rows(), "row") + ", columns " + view.columns());
        spec.commandLine().getOut().println(view.address());
    }

    @Command(name = "list", description = "Lists all data sets.")
    void list() {
        var client = service.client();
        var table = new Table("name", "rows", "bytes", "address");
        String cursor = null;
        do {
            Page<DatasetView> page = client.datasets(cursor);
            page.items()
                    .forEach(view -> table.row(
                            view.name(), Long.toString(view.rows()), Long.toString(view.bytes()), view.address()));
            cursor = page.next();
        } while (cursor != null);
        table.lines().forEach(spec.commandLine().getOut()::println);
    }

    static String nameOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.csv$", "");
    }

    static Path readable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Failure("cannot read the data set " + file + ": "
                    + (Files.exists(file) ? "it is not a readable file" : "there is no such file"));
        }
        return file;
    }
}
