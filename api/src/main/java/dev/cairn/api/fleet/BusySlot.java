package dev.cairn.api.fleet;

import dev.cairn.api.trial.Purpose;
import java.time.Duration;

/**
 * An attempt that a worker runs now.
 *
 * @param attempt an id
 * @param attemptNumber counts from 1 within its trial
 * @param trial an id
 * @param study an id
 * @param age since it was granted
 * @param silence since its last report
 */
public record BusySlot(
        long attempt,
        int attemptNumber,
        long trial,
        long trialNumber,
        Purpose purpose,
        long study,
        String studyName,
        Duration age,
        Duration silence) {}
