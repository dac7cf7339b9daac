package dev.cairn.service.access;

import org.jspecify.annotations.Nullable;

/**
 * On what grounds bytes are asked for or sent.
 *
 * @param project a name; absent: as {@link Projects} says
 * @param attempt of a worker's lease
 * @param leaseToken that lease's
 */
public record Grounds(
        Caller caller,
        @Nullable String project,
        @Nullable Long attempt,
        @Nullable String leaseToken) {}
