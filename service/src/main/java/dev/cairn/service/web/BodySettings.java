package dev.cairn.service.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How bodies of requests are awaited.
 *
 * @param patience for a body, however small it is, and for the next byte of it; each further 16 KiB may take a second more.
 *     A second to ten minutes
 */
@ConfigurationProperties("cairn.bodies")
record BodySettings(Duration patience) {
    /** At least so many bytes a second, in the long run. */
    static final int BYTES_A_SECOND = 16 * 1024;

    BodySettings {
        if (patience.compareTo(Duration.ofSeconds(1)) < 0 || patience.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "cairn.bodies.patience (CAIRN_BODY_PATIENCE) must be in [PT1S, PT10M] but was " + patience);
        }
    }

    /** Milliseconds that so many bytes may take. */
    long millis(long bytes) {
        return patience.toMillis() + 1000 * bytes / BYTES_A_SECOND;
    }
}
