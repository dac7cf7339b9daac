package dev.cairn.benchmarks.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/** Results, one JSON line each, appended as soon as there are; several threads may append. */
public final class ResultFile {
    private final Path path;

    public ResultFile(Path path) {
        this.path = path;
    }

    /**
     * The complete lines; none if there is no such file.
     *
     * @throws IllegalArgumentException if a line is not a result
     */
    public List<RunResult> read() {
        try {
            var results = new ArrayList<RunResult>();
            String text = Files.exists(path) ? Files.readString(path) : "";
            List<String> lines =
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    results.add(result(lines.get(i), i + 1));
                }
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunResult result(String line, int number) {
        try {
            return Json.MAPPER.readValue(line, RunResult.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(path + ", line " + number + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Cuts off the half line that a killed process may have left. */
    public void repair() {
        if (!Files.exists(path)) {
            return;
        }
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            long end = file.length();
            while (end > 0) {
                file.seek(end - 1);
                if (file.read() == '\n') {
                    break;
                }
                end--;
            }
            file.setLength(end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void append(RunResult result) {
        try {
            byte[] line = (Json.MAPPER.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
