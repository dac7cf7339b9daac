package dev.cairn.cli.command;

import dev.cairn.api.Page;
import dev.cairn.api.access.NewToken;
import dev.cairn.api.access.Role;
import dev.cairn.api.access.TokenRequest;
import dev.cairn.api.access.TokenView;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.terminal.Table;
import dev.cairn.client.CairnClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        description = "Makes, lists and revokes tokens; CAIRN_TOKEN must be an admin's.",
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Runnable {
    @Mixin
    private ServiceOption service;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with tokens: create, list or revoke");
    }

    /** The secret alone goes to standard output, to be put where it belongs. */
    @Command(name = "create", description = "Makes a token and prints it, this once.")
    void create(
            @Parameters(paramLabel = "NAME", description = "never used before; it stands in events") String name,
            @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}") Role role,
            @Option(names = "--project", description = "it sees; may be repeated; all if absent") @Nullable
                    List<String> projects,
            @Option(names = "--lifetime", description = "such as P90D or PT8H; no end if absent") @Nullable
                    Duration lifetime) {
        NewToken made = service.client().access().createToken(new TokenRequest(name, role, projects, lifetime));
        PrintWriter err = spec.commandLine().getErr();
        err.println("token " + made.token().id() + ", " + name + ": " + role
                + (made.token().expiresAt() == null
                        ? ""
                        : ", until " + made.token().expiresAt())
                + "; it is shown this once");
        spec.commandLine().getOut().println(made.secret());
    }

    @Command(name = "list", description = "Lists all tokens, without their secrets.")
    void list() {
        var table = new Table("id", "name", "role", "projects", "last used", "until", "revoked");
        each(
                service.client(),
                token -> table.row(
                        Long.toString(token.id()),
                        token.name(),
                        token.role().name(),
                        token.projects() == null ? "all" : String.join(" ", token.projects()),
                        text(token.lastUsedAt()),
                        text(token.expiresAt()),
                        text(token.revokedAt())));
        table.lines().forEach(spec.commandLine().getOut()::println);
    }

    @Command(name = "revoke", description = "Makes a token void at once.")
    void revoke(@Parameters(paramLabel = "TOKEN", description = "its number or its name") String token) {
        CairnClient client = service.client();
        client.access().revokeToken(token.matches("[0-9]{1,18}") ? Long.parseLong(token) : named(client, token));
        spec.commandLine().getOut().println("token " + token + " is void");
    }

    private static long named(CairnClient client, String name) {
        var found = new long[] {-1};
        each(client, token -> found[0] = token.name().equals(name) ? token.id() : found[0]);
        if (found[0] < 0) {
            throw new Failure("there is no token named '" + name + "': cairn token list shows all");
        }
        return found[0];
    }

    private static void each(CairnClient client, Consumer<TokenView> what) {
        String cursor = null;
        do {
            Page<TokenView> page = client.access().tokens(cursor);
            page.items().forEach(what);
            cursor = page.next();
        } while (cursor != null);
    }

    private static String text(@Nullable Instant at) {
        return at == null ? "" : at.toString().replaceFirst("\\..*Z$", "Z");
    }
}
