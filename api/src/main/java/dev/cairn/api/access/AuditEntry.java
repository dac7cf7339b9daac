package dev.cairn.api.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that is kept beside the events of studies.
 *
 * @param actor who did it, as in events
 * @param action such as {@code TOKEN_CREATED}
 * @param project the name of the one it was about; absent: none
 * @param subject what was changed, in words that find it again; never a secret
 */
public record AuditEntry(
        long id,
        Instant at,
        String actor,
        String action,
        @Nullable String project,
        String subject) {}
