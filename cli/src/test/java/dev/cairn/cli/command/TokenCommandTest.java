package dev.cairn.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
    private static final String SECRET = "cairn_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String ANN = """
            {"id":7,"name":"ann","role":"USER","projects":["forecasts"],"createdBy":"environment:admin",\
            "createdAt":"2026-11-01T10:00:00Z","expiresAt":"2027-01-30T10:00:00.5Z"}""";
    private static final String BOB = """
            {"id":8,"name":"bob","role":"READER","createdBy":"token:ann","createdAt":"2026-11-02T10:00:00Z",\
            "lastUsedAt":"2026-11-03T11:12:13Z","revokedAt":"2026-11-04T10:00:00Z"}""";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                calls.add((call + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                        .strip());
                byte[] answer = answers.getOrDefault(call, "204 ").getBytes(StandardCharsets.UTF_8);
                int status = Integer.parseInt(new String(answer, 0, 3, StandardCharsets.US_ASCII));
                exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length - 4);
                exchange.getResponseBody().write(answer, 4, answer.length - 4);
            }
        });
        server.start();
        answers.put("POST /api/v1/tokens", "201 {\"token\":" + ANN + ",\"secret\":\"" + SECRET + "\"}");
        answers.put("GET /api/v1/tokens", "200 {\"items\":[" + ANN + "],\"next\":\"more\"}");
        answers.put("GET /api/v1/tokens?cursor=more", "200 {\"items\":[" + BOB + "]}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int token(String... arguments) {
        var all = new ArrayList<>(List.of("token"));
        all.addAll(List.of(arguments));
        all.add("--url=http://127.0.0.1:" + server.getAddress().getPort());
        return RootCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void theSecretAloneGoesToStandardOutput() {
        assertThat(token("create", "ann", "--role", "USER", "--project", "forecasts", "--lifetime", "P90D"))
                .isZero();

        assertThat(out.toString()).isEqualTo(SECRET + System.lineSeparator());
        assertThat(err.toString())
                .contains("token 7, ann: USER", "until 2027-01-30", "this once")
                .doesNotContain(SECRET);
        assertThat(calls)
                .singleElement()
                .satisfies(call -> assertThat(call)
                        .startsWith("POST /api/v1/tokens")
                        .contains(
                                "\"name\":\"ann\"",
                                "\"role\":\"USER\"",
                                "[\"forecasts\"]",
                                "\"lifetime\":\"PT2160H\""));
    }

    @Test
    void allPagesAreListedWithoutSecrets() {
        assertThat(token("list")).isZero();

        assertThat(out.toString().lines().toList())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("7", "ann", "USER", "forecasts", "2027-01-30T10:00:00Z"))
                .anySatisfy(line -> assertThat(line)
                        .contains("8", "bob", "READER", "all", "2026-11-03T11:12:13Z", "2026-11-04T10:00:00Z"));
    }

    @Test
    void aTokenIsRevokedByItsNumberOrByItsName() {
        assertThat(token("revoke", "7")).isZero();
        assertThat(token("revoke", "bob")).isZero();

        assertThat(out.toString()).contains("token 7 is void", "token bob is void");
        assertThat(calls).contains("DELETE /api/v1/tokens/7", "DELETE /api/v1/tokens/8");
    }

    @Test
    void aNameThatNobodyHasIsSaidAndNothingIsRevoked() {
        assertThat(token("revoke", "carl")).isEqualTo(1);

        assertThat(err.toString()).contains("no token named 'carl'");
        assertThat(calls).noneMatch(call -> call.startsWith("DELETE"));
    }

    @Test
    void whatIsMissingOrRefusedIsExplained() {
        assertThat(token()).isEqualTo(2);
        assertThat(token("create", "ann")).isEqualTo(2);
        assertThat(token("create", "ann", "--role", "KING")).isEqualTo(2);
        assertThat(err.toString())
                .contains("create, list or revoke", "--role", "KING")
                .doesNotContain("\tat ");

        answers.put(
                "POST /api/v1/tokens",
                "403 {\"title\":\"The caller may not do this\",\"code\":\"FORBIDDEN\",\"detail\":\"it takes ADMIN\"}");
        assertThat(token("create", "ann", "--role", "USER")).isEqualTo(1);
        assertThat(err.toString()).contains("it takes ADMIN");
        assertThat(out.toString()).isEmpty();
    }
}
