package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.chaos.Chaos;
import dev.cairn.benchmarks.chaos.ChaosResult;
import dev.cairn.benchmarks.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "chaos",
        description = {
            "Runs a grid and a random study on two services, workers and a durable Postgres of its own, all of which"
                    + " it kills by SIGKILL at random and starts again, and then looks for what was lost or counted twice,"
                    + " and for any difference from the same studies undisturbed.",
            "The exit code is 1 if there is any. Everything is on loopback, and only what it has started is killed."
        })
final class ChaosCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "200",
            description = "of each study (${DEFAULT-VALUE})")
    private int trials;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "4", description = "${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "how long at most something is killed (${DEFAULT-VALUE})")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of the studies and of the choice of victims (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "where the result is appended, as a line")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, SQLException {
        ChaosResult result = new Chaos(trials, workers, Duration.ofMinutes(minutes), seed).run();
        spec.commandLine().getOut().print(result.markdown());
        spec.commandLine().getOut().flush();
        if (json != null) {
            byte[] line = (Json.MAPPER.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(json, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return result.findings().isEmpty() ? 0 : 1;
    }
}
