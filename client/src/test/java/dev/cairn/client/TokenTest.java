package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final String SECRET = "cairn_s3cret";

    private final RecordedServer server = new RecordedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private CairnClient client() {
        return CairnClient.builder()
                .environment(Map.of("CAIRN_URL", server.url(), "CAIRN_TOKEN", SECRET + "\n"))
                .build();
    }

    @Test
    void theTokenGoesWithEveryCall() {
        server.answers(200, "{\"items\":[]}").answersNothing(Map.of()).answers(200, "{\"status\":\"UP\"}");
        client().studies().page(null);
        client().blobs().put("0".repeat(64), new byte[1]);
        client().isUp();
        assertThat(server.calls())
                .hasSize(3)
                .allSatisfy(
                        call -> assertThat(call.headers()).containsEntry("Authorization", List.of("Bearer " + SECRET)))
                .noneMatch(call -> call.target().contains(SECRET));
    }

    @Test
    void withoutATokenThereIsNoHeader() {
        server.answers(200, "{\"items\":[]}");
        CairnClient.builder().url(server.url()).token("  ").build().studies().page(null);
        assertThat(server.call().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(client().toString()).doesNotContain(SECRET).contains(server.url(), "with a token");
        assertThatThrownBy(() -> client().studies().get(1)).message().doesNotContain(SECRET);
        assertThatThrownBy(() -> CairnClient.builder().token("two words").build())
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("token must be visible ASCII")
                .doesNotContain("two words");
    }

    @Test
    void aRedirectIsToldAndNotFollowed() {
        try (var elsewhere = new RecordedServer()) {
            server.refuses(307, Map.of("Location", elsewhere.url() + "/api/v1/studies/1"));
            assertThatThrownBy(() -> client().studies().get(1))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("redirects to " + elsewhere.url());
            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @Test
    void aSecretInTheAddressIsRefusedWithoutSayingIt() {
        assertThatThrownBy(() ->
                        CairnClient.builder().url("http://me:s3cret@127.0.0.1").build())
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("given as a token")
                .doesNotContain("s3cret");
    }
}
