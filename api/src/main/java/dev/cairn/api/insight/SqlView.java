package dev.cairn.api.insight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A study's own wide view, for readers of SQL: a row for each trial, a column for each parameter and metric.
 *
 * @param name with its schema, such as {@code bi_study.s7_apple_close}; absent until it is made
 * @param madeAt when it was made, or got its latest columns
 * @param failure why the last try to make it failed; it is tried again
 */
public record SqlView(
        long study,
        @Nullable String name,
        Instant requestedAt,
        @Nullable Instant madeAt,
        @Nullable String failure) {}
