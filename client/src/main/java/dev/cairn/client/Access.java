package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.Page;
import dev.cairn.api.access.AuditEntry;
import dev.cairn.api.access.Me;
import dev.cairn.api.access.NewToken;
import dev.cairn.api.access.ProjectRequest;
import dev.cairn.api.access.ProjectView;
import dev.cairn.api.access.TokenRequest;
import dev.cairn.api.access.TokenView;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Who may call: tokens, projects, the audit, and who one is oneself. */
public final class Access {
    private static final TypeReference<Page<TokenView>> TOKENS = new TypeReference<>() {};
    private static final TypeReference<Page<ProjectView>> PROJECTS = new TypeReference<>() {};
    private static final TypeReference<Page<AuditEntry>> AUDIT = new TypeReference<>() {};

    private final Exchange exchange;

    Access(Exchange exchange) {
        this.exchange = exchange;
    }

    public Me me() {
        return exchange.value(exchange.get("/me"), Me.class);
    }

    /** The answer has the secret, which is told nowhere else. */
    public NewToken createToken(TokenRequest token) {
        return exchange.value(post("/tokens", token), NewToken.class);
    }

    public Page<TokenView> tokens(@Nullable String cursor) {
        return exchange.value(exchange.get(page("/tokens", cursor)), TOKENS);
    }

    /** Void from the answer on. */
    public void revokeToken(long token) {
        exchange.send(exchange.call("/tokens/" + token).DELETE().build());
    }

    public ProjectView createProject(ProjectRequest project) {
        return exchange.value(post("/projects", project), ProjectView.class);
    }

    public Page<ProjectView> projects(@Nullable String cursor) {
        return exchange.value(exchange.get(page("/projects", cursor)), PROJECTS);
    }

    /** The newest first. */
    public Page<AuditEntry> audit(@Nullable String cursor) {
        return exchange.value(exchange.get(page("/audit", cursor)), AUDIT);
    }

    /** A cursor is made of letters, digits, dashes and underscores. */
    private static String page(String path, @Nullable String cursor) {
        return cursor == null ? path : path + "?cursor=" + cursor;
    }

    /** Without a key that would have the service keep its answer: a token's secret is kept nowhere. */
    private HttpRequest post(String path, Object body) {
        return Exchange.json(exchange.call(path), CairnJson.strict().writeValueAsString(body))
                .build();
    }
}
