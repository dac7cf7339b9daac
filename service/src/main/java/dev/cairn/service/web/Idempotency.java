package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * A POST with an {@code Idempotency-Key} has its effect once, however often it is sent: the whole call runs in one transaction
 * with the row that remembers its answer. One that is refused leaves nothing behind and may be sent again. Runs after it is known
 * who calls (Spring Security's filter has order -100).
 */
@Component
@Order(0)
class Idempotency extends OncePerRequestFilter {
    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Logger log = LoggerFactory.getLogger(Idempotency.class);
    private static final int LONGEST_KEY = 200;
    /**
     * Repeating these does no harm anyway, or they have a request id of their own and may wait long; and a new token is shown once:
     * it must not be kept with its answer.
     */
    private static final Pattern WITHOUT = Pattern.compile("/api/v1/(leases|attempts/.*|datasets|tokens|studies/preview"
            + "|studies/[^/]*/(suggestions|trials/import))");

    /** Of eight connections to the database: reports and outcomes must never wait for what people do. */
    private static final int AT_ONCE = 4;

    private static final int IN_LINE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Turnstile turnstile = new Turnstile(AT_ONCE, IN_LINE, PATIENCE);
    private final Admission admission;
    private final Answers answers;
    private final FirstLock lock;
    private final TransactionTemplate transaction;
    private final HandlerExceptionResolver problems;

    Idempotency(
            Admission admission,
            Answers answers,
            FirstLock lock,
            TransactionTemplate transaction,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.admission = admission;
        this.answers = answers;
        this.lock = lock;
        this.transaction = transaction;
        this.problems = problems;
    }

    /** By the decoded path, which handlers are found by: {@code /api/v1/%74okens} is no other path than {@code /api/v1/tokens}. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(KEY) == null
                || !request.getMethod().equals("POST")
                || !request.getServletPath().startsWith("/api/v1/")
                || WITHOUT.matcher(request.getServletPath()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        // Nothing reaches the asker before the transaction has ended well.
        var held = new ContentCachingResponseWrapper(response);
        try {
            Answers.Key key = key(request);
            // Here, since a repetition gets its answer before anybody else would count it.
            admission.count(request);
            byte[] body = request.getInputStream().readNBytes(WebSettings.LARGEST_BODY + 1);
            if (body.length > WebSettings.LARGEST_BODY) {
                throw ProblemException.of(
                        ProblemCode.TOO_LARGE, "with an " + KEY + " at most " + WebSettings.LARGEST_BODY + " bytes");
            }
            byte[] hash = hash(request.getContentType(), body);
            boolean isFirst = turnstile.pass(() -> isDone(key, hash, new Again(request, body), held, chain));
            if (!isFirst) {
                replay(key, hash, held);
            }
        } catch (RuntimeException e) {
            held.reset();
            problems.resolveException(request, held, null, e);
        }
        held.copyBodyToResponse();
    }

    /** Whether the key was free, and the call was made under it. */
    private boolean isDone(
            Answers.Key key, byte[] hash, Again request, ContentCachingResponseWrapper held, FilterChain chain) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!answers.take(key, hash)) {
                return false;
            }
            lock.take(request.getRequestURI());
            call(request, held, chain);
            if (held.getStatus() / 100 == 2) {
                answers.keep(key, answer(held, hash));
            } else {
                status.setRollbackOnly();
            }
            return true;
        }));
    }

    private static void call(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("the call broke off", e);
        }
    }

    private static Answers.Key key(HttpServletRequest request) {
        String key = request.getHeader(KEY);
        String path = request.getRequestURI();
        if (!key.matches("[!-~]{1," + LONGEST_KEY + "}")) {
            throw ProblemException.of(
                    ProblemCode.INVALID_REQUEST,
                    KEY + " must be 1 to " + LONGEST_KEY + " visible characters of ASCII without spaces");
        }
        Principal caller = request.getUserPrincipal();
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return new Answers.Key(caller == null ? "local" : caller.getName(), path + query, key);
    }

    private static Answers.Answer answer(ContentCachingResponseWrapper response, byte[] hash) {
        return new Answers.Answer(
                hash,
                response.getStatus(),
                response.getContentType(),
                response.getHeader("Location"),
                response.getContentAsByteArray());
    }

    private void replay(Answers.Key key, byte[] hash, HttpServletResponse response) throws IOException {
        Optional<Answers.Answer> kept = answers.find(key);
        if (kept.isEmpty()) {
            throw ProblemException.of(ProblemCode.BUSY, "the key was just swept; send it again");
        }
        Answers.Answer answer = kept.get();
        if (!answer.isTo(hash)) {
            throw ProblemException.of(
                    ProblemCode.KEY_REUSED, "the " + KEY + " belongs to a request with another body; use a new one");
        }
        response.setStatus(answer.status());
        response.setHeader(REPLAYED, "true");
        if (answer.location() != null) {
            response.setHeader("Location", answer.location());
        }
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        response.getOutputStream().write(answer.body());
    }

    private static byte[] hash(@Nullable String contentType, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.valueOf(contentType).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
    void sweep() {
        try {
            answers.sweep();
        } catch (DataAccessException e) {
            log.warn("The sweep of idempotency keys has to wait: {}", e.getMessage());
        }
    }

    /** The request with its body once more. */
    private static final class Again extends HttpServletRequestWrapper {
        private final ServletInputStream body;

        Again(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new HeldBody(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }
    }
}
