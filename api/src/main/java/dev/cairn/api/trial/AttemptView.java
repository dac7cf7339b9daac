package dev.cairn.api.trial;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a trial.
 *
 * @param number counts from 1 within its trial; the highest one is the fence
 * @param message one sentence on how it ended, from the worker
 * @param backend what that worker computes with now, such as {@code cpu} or {@code cuda-11.6}; absent where it does not say
 * @param resumedFromStep the last step of the checkpoint it started from; absent when it started afresh
 */
public record AttemptView(
        long id,
        int number,
        AttemptState state,
        @Nullable FailureCause cause,
        @Nullable String message,
        String worker,
        @Nullable String backend,
        @Nullable Long resumedFromStep,
        Instant startedAt,
        @Nullable Instant endedAt) {}
