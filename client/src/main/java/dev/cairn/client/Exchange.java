package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Sends one request and judges the answer: 2xx is a value, anything else a {@link ProblemException}. */
final class Exchange {
    private final HttpClient http;
    private final URI base;
    private final Duration timeout;

    Exchange(URI base, Duration connectTimeout, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                // The service speaks 1.1; asking for 2 would send an upgrade header with every first request.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    HttpRequest.Builder request(String path) {
        return request(path, Duration.ZERO);
    }

    /** A request whose answer may take longer than others. */
    HttpRequest.Builder request(String path, Duration extra) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout.plus(extra));
    }

    <T> T value(HttpRequest request, Class<T> type) {
        byte[] body = send(request).body();
        return CairnJson.tolerant().readValue(body, type);
    }

    <T> T value(HttpRequest request, TypeReference<T> type) {
        byte[] body = send(request).body();
        return CairnJson.tolerant().readValue(body, type);
    }

    /** The answer of a request that can be repeated without harm: sent once more if its connection broke. */
    HttpResponse<byte[]> sendRepeatable(HttpRequest request) {
        try {
            return send(request);
        } catch (UncheckedIOException e) {
            // An idle connection that the server has closed is noticed only by using it.
            boolean tellsNothingNew = e.getCause() instanceof ConnectException
                    || e.getCause() instanceof HttpTimeoutException
                    || e.getCause() instanceof InterruptedIOException;
            if (tellsNothingNew) {
                throw e;
            }
            return send(request);
        }
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        HttpResponse<byte[]> answer =
                await(request, BodyHandlers.ofByteArray(), request.timeout().orElse(timeout));
        if (isRefusal(answer.statusCode())) {
            throw refusal(answer.statusCode(), answer.body());
        }
        return answer;
    }

    /**
     * Writes the body as it comes in; the stream stays open.
     *
     * @param limit for the whole body: a connection that is half open tells nothing for ever
     * @throws IOException from the stream that is written to, and from nowhere else
     */
    void download(HttpRequest request, OutputStream to, Duration limit) throws IOException {
        var sink = new Sink(to);
        HttpResponse<byte[]> answer;
        try {
            answer = await(
                    request,
                    head -> isRefusal(head.statusCode())
                            ? BodySubscribers.ofByteArray()
                            : BodySubscribers.mapping(
                                    BodySubscribers.ofByteArrayConsumer(sink), written -> new byte[0]),
                    limit);
        } finally {
            // A client that gave up may still hold a piece of the body: the stream belongs to the caller again.
            sink.close();
        }
        if (isRefusal(answer.statusCode())) {
            throw refusal(answer.statusCode(), answer.body());
        }
    }

    /** Where a body goes. The client's own threads write; after the first failure, and once closed, nothing. */
    private static final class Sink implements Consumer<Optional<byte[]>> {
        private final OutputStream to;
        private boolean closed;
        private @Nullable IOException failure;

        Sink(OutputStream to) {
            this.to = to;
        }

        @Override
        public synchronized void accept(Optional<byte[]> piece) {
            try {
                if (!closed && piece.isPresent()) {
                    to.write(piece.get());
                }
            } catch (IOException e) {
                failure = e;
                closed = true;
            }
        }

        synchronized void close() throws IOException {
            closed = true;
            if (failure != null) {
                throw failure;
            }
        }
    }

    private HttpResponse<byte[]> await(HttpRequest request, BodyHandler<byte[]> handler, Duration limit) {
        CompletableFuture<HttpResponse<byte[]>> pending = http.sendAsync(request, handler);
        try {
            // The request's own timeout ends with the answer's head; this one covers its body too.
            return pending.get(limit.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(about(request, new InterruptedIOException("interrupted")));
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new UncheckedIOException(new HttpTimeoutException(words(request) + " had no answer in " + limit));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(about(request, io));
            }
            throw new IllegalStateException(words(request) + " failed", e.getCause());
        }
    }

    private static IOException about(HttpRequest request, IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String message = words(request) + ": " + reason;
        IOException told;
        if (cause instanceof ConnectException) {
            told = new ConnectException("cannot connect to " + request.uri().getAuthority());
        } else if (cause instanceof HttpTimeoutException) {
            told = new HttpTimeoutException(message);
        } else if (cause instanceof InterruptedIOException) {
            told = new InterruptedIOException(message);
        } else {
            told = new IOException(message);
        }
        told.initCause(cause);
        return told;
    }

    private static String words(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    private static boolean isRefusal(int status) {
        return status < 200 || status > 299;
    }

    private static ProblemException refusal(int status, byte[] body) {
        return new ProblemException(problem(status, body));
    }

    /** Tolerant, because a newer service has codes we do not know and a proxy has no problem documents at all. */
    private static Problem problem(int status, byte[] body) {
        ProblemCode likely = Arrays.stream(ProblemCode.values())
                .filter(code -> code.status() == status)
                .findFirst()
                .orElse(ProblemCode.INTERNAL);
        try {
            JsonNode document = CairnJson.tolerant().readTree(body);
            if (document.isObject() && document.path("title").isString()) {
                return new Problem(
                        document.path("type").asString("about:blank"),
                        document.path("title").asString(),
                        status,
                        text(document.path("detail")),
                        code(document.path("code").asString(""), likely),
                        violations(document.path("violations")));
            }
        } catch (JacksonException e) {
            // Not JSON: told in words below.
        }
        String words = new String(body, StandardCharsets.UTF_8).strip();
        String shortened = words.length() > 200 ? words.substring(0, 200) + "…" : words;
        String detail = "HTTP status " + status + (shortened.isEmpty() ? "" : ": " + shortened);
        return new Problem("about:blank", likely.title(), status, detail, likely, null);
    }

    private static @Nullable List<Violation> violations(JsonNode list) {
        if (!list.isArray()) {
            return null;
        }
        return list.valueStream()
                .map(v -> new Violation(
                        v.path("pointer").asString(""), v.path("message").asString("")))
                .toList();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }

    private static ProblemCode code(String name, ProblemCode otherwise) {
        return Arrays.stream(ProblemCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(otherwise);
    }
}
