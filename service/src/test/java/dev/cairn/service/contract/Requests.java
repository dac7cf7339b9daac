package dev.cairn.service.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/**
 * Requests made from the contract, valid and broken: its examples with changed bodies, paths, queries, headers and methods. The same
 * seed makes the same requests.
 */
public final class Requests {
    private static final List<String> WORDS = List.of(
            "1",
            "0",
            "-1",
            "99999999999999999999",
            "abc",
            "%00",
            "%ff",
            "..%2f",
            "%F0%9F%98%80",
            "true",
            "1.0",
            "a%20b",
            "%27",
            "-score",
            "number",
            "COMPLETED",
            "csv",
            "ndjson",
            "loss%3C1",
            "x%20in%20[1",
            "end",
            "1e9",
            "",
            "%C0%80",
            "2147483648",
            "%",
            "..;",
            "+",
            "x%20%3D%20%27a",
            "%25",
            "9223372036854775807",
            "a:b",
            "created",
            "%0d%0aX:%20y");
    private static final List<String> TYPES = List.of(
            "application/yaml",
            "text/csv",
            "application/x-ndjson",
            "text/plain",
            "application/json; charset=latin1",
            "x",
            "",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json;charset=utf-8;q=é",
            "*/*");
    private static final List<String> METHODS =
            List.of("GET", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "BREW", "CONNECT");
    private static final List<String> HEADERS = List.of(
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            "Accept",
            "Cairn-Lease",
            "Content-Encoding",
            "Last-Event-ID",
            "Authorization",
            "Accept-Encoding",
            "Range",
            "X-HTTP-Method-Override",
            "Expect",
            "Origin");
    private static final List<String> VALUES = List.of(
            "x",
            "*",
            "\"a\"",
            "text/csv",
            "gzip",
            "é",
            "a b",
            "1",
            "",
            "W/\"1\"",
            "Bearer x",
            "application/json;q=x",
            "bytes=0-1",
            ",,,",
            "x".repeat(300),
            "\u0001",
            "DELETE");
    private static final List<String> PATHS = List.of(
            "/api/v1/../v1/studies",
            "/api/v1/studies//1",
            "/api/v1/studies/1/",
            "/api/v1/studies;x=y/1",
            "/api/v1",
            "/api",
            "/",
            "//",
            "/api/v1/%2e%2e/actuator",
            "/api/v2/studies",
            "/api/v1/studies/1%2fpause",
            "/actuator/env",
            "/error",
            "/ui/../../x",
            "/%",
            "/api/v1/studies/" + "9".repeat(9000),
            "/api/v1/studies/\u0007",
            "*",
            "http://localhost/api/v1/studies",
            "/api/v1/stüdies");
    private static final int LARGE = 5 * 1024 * 1024;

    private final Contract contract;
    private final Map<String, JsonNode> operations;
    private final SplittableRandom random;
    private final Mutations mutations;
    private final List<String> calls;

    public Requests(Contract contract, long seed) {
        this.contract = contract;
        this.operations = contract.operations();
        this.random = new SplittableRandom(seed);
        this.mutations = new Mutations(random);
        // Streams do not end; they have tests of their own.
        this.calls = operations.keySet().stream()
                .filter(call -> !call.endsWith("/events"))
                .toList();
    }

    /**
     * A request as it goes over the wire.
     *
     * @param target as it stands in the request line
     * @param type the media type of the body, without parameters
     */
    public record Sent(String method, String target, String type, String body, byte[] bytes) {}

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public Sent next() {
        String call = any(calls);
        JsonNode operation = operations.get(call);
        String usual = call.substring(0, call.indexOf(' '));
        String method = oneIn(30) ? any(METHODS) : usual;
        String target = oneIn(60) ? any(PATHS) : path(call.substring(call.indexOf(' ') + 1)) + query(operation);
        String type = "";
        String body = "";
        JsonNode content = operation.path("requestBody").path("content");
        if (!content.isEmpty()) {
            type = any(List.copyOf(content.propertyNames()));
            body = body(type, content.path(type));
        } else if (oneIn(20)) {
            body = "{}";
        }
        if (oneIn(15)) {
            type = any(TYPES);
        }
        return request(method, target, type, body);
    }

    private String path(String pattern) {
        var path = new StringBuilder();
        for (String part : pattern.substring(1).split("/")) {
            path.append('/').append(part.startsWith("{") ? variable(part) : part);
        }
        return path.toString();
    }

    private String variable(String name) {
        if (oneIn(6)) {
            return any(WORDS);
        }
        return name.equals("{sha256}") ? "ab".repeat(32) : Integer.toString(1 + random.nextInt(12));
    }

    private String query(JsonNode operation) {
        var query = new ArrayList<String>();
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = contract.resolved(reference);
            if (parameter.path("in").asString().equals("query") && oneIn(3)) {
                List<String> known = parameter
                        .path("schema")
                        .path("enum")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList();
                query.add(parameter.path("name").asString() + "="
                        + (known.isEmpty() || oneIn(2) ? any(WORDS) : any(known)));
            }
        }
        if (oneIn(25)) {
            query.add(any(WORDS) + "=" + any(WORDS));
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private String body(String type, JsonNode media) {
        if (!type.endsWith("json")) {
            return oneIn(3) ? "" : mutations.text("date,y\n2024-01-01,1\n2024-01-02,2\n");
        }
        JsonNode example = media.path("example");
        if (example.isMissingNode()) {
            example = media.path("examples")
                    .valueStream()
                    .map(one -> one.path("value"))
                    .findFirst()
                    .orElse(example);
        }
        return oneIn(500)
                ? "[".repeat(100_000)
                : oneIn(2000) ? "\"" + "x".repeat(LARGE) + "\"" : mutations.json(example);
    }

    private Sent request(String method, String target, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + target + (oneIn(300) ? " HTTP/9.9" : " HTTP/1.1") + "\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        if (!type.isEmpty()) {
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        boolean isChunked = oneIn(15) && bytes.length > 0;
        if (isChunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (bytes.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ")
                    .append(oneIn(300) ? "x" : bytes.length)
                    .append("\r\n");
        }
        while (oneIn(4)) {
            head.append(any(HEADERS)).append(": ").append(any(VALUES)).append("\r\n");
        }
        if (oneIn(400)) {
            head.append("X-Long: ").append("x".repeat(20_000)).append("\r\n");
        }
        head.append("\r\n");
        if (isChunked) {
            head.append(oneIn(4) ? "zz" : Integer.toHexString(bytes.length))
                    .append("\r\n")
                    .append(body)
                    .append("\r\n0\r\n\r\n");
        } else {
            head.append(body);
        }
        return new Sent(
                method, target, type.split(";")[0], body, head.toString().getBytes(StandardCharsets.UTF_8));
    }
}
