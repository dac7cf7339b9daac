package dev.cairn.benchmarks.lstm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that trains and predicts when told, and says how much processor time it took. */
public final class Contender implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    private Contender(String name, List<String> command) {
        this.name = name;
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
        this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** DL4J with {@code fast} or {@code stock} cells, in a JVM as the worker starts for trials. */
    public static Contender dl4j(String cells, NetworkShape shape) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TimedNetwork.class.getName(),
                cells));
        command.addAll(shape.arguments());
        return new Contender(cells, command);
    }

    /** A {@code bare} or the {@code worker}'s loop; a batch is then an epoch. In a JVM as the worker starts for trials. */
    public static Contender loop(String kind, NetworkShape shape, Path folder) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1024m",
                "-Xms48m",
                "-Xmn32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TimedLoop.class.getName(),
                kind,
                folder.toString()));
        command.addAll(shape.arguments());
        return new Contender(kind, command);
    }

    /** PyTorch, by a script that speaks as {@link TimedNetwork} does. */
    public static Contender pytorch(Path python, Path script, NetworkShape shape) {
        var command = new ArrayList<>(List.of(python.toString(), script.toString()));
        command.addAll(shape.arguments());
        return new Contender("pytorch", command);
    }

    public String name() {
        return name;
    }

    /** Processor milliseconds per batch of {@code fit} or {@code output}. */
    public double milliseconds(String what, int batches) {
        try {
            orders.write(what + " " + batches + "\n");
            orders.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("= ")) {
                    return Double.parseDouble(line.substring(2)) * 1000 / batches;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(name + " died");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
