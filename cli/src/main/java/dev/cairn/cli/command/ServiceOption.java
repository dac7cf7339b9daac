package dev.cairn.cli.command;

import dev.cairn.client.CairnClient;
import dev.cairn.client.CairnClientBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Where the service is; mixed into the commands that speak to one. */
final class ServiceOption {
    private static final String STANDARD_URL = "http://127.0.0.1:8080";

    /** A person waits, and rather wants to know. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the service; else the variable CAIRN_URL, else " + STANDARD_URL)
    private @Nullable String url;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    CairnClient client() {
        try {
            CairnClientBuilder client = CairnClient.builder().retryFor(PATIENCE).environment(System.getenv());
            return (url == null ? client : client.url(url)).build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage());
        }
    }
}
