package dev.cairn.service.access;

import dev.cairn.api.access.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who calls. Handlers take it as a parameter; it is the request's principal, too.
 *
 * @param name such as {@code local}, {@code token:ci} or {@code oidc:jane}: no two callers share one, and it stands in events
 * @param projects ids of those that it may see; null: all
 * @param until when its token expires, if the token itself says so; of our own the database says it, see {@link Voided}
 */
public record Caller(
        String name,
        Role role,
        @Nullable Set<Long> projects,
        @Nullable Instant until) implements Authentication {
    /** Everybody, where nobody is asked who they are. */
    public static final Caller LOCAL = new Caller("local", Role.ADMIN, null);

    private static final String SERVICE = "service";

    /** Before the name of a token of ours. */
    static final String TOKEN = "token:";

    public Caller {
        projects = projects == null ? null : Set.copyOf(projects);
    }

    Caller(String name, Role role, @Nullable Set<Long> projects) {
        this(name, role, projects, null);
    }

    /** The one whose request this thread serves; empty on threads that serve none. */
    static Optional<Caller> current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    /** Who an event of this thread is due to: the caller, or the service itself. */
    public static String actor() {
        return current().map(Caller::name).orElse(SERVICE);
    }

    public boolean sees(long project) {
        return projects == null || projects.contains(project);
    }

    /** For statements: the ids, or null for all. */
    public Long @Nullable [] visible() {
        return projects == null ? null : projects.toArray(Long[]::new);
    }

    /** The name of its token, if that is one of ours. */
    public @Nullable String token() {
        return name.startsWith(TOKEN) ? name.substring(TOKEN.length()) : null;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object getPrincipal() {
        return name;
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public @Nullable Object getDetails() {
        return null;
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    @Override
    public void setAuthenticated(boolean authenticated) {
        throw new IllegalArgumentException("a caller is known from the start");
    }
}
