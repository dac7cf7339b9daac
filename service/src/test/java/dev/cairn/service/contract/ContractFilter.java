package dev.cairn.service.contract;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/** Compares everything that a service of a test is sent and answers with the contract, whoever is the client. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ContractFilter implements Filter {
    private static final Contract CONTRACT = Contract.read();
    private static final Queue<String> BROKEN = new ConcurrentLinkedQueue<>();

    /** What was found since the last call. */
    static List<String> takeBroken() {
        var broken = new ArrayList<String>();
        for (String next = BROKEN.poll(); next != null; next = BROKEN.poll()) {
            broken.add(next);
        }
        return broken;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var sent = new Overheard.Request((HttpServletRequest) request);
        var answered = new Overheard.Response((HttpServletResponse) response);
        chain.doFilter(sent, answered);
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(new AtTheEnd(() -> check(sent, answered)));
        } else {
            check(sent, answered);
        }
    }

    private static void check(Overheard.Request sent, Overheard.Response answered) {
        if (sent.getMethod().equals("HEAD") || sent.getMethod().equals("OPTIONS")) {
            // A GET without its body, and a list of methods, by HTTP's own rules (RFC 9110, 9.3.2 and 9.3.7).
            return;
        }
        Object pattern = sent.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (answered.getStatus() == 400 && answered.getContentType() == null) {
            // A body that broke off, or in chunks that are none: the container answers when the filters have ended, if
            // anybody is
            // there. FuzzTest and MalformedRequestsTest see it from outside.
            return;
        }
        boolean isHandled = pattern instanceof String text && !text.endsWith("/**") && !text.equals("/error");
        var exchange = new Exchange(
                sent.getMethod(),
                sent.getRequestURI(),
                isHandled ? (String) pattern : null,
                names(sent.getQueryString()),
                bare(sent.getContentType()),
                sent.heard().text(),
                answered.getStatus(),
                bare(answered.getContentType()),
                answered.heard().text(),
                answered.heard().isCutOff() || sent.heard().isCutOff());
        try {
            CONTRACT.objections(exchange).forEach(objection -> BROKEN.add(objection + "\n    in " + exchange));
        } catch (RuntimeException e) {
            BROKEN.add("docs/openapi.yaml cannot be used: " + e + "\n    in " + exchange);
        }
    }

    private static Set<String> names(@Nullable String query) {
        var names = new LinkedHashSet<String>();
        if (query != null) {
            Arrays.stream(query.split("&"))
                    .filter(part -> !part.isEmpty())
                    .forEach(part -> names.add(decoded(part.split("=", 2)[0])));
        }
        return names;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static String bare(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
    }

    private record AtTheEnd(Runnable check) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            check.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completes afterwards.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completes afterwards.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
