package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.service.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractPageTest {
    private static final TestService SERVICE = TestService.shared();

    @ParameterizedTest
    @ValueSource(strings = {"", "contract.js", "openapi.yaml", "lib/swagger-ui.css", "lib/swagger-ui-bundle.js"})
    void everyFileThatThePageNeedsIsThere(String file) {
        HttpResponse<String> answer =
                SERVICE.send(HttpRequest.newBuilder(SERVICE.url().resolve("/ui/api/" + file)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
    }
}
