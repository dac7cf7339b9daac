package dev.cairn.service.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What every answer tells browsers: run nothing, show nothing in a frame, guess no types, tell nobody where you came from. The
 * web page under {@code /ui/} may load what lies beside it, and its inline import map, which is known by its digest. No header
 * lets another origin read an answer.
 */
public final class BrowserHeaders extends OncePerRequestFilter {
    static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final Pattern INLINE_SCRIPT = Pattern.compile(
            "<script(?![^>]*\\ssrc\\s*=)[^>]*>(.*?)</script>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String ofPage;

    /** @param page the text of the web page, with or without inline scripts; empty if there is none */
    BrowserHeaders(String page) {
        this.ofPage = pagePolicy(page);
    }

    /** The policy of a page that loads only from its own origin, and runs only those inline scripts that it has now. */
    public static String pagePolicy(String page) {
        List<String> hashes = INLINE_SCRIPT
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .map(script -> script.substring(script.indexOf('>') + 1, script.lastIndexOf('<')))
                .map(text -> " 'sha256-" + Base64.getEncoder().encodeToString(hash(text)) + "'")
                .toList();
        return "default-src 'self'; script-src 'self'" + String.join("", hashes)
                + "; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    private static byte[] hash(String text) {
        // HTML's parser makes every line end a line feed before the digest is taken.
        return Secrets.hash(text.replace("\r\n", "\n"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isPage = isOfPage(request.getRequestURI());
        response.setHeader("Content-Security-Policy", isPage ? ofPage : NOTHING);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (!isPage) {
            response.setHeader("Cache-Control", "no-store");
        }
        chain.doFilter(request, response);
    }

    private static boolean isOfPage(String path) {
        return path.equals("/") || path.equals("/ui") || path.startsWith("/ui/");
    }
}
