package dev.cairn.service.access;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where nobody is asked who they are, whoever comes without a token is {@link Caller#LOCAL}. A page that a browser of this
 * machine shows must not use that: a name that a stranger's name server points to loopback is refused by the {@code Host} header,
 * and a change asked for by another site's page by {@code Sec-Fetch-Site} or {@code Origin}. Answers cannot be read by such a page,
 * since no header permits it.
 */
final class LocalCallers extends OncePerRequestFilter {
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final AccessSettings settings;
    private final Refusals refusals;

    LocalCallers(AccessSettings settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (settings.isOpen() && Caller.current().isEmpty()) {
            Optional<String> objection = objection(request);
            if (objection.isPresent()) {
                refusals.refuse(request, response, ProblemException.of(ProblemCode.FORBIDDEN, objection.get()));
                return;
            }
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(Caller.LOCAL);
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }

    private Optional<String> objection(HttpServletRequest request) {
        // Elsewhere the names by which the service is known are not ours to tell.
        if (settings.bind().isLoopbackAddress() && !isLoopback(request.getServerName())) {
            return Optional.of("without a token this service answers as localhost, 127.0.0.1 and [::1] only, not as "
                    + request.getServerName());
        }
        if (HARMLESS.contains(request.getMethod())) {
            return Optional.empty();
        }
        String site = request.getHeader("Sec-Fetch-Site");
        boolean isForeign = site == null
                ? isOfAnother(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST))
                : !OWN.contains(site);
        return isForeign ? Optional.of("another site's page may change nothing here") : Optional.empty();
    }

    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("127.0.0.1")
                || host.equals("[::1]")
                || host.equals("::1");
    }

    /** The opaque origin {@code null} is somebody else's. */
    private static boolean isOfAnother(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return false;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null || !authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
