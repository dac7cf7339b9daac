package dev.cairn.api.study;

import dev.cairn.search.Rules;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the end of a study is told.
 *
 * @param url an http or https address; it gets a signed POST
 */
public record Webhook(String url) {
    private static final int LONGEST = 2000;
    private static final int HIGHEST_PORT = 65_535;

    public Webhook {
        String given = url;
        var rules = new Rules();
        if (rules.present(url, "url")) {
            rules.check(
                    isAddress(given),
                    "/url",
                    () -> "url must be an http or https address without user or fragment, at most " + LONGEST
                            + " characters, but was '" + given + "'");
        }
        rules.hold();
    }

    private static boolean isAddress(String text) {
        URI uri = parsed(text);
        return uri != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && (uri.getPort() == -1 || uri.getPort() >= 1 && uri.getPort() <= HIGHEST_PORT)
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && text.length() <= LONGEST
                // What is sent is one line of ASCII.
                && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static @Nullable URI parsed(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public URI uri() {
        return URI.create(url);
    }
}
