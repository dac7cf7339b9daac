package dev.cairn.service.access;

import dev.cairn.api.CairnJson;
import dev.cairn.api.access.NewToken;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A service that asks everybody who they are, and short ways to call it as somebody. */
final class Guarded implements AutoCloseable {
    static final String ADMIN = "an-admin-token-of-the-environment-0123456789";
    static final String WORKER = "a-worker-token-of-the-environment-0123456789";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final TestPostgres.Database database = TestPostgres.database();
    final TestService service;

    Guarded(String... more) {
        String[] settings = {"--cairn.access.admin-token=" + ADMIN, "--cairn.access.worker-token=" + WORKER};
        this.service = TestService.start(
                database,
                database.url(),
                "PT1H",
                Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new));
    }

    /** An answer whose body was read, unless it is a stream that never ends. */
    record Answer(int status, String body, HttpResponse<InputStream> head) {
        JsonNode json() {
            return CairnJson.tolerant().readTree(body);
        }

        String code() {
            return status >= 400 ? json().path("code").asString("") : "";
        }
    }

    Answer call(String token, String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve("/api/v1" + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                boolean endless =
                        answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                return new Answer(
                        answer.statusCode(),
                        endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8),
                        answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String token, String path) {
        return call(token, "GET", path, null, Map.of());
    }

    Answer post(String token, String path, String body) {
        return call(token, "POST", path, body, Map.of());
    }

    Answer delete(String token, String path) {
        return call(token, "DELETE", path, null, Map.of());
    }

    /** With fields such as {@code "role": "USER"}. */
    NewToken create(String name, String fields) {
        Answer made = post(ADMIN, "/tokens", "{\"name\": \"" + name + "\", " + fields + "}");
        if (made.status() != 201) {
            throw new AssertionError(made.body());
        }
        return CairnJson.tolerant().readValue(made.body(), NewToken.class);
    }

    String token(String name, String fields) {
        return create(name, fields).secret();
    }

    void project(String name, String fields) {
        Answer made = post(ADMIN, "/projects", "{\"name\": \"" + name + "\"" + fields + "}");
        if (made.status() != 201) {
            throw new AssertionError(made.body());
        }
    }

    /** A study without a task in a project. */
    long study(String token, String project, String name) {
        Answer made = post(token, "/studies?project=" + project, Fixtures.study(name, 10, ""));
        if (made.status() != 201) {
            throw new AssertionError(made.body());
        }
        return made.json().path("id").asLong();
    }

    Answer lease(String token, long study, UUID request) {
        return post(
                token,
                "/leases",
                "{\"request\": \"" + request + "\", \"study\": " + study + ", \"worker\": {\"name\": \"w\"}}");
    }

    Answer put(String token, String path, byte[] bytes, Map<String, String> headers) {
        // Latin 1 keeps bytes as they are, as long as they are below 128.
        return call(token, "PUT", path, new String(bytes, StandardCharsets.US_ASCII), headers);
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Secrets.hash(new String(bytes, StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        service.close();
    }
}
