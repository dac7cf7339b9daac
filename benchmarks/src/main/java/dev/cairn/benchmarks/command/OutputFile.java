package dev.cairn.benchmarks.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** The file of {@code --json}. */
final class OutputFile {
    private OutputFile() {}

    /**
     * The same path, looked at before the work that is to be written there.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    static Path writable(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException("--json must be a file but " + path + " is a folder");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--json must be in a folder that exists but was " + path);
        }
        if (!Files.isWritable(Files.exists(path) ? path : folder)) {
            throw new IllegalArgumentException("--json must be writable but " + path + " is not");
        }
        return path;
    }
}
