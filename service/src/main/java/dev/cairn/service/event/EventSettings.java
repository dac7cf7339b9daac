package dev.cairn.service.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What can be set about streams of events.
 *
 * @param heartbeat how often an open stream gets a sign of life; 10 ms to a minute, since proxies cut what is silent
 */
@ConfigurationProperties("cairn.events")
record EventSettings(Duration heartbeat) {
    EventSettings {
        if (heartbeat.compareTo(Duration.ofMillis(10)) < 0 || heartbeat.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "cairn.events.heartbeat (CAIRN_EVENTS_HEARTBEAT) must be in [PT0.01S, PT1M] but was " + heartbeat);
        }
    }
}
