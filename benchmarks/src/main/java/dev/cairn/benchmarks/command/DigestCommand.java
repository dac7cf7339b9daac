package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.latency.Fingerprint;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "digest",
        description = "Prints one number for what every sampler suggests along a study, to the last bit: run it on two "
                + "machines or Javas, or with other CAIRN_JAVA_FLAGS, and compare.")
final class DigestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--outcomes",
            paramLabel = "N",
            defaultValue = "1200",
            description = "the longest history, up to 10000 (${DEFAULT-VALUE})")
    private int outcomes;

    @Override
    public Integer call() {
        if (outcomes < 0) {
            throw new IllegalArgumentException("--outcomes must not be negative");
        }
        spec.commandLine().getOut().println(new Fingerprint().of(outcomes));
        return 0;
    }
}
