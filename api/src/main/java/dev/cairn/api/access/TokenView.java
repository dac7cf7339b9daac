package dev.cairn.api.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as an admin sees it, without its secret.
 *
 * @param projects names of those that it may see; absent: all
 * @param createdBy who asked for it
 * @param expiresAt when it becomes void by itself; absent: never
 * @param lastUsedAt to within a minute; absent: never
 * @param revokedAt since when it is void; absent: it is not
 */
public record TokenView(
        long id,
        String name,
        Role role,
        @Nullable List<String> projects,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    public TokenView {
        projects = projects == null ? null : List.copyOf(projects);
    }
}
