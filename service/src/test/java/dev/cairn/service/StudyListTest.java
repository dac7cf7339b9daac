package dev.cairn.service;

import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.client.CairnClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StudyListTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();
    private final String run = "list-" + name();

    @BeforeEach
    void makeSome() {
        create("b", "\"labels\": {\"team\": \"blue\", \"a:b\": \"c\"},");
        create("c", "\"labels\": {\"team\": \"red\"},");
        create("a", "");
        client.studies().pause(client.studies().named(run + "-c").orElseThrow().id());
    }

    private void create(String name, String rest) {
        client.studies().create(study(run + "-" + name, 10, rest));
    }

    /** What follows the run in the names. */
    private List<String> found(String query) {
        var names = new ArrayList<String>();
        for (String cursor = ""; cursor != null; ) {
            HttpResponse<String> response = service.get("/api/v1/studies?prefix=" + run + query + cursor);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode page = CairnJson.strict().readTree(response.body());
            page.path("items")
                    .forEach(study ->
                            names.add(study.path("spec").path("name").asString().substring(run.length() + 1)));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asString() : null;
        }
        return names;
    }

    @Test
    void studiesAreSortedByCreationOrNameOnEveryPage() {
        assertThat(found("")).containsExactly("b", "c", "a");
        assertThat(found("&limit=1")).containsExactly("b", "c", "a");
        assertThat(found("&limit=1&sort=-created")).containsExactly("a", "c", "b");
        assertThat(found("&limit=2&sort=name")).containsExactly("a", "b", "c");
        assertThat(found("&limit=1&sort=-name")).containsExactly("c", "b", "a");
    }

    @Test
    void studiesAreFoundByStateAndLabel() {
        assertThat(found("&state=PAUSED")).containsExactly("c");
        assertThat(found("&state=PAUSED,ACTIVE")).containsExactly("b", "c", "a");
        assertThat(found("&state=CANCELLED")).isEmpty();
        assertThat(found("&label=team:blue")).containsExactly("b");
        assertThat(found("&label=team")).containsExactly("b", "c");
        assertThat(found("&label=team:red&state=PAUSED")).containsExactly("c");
        assertThat(found("&label=team:green")).isEmpty();
    }

    @Test
    void aPlaceInOneOrderIsNoneInAnother() {
        String next = CairnJson.strict()
                .readTree(service.get("/api/v1/studies?limit=1&sort=name").body())
                .path("next")
                .asString();

        assertThat(service.get("/api/v1/studies?sort=-name&cursor=" + next).statusCode())
                .isEqualTo(400);
        assertThat(TestService.problem(service.get("/api/v1/studies?sort=nam"))
                        .violations()
                        .toString())
                .contains("did you mean 'name'");
        assertThat(TestService.problem(service.get("/api/v1/studies?state=PAUSD"))
                        .detail())
                .contains("PAUSED");
        assertThat(service.get("/api/v1/studies?state=+").statusCode()).isEqualTo(400);
        assertThat(service.get("/api/v1/studies/1/trials?purpose=+").statusCode())
                .isEqualTo(400);
    }
}
