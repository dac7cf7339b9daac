package dev.cairn.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What can be set about the service itself.
 *
 * @param leaseDuration how long a worker may stay silent before its trial is given to another; a second to a day
 * @param sweepInterval how often expired leases are looked for; at least 10 ms
 * @param lookInterval how often waiting workers are served without a notification, the net under a lost one; at least 10 ms
 * @param exitWithParent end when standard input ends, for a service started as a child process
 */
@ConfigurationProperties("cairn")
public record CairnSettings(
        Duration leaseDuration, Duration sweepInterval, Duration lookInterval, boolean exitWithParent) {
    public CairnSettings {
        if (leaseDuration.compareTo(Duration.ofSeconds(1)) < 0 || leaseDuration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "cairn.lease-duration (CAIRN_LEASE_DURATION) must be in [PT1S, PT24H] but was " + leaseDuration);
        }
        if (lookInterval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "cairn.look-interval (CAIRN_LOOK_INTERVAL) must be at least PT0.01S but was " + lookInterval);
        }
        if (sweepInterval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "cairn.sweep-interval (CAIRN_SWEEP_INTERVAL) must be at least PT0.01S but was " + sweepInterval);
        }
    }
}
