package dev.cairn.client;

import dev.cairn.api.lease.Lease;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking for a trial.
 *
 * @param lease empty when there is nothing to do
 * @param retryAfter how long to wait before asking again; zero with a lease
 * @param reason why there is nothing, as a sentence; empty with a lease
 */
public record LeaseAnswer(Optional<Lease> lease, Duration retryAfter, String reason) {}
