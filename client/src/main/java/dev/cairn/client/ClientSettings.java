package dev.cairn.client;

import dev.cairn.search.Rules;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told. Constructed only if it makes sense.
 *
 * @param url scheme, host and port, such as {@code http://127.0.0.1:8080}; a path is kept as a prefix, a slash at the end is not
 * @param token goes into {@code Authorization} of every call to that address and nowhere else; null for none
 * @param timeout what each answer may take; a lease may take its hold on top
 * @param transferTimeout what a whole download or upload may take
 * @param retryFor how long a call that can be repeated without harm goes on trying; zero: it is sent once more if an idle
 *     connection turns out to be broken, and that is all
 */
record ClientSettings(
        URI url,
        @Nullable String token,
        Duration connectTimeout,
        Duration timeout,
        Duration transferTimeout,
        Duration retryFor) {
    ClientSettings {
        URI given = url;
        String secret = token;
        boolean http = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
        var rules = new Rules();
        rules.check(
                http && given.getHost() != null,
                "/url",
                () -> "the service's address must be like http://127.0.0.1:8080 but was '" + given + "'");
        rules.check(
                given.getRawUserInfo() == null && given.getRawQuery() == null && given.getRawFragment() == null,
                "/url",
                () -> "the service's address must have no user, query or fragment: a secret is given as a token");
        rules.check(
                secret == null || secret.matches("[!-~]+"),
                "/token",
                // Never the token itself: messages are logged.
                () -> "the token must be visible ASCII characters without spaces");
        requirePositive(rules, "connectTimeout", connectTimeout);
        requirePositive(rules, "timeout", timeout);
        requirePositive(rules, "transferTimeout", transferTimeout);
        Duration patience = retryFor;
        rules.check(!patience.isNegative(), "/retryFor", () -> "retryFor must not be negative but was " + patience);
        rules.hold();
        url = URI.create(given.toString().replaceAll("/+$", ""));
    }

    private static void requirePositive(Rules rules, String name, Duration time) {
        rules.check(
                !time.isNegative() && !time.isZero(), "/" + name, () -> name + " must be above PT0S but was " + time);
    }

    ClientSettings retryingFor(Duration time) {
        return new ClientSettings(url, token, connectTimeout, timeout, transferTimeout, time);
    }

    /** Without the token: what is printed is logged. */
    @Override
    public String toString() {
        return url + (token == null ? " without a token" : " with a token");
    }
}
