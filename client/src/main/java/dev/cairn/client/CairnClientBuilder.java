package dev.cairn.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is not said has a default: a service on this machine, no token, half a minute for an answer and as long for repetitions. */
public final class CairnClientBuilder {
    static final String STANDARD_URL = "http://127.0.0.1:8080";

    private URI url = URI.create(STANDARD_URL);
    private @Nullable String token;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration timeout = Duration.ofSeconds(30);
    /** For bodies whose size nobody limits but the disk. */
    private Duration transferTimeout = Duration.ofMinutes(10);

    private Duration retryFor = Duration.ofSeconds(30);

    CairnClientBuilder() {}

    /** {@code CAIRN_URL} and {@code CAIRN_TOKEN}, where they are there and not blank. */
    public CairnClientBuilder environment(Map<String, String> variables) {
        String address = variables.getOrDefault("CAIRN_URL", "").strip();
        return (address.isEmpty() ? this : url(address)).token(variables.get("CAIRN_TOKEN"));
    }

    /** Scheme, host and port, such as {@code http://127.0.0.1:8080}; a path is kept as a prefix. */
    public CairnClientBuilder url(URI address) {
        url = address;
        return this;
    }

    /** @throws IllegalArgumentException if it is no address at all */
    public CairnClientBuilder url(String address) {
        return url(URI.create(address));
    }

    /** Sent to that address as {@code Authorization: Bearer}, never to another, and never printed; null or blank for none. */
    public CairnClientBuilder token(@Nullable String secret) {
        token = secret == null || secret.isBlank() ? null : secret.strip();
        return this;
    }

    /** What connecting may take. */
    public CairnClientBuilder connectTimeout(Duration time) {
        connectTimeout = time;
        return this;
    }

    /** What each answer may take; a lease may take its hold on top. */
    public CairnClientBuilder timeout(Duration time) {
        timeout = time;
        return this;
    }

    /** What a whole download or upload may take. */
    public CairnClientBuilder transferTimeout(Duration time) {
        transferTimeout = time;
        return this;
    }

    /**
     * How long a call that can be repeated without harm goes on while the service is away or overloaded, from its first try.
     * Zero: it fails at once.
     */
    public CairnClientBuilder retryFor(Duration time) {
        retryFor = time;
        return this;
    }

    /** @throws dev.cairn.search.InvalidValueException naming everything that makes no sense */
    public CairnClient build() {
        return new CairnClient(settings());
    }

    ClientSettings settings() {
        return new ClientSettings(url, token, connectTimeout, timeout, transferTimeout, retryFor);
    }
}
