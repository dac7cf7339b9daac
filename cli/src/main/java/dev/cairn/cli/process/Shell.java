package dev.cairn.cli.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small questions to the operating system. */
public final class Shell {
    private Shell() {}

    /** Whether a program of this name is on the path. */
    public static boolean has(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the command could be started and ended well within ten seconds; its output is dropped. */
    public static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a signal by name, such as INT. The shell's own kill, because procps is not everywhere. */
    public static void signal(String name, long pid) {
        succeeds("sh", "-c", "kill -" + name + " " + pid);
    }

    /** The last lines of a text file; empty when there is none. */
    public static List<String> lastLines(Path file, int most) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            // Logs hold what children wrote, in whatever encoding.
            List<String> lines = Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
