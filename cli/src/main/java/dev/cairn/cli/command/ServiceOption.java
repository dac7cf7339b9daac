package dev.cairn.cli.command;

import dev.cairn.client.CairnClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Where the service is; mixed into the commands that speak to one. */
final class ServiceOption {
    private static final String STANDARD_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the service; else the variable CAIRN_URL, else " + STANDARD_URL)
    private @Nullable String url;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    CairnClient client() {
        String fromEnvironment = System.getenv().getOrDefault("CAIRN_URL", "");
        String address = url != null ? url : fromEnvironment.isBlank() ? STANDARD_URL : fromEnvironment;
        try {
            return new CairnClient(URI.create(address));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "the service's address must be like " + STANDARD_URL + " but was '" + address + "'");
        }
    }
}
