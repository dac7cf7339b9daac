package dev.cairn.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a request once: 2xx is an answer, anything else a {@link ProblemException}, none at all an {@link UncheckedIOException}. */
final class Transport {
    private final HttpClient http;

    Transport(Duration connectTimeout) {
        this.http = HttpClient.newBuilder()
                // The service speaks 1.1; asking for 2 would send an upgrade header with every first request.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                // Would carry the token to wherever the answer points.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    HttpResponse<byte[]> send(HttpRequest request, Duration limit) {
        return judged(await(request, BodyHandlers.ofByteArray(), limit));
    }

    /** @param limit for the whole body: a connection that is half open tells nothing for ever */
    HttpResponse<byte[]> download(HttpRequest request, Sink sink, Duration limit) {
        BodyHandler<byte[]> handler = head -> Refusals.isRefusal(head.statusCode())
                ? BodySubscribers.ofByteArray()
                : BodySubscribers.mapping(BodySubscribers.ofByteArrayConsumer(sink), written -> new byte[0]);
        return judged(await(request, handler, limit));
    }

    /** An answer whose body goes on as long as the service likes; only its head must come in time. The caller closes it. */
    Lines open(HttpRequest request, Duration limit) {
        HttpResponse<InputStream> answer = await(request, BodyHandlers.ofInputStream(), limit);
        if (Refusals.isRefusal(answer.statusCode())) {
            try (var body = answer.body()) {
                throw Refusals.of(answer.statusCode(), answer.headers(), body.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Lines(answer.body());
    }

    private static HttpResponse<byte[]> judged(HttpResponse<byte[]> answer) {
        if (Refusals.isRefusal(answer.statusCode())) {
            throw Refusals.of(answer.statusCode(), answer.headers(), answer.body());
        }
        return answer;
    }

    private <T> HttpResponse<T> await(HttpRequest request, BodyHandler<T> handler, Duration limit) {
        CompletableFuture<HttpResponse<T>> pending = http.sendAsync(request, handler);
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
}
