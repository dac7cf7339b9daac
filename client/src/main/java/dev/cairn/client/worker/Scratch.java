package dev.cairn.client.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of the attempt at hand: empty before, and after. What a killed worker of the same name left goes first. */
final class Scratch implements AutoCloseable {
    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch open(Path folder) throws IOException {
        var scratch = new Scratch(Files.createDirectories(folder.toAbsolutePath()));
        scratch.close();
        return scratch;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                delete(file);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        // Links are deleted, not followed.
        try (Stream<Path> inside = Files.walk(tree)) {
            inside.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
