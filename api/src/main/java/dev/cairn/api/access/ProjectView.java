package dev.cairn.api.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project: a space of names for studies, data sets and workers, and who may see them.
 *
 * @param bytes what its blobs and data sets have together
 * @param quotaBytes what they may have; absent: no limit
 */
public record ProjectView(String name, long bytes, @Nullable Long quotaBytes, Instant createdAt) {}
