package dev.cairn.api.trial;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt in a list of all attempts of a study.
 *
 * @param trial the trial's id
 * @param trialNumber the trial's in its study
 * @param number counts from 1 within its trial
 */
public record StudyAttempt(
        long id,
        long trial,
        long trialNumber,
        Purpose purpose,
        int number,
        AttemptState state,
        @Nullable FailureCause cause,
        String worker,
        Instant startedAt,
        @Nullable Instant endedAt) {}
