package dev.cairn.service.web;

import dev.cairn.api.Page;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on and how long a page is.
 *
 * @param after the last key of the page before; -1 at the start
 * @param limit items on a page, 1 to 1000
 */
public record Cursor(long after, int limit) {
    private static final int STANDARD = 100;
    private static final int MOST = 1000;
    private static final String PREFIX = "after:";

    public static Cursor of(@Nullable String cursor, @Nullable Integer limit) {
        int items = limit == null ? STANDARD : limit;
        if (items < 1 || items > MOST) {
            throw invalid("limit must be in [1, " + MOST + "] but was " + items);
        }
        return new Cursor(cursor == null ? -1 : decode(cursor), items);
    }

    private static long decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(PREFIX)) {
                return Long.parseLong(text.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException e) {
            // Not one of ours: refused below, like every other text that is not.
        }
        throw invalid("cursor '" + cursor + "' was not given out by this service");
    }

    private static ProblemException invalid(String message) {
        return ProblemException.of(ProblemCode.INVALID_REQUEST, List.of(new Violation("", message)));
    }

    /** One more than a page holds: the query's limit, which tells whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** Cuts what was fetched to a page. */
    public <T> Page<T> page(List<T> fetched, ToLongFunction<T> key) {
        if (fetched.size() <= limit) {
            return new Page<>(fetched, null);
        }
        List<T> items = fetched.subList(0, limit);
        String last = PREFIX + key.applyAsLong(items.get(limit - 1));
        String next = Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.US_ASCII));
        return new Page<>(items, next);
    }
}
