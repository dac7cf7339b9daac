package dev.cairn.client;

import dev.cairn.api.CairnJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.core.type.TypeReference;

/** Makes calls, and makes them again where that does no harm. */
final class Exchange {
    private static final String API = "/api/v1";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Set<String> REPEATABLE = Set.of("GET", "PUT", "DELETE");
    /** 429 Too Many Requests, 502 Bad Gateway, 503 Service Unavailable, 504 Gateway Timeout. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final Transport transport;
    private final ClientSettings settings;

    Exchange(ClientSettings settings) {
        this.settings = settings;
        this.transport = new Transport(settings.connectTimeout());
    }

    HttpRequest.Builder call(String path) {
        return call(path, Duration.ZERO);
    }

    /** @param extra what the answer may take longer than others */
    HttpRequest.Builder call(String path, Duration extra) {
        return plain(API + path).timeout(settings.timeout().plus(extra));
    }

    /** Outside the API. */
    HttpRequest.Builder plain(String path) {
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(settings.url() + path));
        return settings.token() == null ? call : call.header("Authorization", "Bearer " + settings.token());
    }

    HttpRequest get(String path) {
        return call(path).GET().build();
    }

    /** By a person: with a key of its own, so that the service does it once however often it is sent. */
    HttpRequest post(String path, Object body) {
        return post(path, CairnJson.strict().writeValueAsString(body));
    }

    /** Likewise. */
    HttpRequest post(String path, String json) {
        return keyed(json(call(path), json));
    }

    /** Likewise, without a body. */
    HttpRequest post(String path) {
        return keyed(call(path).POST(BodyPublishers.noBody()));
    }

    /** Likewise. */
    HttpRequest post(String path, Path file, String type) {
        try {
            return keyed(call(path)
                    .timeout(settings.transferTimeout())
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofFile(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest.Builder transfer(String path) {
        return call(path).timeout(settings.transferTimeout());
    }

    static HttpRequest.Builder json(HttpRequest.Builder call, String json) {
        return call.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private static HttpRequest keyed(HttpRequest.Builder call) {
        return call.header(IDEMPOTENCY_KEY, UUID.randomUUID().toString()).build();
    }

    <T> T value(HttpRequest request, Class<T> type) {
        return CairnJson.tolerant().readValue(send(request).body(), type);
    }

    <T> T value(HttpRequest request, TypeReference<T> type) {
        return CairnJson.tolerant().readValue(send(request).body(), type);
    }

    /** The answer; the call is repeated if its method or its key says that this does no harm. */
    HttpResponse<byte[]> send(HttpRequest request) {
        boolean keyed = request.headers().firstValue(IDEMPOTENCY_KEY).isPresent();
        return keyed || REPEATABLE.contains(request.method()) ? sendRepeatable(request) : sendOnce(request);
    }

    /** The answer of a call that the service knows by something in its body, so that it can be repeated without harm. */
    HttpResponse<byte[]> sendRepeatable(HttpRequest request) {
        return repeat(() -> sendOnce(request), () -> true);
    }

    HttpResponse<byte[]> sendOnce(HttpRequest request) {
        return transport.send(request, request.timeout().orElse(settings.timeout()));
    }

    /**
     * Writes the body as it comes in; the stream stays open. Repeated while nothing has been written.
     *
     * @throws IOException from the stream that is written to, and from nowhere else
     */
    void download(String path, OutputStream to) throws IOException {
        HttpRequest request = get(path);
        var sink = new Sink(to);
        try {
            repeat(() -> transport.download(request, sink, settings.transferTimeout()), () -> !sink.isBegun());
        } finally {
            // A client that gave up may still hold a piece of the body: the stream belongs to the caller again.
            sink.close();
        }
    }

    /** Saves the body; the file appears whole or not at all. */
    Path save(String path, Path to) {
        Path target = to.toAbsolutePath();
        try {
            Path folder = Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Path part = Files.createTempFile(folder, ".cairn-", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    download(path, out);
                }
                return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer without an end of its own; not repeated. The caller closes it. */
    Lines open(HttpRequest request) {
        return transport.open(request, settings.timeout());
    }

    private <T> T repeat(Supplier<T> call, BooleanSupplier harmless) {
        var retries = new Retries(settings.retryFor());
        boolean brokenBefore = false;
        while (true) {
            RuntimeException failure;
            Optional<Duration> wait;
            try {
                return call.get();
            } catch (ProblemException e) {
                failure = e;
                wait = PASSING.contains(e.status())
                        ? retries.next(e.retryAfter().orElse(Duration.ZERO))
                        : Optional.empty();
            } catch (UncheckedIOException e) {
                failure = e;
                wait = afterLoss(e.getCause(), brokenBefore, retries);
                brokenBefore = true;
            }
            if (wait.isEmpty() || !harmless.getAsBoolean()) {
                throw failure;
            }
            pause(wait.get());
        }
    }

    private static Optional<Duration> afterLoss(IOException cause, boolean brokenBefore, Retries retries) {
        if (cause instanceof HttpTimeoutException || cause instanceof InterruptedIOException) {
            return Optional.empty();
        }
        // An idle connection that the server has closed is noticed only by using it: that is no outage yet.
        boolean mayBeStale = !brokenBefore && !(cause instanceof ConnectException);
        return mayBeStale ? Optional.of(Duration.ZERO) : retries.next(Duration.ZERO);
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted while the service was away"));
        }
    }
}
