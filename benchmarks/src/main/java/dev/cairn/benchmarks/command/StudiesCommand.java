package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.studies.Comparison;
import dev.cairn.benchmarks.studies.Example;
import dev.cairn.client.CairnClient;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "studies",
        description = {
            "What tuning gains on the shipped data: the winner's sealed test score beside baselines and untuned defaults.",
            "Needs a service with workers: ./cairn dev"
        })
final class StudiesCommand implements Callable<Integer> {
    @Option(names = "--url", description = "of the service (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--trials", description = "of each search (default: as each study says)")
    private long trials;

    @Parameters(paramLabel = "FOLDER=TABLE", arity = "1..*", description = "an example's folder and its data set")
    private Map<Path, Path> examples = Map.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s, version %s%n%n", Machine.here(), System.getProperty("cairn.version", "unknown"));
        out.println(Comparison.head());
        var client = CairnClient.builder().url(url).retryFor(Duration.ZERO).build();
        String run = Long.toString(Instant.now().getEpochSecond());
        for (Map.Entry<Path, Path> entry : examples.entrySet()) {
            String table =
                    Objects.requireNonNull(entry.getValue().getFileName()).toString();
            String address = client.datasets().upload(table, entry.getValue()).address();
            Example example = Example.read(entry.getKey(), address);
            out.println(new Comparison(client, example).row(run, trials));
            out.flush();
        }
        return 0;
    }
}
