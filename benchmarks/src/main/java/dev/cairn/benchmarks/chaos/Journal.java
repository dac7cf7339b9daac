package dev.cairn.benchmarks.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the service acknowledged to one worker, in a file that outlives the worker: a line each, written at once. */
record Journal(Path file) {
    /** A measurement. */
    record Measured(long attempt, long step, double loss) {}

    /** An outcome, and the state that was answered. */
    record Ended(long attempt, long trial, String state) {}

    private static final String MEASURED = "measured";
    private static final String ENDED = "ended";
    private static final String STRANGE = "strange";

    void add(Measured measured) {
        write(MEASURED, measured.attempt(), measured.step(), measured.loss());
    }

    void add(Ended ended) {
        write(ENDED, ended.attempt(), ended.trial(), ended.state());
    }

    /** An answer that no worker should get. */
    void addStrange(String answer) {
        write(STRANGE, answer.replace('\n', ' '));
    }

    private void write(String kind, Object... words) {
        var line = new StringBuilder(kind);
        for (Object word : words) {
            line.append('\t').append(word);
        }
        try {
            Files.write(
                    file,
                    line.append('\n').toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Measured> measured() {
        return lines(MEASURED).stream()
                .map(words ->
                        new Measured(Long.parseLong(words[1]), Long.parseLong(words[2]), Double.parseDouble(words[3])))
                .toList();
    }

    List<Ended> ended() {
        return lines(ENDED).stream()
                .map(words -> new Ended(Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]))
                .toList();
    }

    List<String> strange() {
        return lines(STRANGE).stream().map(words -> words[1]).toList();
    }

    private List<String[]> lines(String kind) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split("\t"))
                    .filter(words -> words[0].equals(kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
