package dev.cairn.service.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What can be set about webhooks.
 *
 * @param secret what deliveries are signed with, at least 16 characters; empty: studies with a webhook are refused
 * @param allowPrivate deliver to addresses of this machine and of private networks too
 * @param interval how often deliveries that are due are looked for; at least 10 ms
 */
@ConfigurationProperties("cairn.webhook")
record WebhookSettings(String secret, boolean allowPrivate, Duration interval) {
    private static final int SHORTEST_SECRET = 16;

    WebhookSettings {
        if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("cairn.webhook.secret (CAIRN_WEBHOOK_SECRET) must have at least "
                    + SHORTEST_SECRET + " characters but had " + secret.length());
        }
        if (interval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "cairn.webhook.interval (CAIRN_WEBHOOK_INTERVAL) must be at least PT0.01S but was " + interval);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "WebhookSettings[allowPrivate=" + allowPrivate + ", interval=" + interval + "]";
    }
}
