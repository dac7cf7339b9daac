package dev.cairn.service.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/**
 * Whose tokens were good a moment ago, for the four calls that workers make all the time: their statements ask themselves whether
 * the token still is, by {@link #IS_GOOD}, so that it costs no trip of its own and is void everywhere as soon as it is revoked. What
 * a token is never changes but for that. Every other call has its token looked up.
 */
@Component
public class RecentTokens {
    /** A condition of a statement: the token {@code :ownToken}, see {@link Caller#token}, is neither revoked nor over. */
    public static final String IS_GOOD = """
            (:ownToken::text is null or exists (select 1 from api_token own where own.name = :ownToken
                and own.revoked_at is null and (own.expires_at is null or own.expires_at > cairn_now())))
            """;

    private static final Pattern ASKING_THEMSELVES =
            Pattern.compile("/api/v1/(leases|attempts/[^/]+/(measurements|outcome|handover))");
    private static final String RECENT = RecentTokens.class.getName();

    private static final int REMEMBERED = 10_000;
    /** Then the token is looked up again, which writes down that it is used. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Tokens tokens;
    /** By the secret's hash. */
    private final Map<ByteBuffer, Recent> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Recent> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Recent(Caller caller, long since) {
        boolean isFresh() {
            return System.nanoTime() - since < FRESH_NANOS;
        }
    }

    RecentTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Whether a call's statement asks for itself; by the decoded path, which handlers are found by. */
    static boolean mayServe(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && ASKING_THEMSELVES.matcher(request.getServletPath()).matches();
    }

    /** Whether the call's token was not looked up. */
    static boolean served(HttpServletRequest request) {
        return request.getAttribute(RECENT) != null;
    }

    /**
     * Who holds a token.
     *
     * @param request one that {@link #mayServe}; else null
     * @throws InvalidBearerTokenException if it is void
     */
    Caller caller(String secret, @Nullable HttpServletRequest request) {
        ByteBuffer hash = ByteBuffer.wrap(Secrets.hash(secret));
        Recent known = request == null ? null : find(hash);
        if (request != null && known != null && known.isFresh()) {
            request.setAttribute(RECENT, true);
            return known.caller();
        }
        Caller caller = good(tokens.find(hash.array()));
        synchronized (recent) {
            recent.put(hash, new Recent(caller, System.nanoTime()));
        }
        return caller;
    }

    private @Nullable Recent find(ByteBuffer hash) {
        synchronized (recent) {
            return recent.get(hash);
        }
    }

    /**
     * For who asked in a statement and was answered nothing: that may have been why.
     *
     * @throws InvalidBearerTokenException if the caller's token is void
     */
    public void requireGood(Caller caller) {
        if (caller.token() != null) {
            good(tokens.named(caller.token()));
        }
    }

    private static Caller good(Optional<Tokens.Known> found) {
        Tokens.Known known = found.orElseThrow(() -> new InvalidBearerTokenException("the token is not known"));
        if (known.isRevoked()) {
            throw new InvalidBearerTokenException("the token was revoked");
        }
        if (known.isExpired()) {
            throw new InvalidBearerTokenException("the token has expired");
        }
        return known.caller();
    }
}
