package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads answers that are no 2xx. Tolerant: a newer service has codes we do not know, a proxy has no problem documents at all. */
final class Refusals {
    private static final int LONGEST = 200;

    private Refusals() {}

    static boolean isRefusal(int status) {
        return status < 200 || status > 299;
    }

    static ProblemException of(int status, HttpHeaders headers, byte[] body) {
        Duration retryAfter = retryAfter(headers);
        ProblemCode likely = Arrays.stream(ProblemCode.values())
                .filter(code -> code.status() == status)
                .findFirst()
                .orElse(ProblemCode.INTERNAL);
        try {
            JsonNode document = CairnJson.tolerant().readTree(body);
            if (document.isObject() && document.path("title").isString()) {
                String code = document.path("code").asString("");
                return new ProblemException(
                        new Problem(
                                document.path("type").asString("about:blank"),
                                document.path("title").asString(),
                                status,
                                text(document.path("detail")),
                                known(code, likely),
                                violations(document.path("violations"))),
                        code.isEmpty() ? likely.name() : code,
                        retryAfter);
            }
        } catch (JacksonException e) {
            // Not JSON: told in words below.
        }
        String detail = words(status, headers, new String(body, StandardCharsets.UTF_8).strip());
        return new ProblemException(
                new Problem("about:blank", likely.title(), status, detail, likely, null), likely.name(), retryAfter);
    }

    /** In seconds; the other form, a date, depends on clocks that agree, and our services do not use it. */
    private static @Nullable Duration retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }

    private static String words(int status, HttpHeaders headers, String body) {
        String elsewhere = headers.firstValue("Location").orElse("");
        if (status >= 300 && status < 400 && !elsewhere.isEmpty()) {
            return "HTTP status " + status + ": the address redirects to " + elsewhere
                    + ", which is not followed: a token goes to nobody but the address that was given";
        }
        String shortened = body.length() > LONGEST ? body.substring(0, LONGEST) + "…" : body;
        return "HTTP status " + status + (shortened.isEmpty() ? "" : ": " + shortened);
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

    private static ProblemCode known(String name, ProblemCode otherwise) {
        return Arrays.stream(ProblemCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(otherwise);
    }
}
