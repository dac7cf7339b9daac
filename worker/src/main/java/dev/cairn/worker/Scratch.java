package dev.cairn.worker;

import dev.cairn.api.lease.Checkpoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the attempt at hand: empty before, and after. What a killed worker of the same name left goes first. */
final class Scratch implements AutoCloseable {
    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch open(WorkerSettings settings) throws IOException {
        var scratch = new Scratch(Files.createDirectories(
                settings.directory().resolve("scratch").resolve(settings.name()).toAbsolutePath()));
        scratch.close();
        return scratch;
    }

    Path folder() {
        return folder;
    }

    Path model() {
        return folder.resolve("model.zip");
    }

    /** Where a checkpoint of an earlier attempt is kept while it is read. */
    Path from(Checkpoint checkpoint) {
        return folder.resolve("from-" + checkpoint.step() + ".zip");
    }

    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
