package dev.cairn.cli.command;

import dev.cairn.api.Page;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "dataset",
        description = "Adds and lists data sets.",
        subcommands = DatasetAddCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class DatasetCommand implements Runnable {
    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    CairnClient client() {
        return service.client();
    }

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say what to do with data sets: add or list");
    }

    @Command(name = "list", description = "Lists all data sets.")
    void list() {
        var client = service.client();
        var table = new Table("name", "rows", "bytes", "address");
        String cursor = null;
        do {
            Page<DatasetView> page = client.datasets().page(cursor);
            page.items()
                    .forEach(view -> table.row(
                            view.name(), Long.toString(view.rows()), Long.toString(view.bytes()), view.address()));
            cursor = page.next();
        } while (cursor != null);
        table.lines().forEach(spec.commandLine().getOut()::println);
    }

    static String nameOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.(csv|tsv)$", "");
    }

    static Path readable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Failure("cannot read the data set " + file + ": "
                    + (Files.exists(file) ? "it is not a readable file" : "there is no such file"));
        }
        return file;
    }
}
