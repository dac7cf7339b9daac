package dev.cairn.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a path that are not fixed. */
final class Addresses {
    private Addresses() {}

    /** A data set's digest, whether or not its kind stands before it. */
    static String hex(String address) {
        return address.startsWith("sha256:") ? address.substring("sha256:".length()) : address;
    }

    /** Names and values in turn; what is null is left out. */
    static String query(@Nullable Object... pairs) {
        var query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(pairs[i])
                        .append('=')
                        .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            }
        }
        return query.toString();
    }
}
