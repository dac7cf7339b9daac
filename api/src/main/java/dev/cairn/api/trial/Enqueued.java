package dev.cairn.api.trial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of points to try.
 *
 * @param count how many trials were queued, or would be
 * @param trials their ids, in the order of the points; absent after a dry run
 */
public record Enqueued(int count, @Nullable List<Long> trials) {}
