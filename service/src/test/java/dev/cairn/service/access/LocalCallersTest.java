package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nobody is asked who they are, a browser's foreign pages get nowhere. Written by hand, as HTTP clients choose the host. */
class LocalCallersTest {
    private static final TestService SERVICE = TestService.shared();

    private static String call(String head) throws IOException {
        return call(SERVICE, head);
    }

    static String call(TestService service, String head) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.url().getPort())) {
            socket.getOutputStream()
                    .write((head.replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST"})
    void loopbackNamesAreAnswered(String host) throws IOException {
        assertThat(call("GET /api/v1/studies HTTP/1.1\nHost: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example", "169.254.169.254"})
    void aNameThatAStrangerPointsHereIsRefused(String host) throws IOException {
        assertThat(call("GET /api/v1/studies HTTP/1.1\nHost: " + host))
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json", "FORBIDDEN");
    }

    /** There Spring Boot believes such headers unless it is told not to, and a page may send any of them to its own origin. */
    @Test
    void noForwardedNameIsBelievedOnKubernetesEither() throws IOException {
        TestPostgres.Database database = TestPostgres.database();
        try (var service =
                TestService.start(database, database.url(), "PT1H", "--spring.main.cloud-platform=kubernetes")) {
            assertThat(call(
                            service,
                            "GET /api/v1/studies HTTP/1.1\nHost: evil.example\nX-Forwarded-For: 127.0.0.1\n"
                                    + "X-Forwarded-Host: localhost\nX-Forwarded-Proto: https"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:9999",
                "Origin: ://"
            })
    void anotherSitesPageChangesNothing(String header) throws IOException {
        String call = "/api/v1/studies HTTP/1.1\nHost: localhost:8080\nContent-Length: 0\n" + header;

        assertThat(call("POST " + call)).startsWith("HTTP/1.1 403").contains("another site's page");
        assertThat(call("GET " + call)).startsWith("HTTP/1.1 200").doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "Origin: http://localhost:8080", "X: y"})
    void theServicesOwnPageAndProgramsMayChange(String header) throws IOException {
        assertThat(call("POST /api/v1/studies HTTP/1.1\nHost: localhost:8080\nContent-Length: 0\n" + header))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void noForeignOriginIsEverPermitted() throws IOException {
        assertThat(call("OPTIONS /actuator/health HTTP/1.1\nHost: localhost\nOrigin: http://evil.example\n"
                        + "Access-Control-Request-Method: POST"))
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void whoIsAskedForATokenMayCallByAnyName() throws IOException {
        try (var guarded = new Guarded()) {
            String call = "GET /api/v1/studies HTTP/1.1\nHost: cairn.example";
            assertThat(call(guarded.service, call)).startsWith("HTTP/1.1 401");
            assertThat(call(guarded.service, call + "\nAuthorization: Bearer " + Guarded.ADMIN))
                    .startsWith("HTTP/1.1 200");
        }
    }
}
