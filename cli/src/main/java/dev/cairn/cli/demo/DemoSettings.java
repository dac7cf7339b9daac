package dev.cairn.cli.demo;

import dev.cairn.search.Rules;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a person may choose.
 *
 * @param keep leave everything running until Ctrl-C
 * @param json progress to standard error, one JSON object as the last line of standard output
 * @param port of the service; any free one when absent
 * @param output below it the model is saved, in {@code cairn-demo/<study>/model.zip}
 */
public record DemoSettings(
        int trials,
        int workers,
        long seed,
        SamplerChoice sampler,
        boolean keep,
        boolean json,
        @Nullable Integer port,
        Path output) {
    public static final String TRIALS = "20";
    /** If the machine bears them. More would not wait for each other's results, and search so few trials worse. */
    public static final int WORKERS = 2;

    public static final String SEED = "7";

    public DemoSettings {
        var rules = new Rules();
        rules.check(trials >= 1 && trials <= 10_000, "", () -> "--trials must be in [1, 10000] but was " + trials);
        rules.check(workers >= 1 && workers <= 64, "", () -> "--workers must be in [1, 64] but was " + workers);
        rules.check(
                port == null || (port >= 1 && port <= 65535), "", () -> "--port must be in [1, 65535] but was " + port);
        rules.hold();
    }
}
