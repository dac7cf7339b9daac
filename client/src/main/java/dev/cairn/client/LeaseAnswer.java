package dev.cairn.client;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.NoWork;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking for a trial.
 *
 * @param lease empty when there is nothing to do
 * @param retryAfter how long to wait before asking again; zero with a lease
 * @param why why there is nothing; empty with a lease, and if the service is newer and has a reason that is not known here
 * @param reason the same in the service's words; empty with a lease
 */
public record LeaseAnswer(Optional<Lease> lease, Duration retryAfter, Optional<NoWork> why, String reason) {}
