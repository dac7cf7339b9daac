package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.service.TestService;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/studies",
                "/api/v1/studies/7777777",
                "/api/v1/none",
                "/actuator/health",
                "/none",
                "/a//b;c",
                "/%",
                "/api/v1/studies?name=%00"
            })
    void everyAnswerForbidsToRunFrameOrGuess(String path) throws IOException {
        String answer = LocalCallersTest.call(TestService.shared(), "GET " + path + " HTTP/1.1\nHost: localhost");

        assertThat(answer)
                .containsOnlyOnce("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")
                .containsOnlyOnce("X-Content-Type-Options: nosniff")
                .containsOnlyOnce("Referrer-Policy: no-referrer")
                .doesNotContainIgnoringCase("<html")
                .doesNotContain("unsafe-inline", "\tat ");
    }

    @Test
    void thePageRunsItsOwnFilesAndItsImportMapAlone() {
        String policy = BrowserHeaders.pagePolicy("""
                <!doctype html><script type="importmap">{"imports": {}}</script>
                <script type="module" src="main.js"></script>
                """);

        assertThat(policy)
                // printf '{"imports": {}}' | openssl dgst -sha256 -binary | base64
                .contains("script-src 'self' 'sha256-CJt/FpW3RQlGvqBeO/YK74xrTm1ctS6rLMJu1bV4fMc=';")
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }
}
