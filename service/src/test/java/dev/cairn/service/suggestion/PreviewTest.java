package dev.cairn.service.suggestion;

import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.study.StudyPreview;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Point;
import dev.cairn.service.TestService;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private HttpResponse<String> send(String spec) {
        return service.post("/api/v1/studies/preview", spec);
    }

    private StudyPreview preview(String spec) {
        HttpResponse<String> response = send(spec);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return CairnJson.strict().readValue(response.body(), StudyPreview.class);
    }

    private static String finite(String more) {
        return """
                {"name": "%s", %s "objectives": [{"metric": "loss"}], "budget": {"trials": 9}, "sampler": {"type": "GRID"},
                 "space": {"parameters": [
                    {"name": "units", "type": "INTEGER", "low": 1, "high": 3},
                    {"name": "kind", "type": "CATEGORICAL", "values": ["a", "b"]},
                    {"name": "depth", "type": "INTEGER", "low": 1, "high": 2, "when": {"kind": ["b"]}}]}}
                """.formatted(name(), more);
    }

    @Test
    void aStudyBeginsWithThePointsOfItsPreview() {
        StudyPreview preview = preview(study(name(), 100, ""));

        StudyView study = client.studies().create(CairnJson.strict().writeValueAsString(preview.spec()));
        var points = new ArrayList<Point>();
        for (int i = 0; i < 5; i++) {
            points.add(lease(client, study).point());
        }
        assertThat(preview.points())
                .extracting(StudyPreview.First::point)
                .hasSize(5)
                .containsExactlyElementsOf(points);
        assertThat(study.spec()).isEqualTo(preview.spec());
    }

    @Test
    void aPreviewCreatesNothing() {
        String spec = study(name(), 100, "");

        assertThat(preview(spec).isNameTaken()).isFalse();
        assertThat(preview(spec).isNameTaken()).isFalse();
        client.studies().create(spec);
        assertThat(preview(spec).isNameTaken()).isTrue();
    }

    @Test
    void thePointsOfAFiniteSpaceAreCounted() {
        StudyPreview preview = preview(finite(""));

        assertThat(preview.size()).isEqualTo(3 * (1 + 2));
        assertThat(preview.parameters())
                .containsExactly(
                        new StudyPreview.Size("units", 3L),
                        new StudyPreview.Size("kind", 2L),
                        new StudyPreview.Size("depth", 2L));
        assertThat(preview.whyFewer()).isNull();
    }

    @Test
    void aContinuumHasNoSize() {
        StudyPreview preview = preview(study(name(), 2, ""));

        assertThat(preview.size()).isNull();
        assertThat(preview.parameters().get(0)).isEqualTo(new StudyPreview.Size("x", null));
        assertThat(preview.points()).hasSize(2);
    }

    @Test
    void aSpaceOfFewPointsSaysWhyThereAreNoMore() {
        StudyPreview preview = preview("""
                {"name": "few", "objectives": [{"metric": "loss"}], "budget": {"trials": 9},
                 "space": {"parameters": [{"name": "kind", "type": "CATEGORICAL", "values": ["a", "b"]}]}}
                """);

        assertThat(preview.points()).hasSize(2);
        assertThat(preview.whyFewer()).contains("every point of the space was tried");
    }

    @Test
    void itRefusesWhatCreationRefuses() {
        String wrong = finite("\"prioritty\": 3, \"retry\": {\"CRASHED\": -1},").replace("\"high\": 3", "\"high\": 0");

        Problem preview = TestService.problem(send(wrong));
        assertThat(preview).isEqualTo(TestService.problem(service.post("/api/v1/studies", wrong)));
        assertThat(preview.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/prioritty", "/retry/CRASHED", "/space/parameters/0/low");
    }
}
