package dev.cairn.service.transfer;

import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.service.TestService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class CloneTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    /** As if the operator had taken the secret away since the study was created. */
    @Test
    void aWebhookThatCannotBeSignedIsRefusedForACloneToo() {
        StudyView study = client.studies().create(study(name(), 1, ""));
        service.bean(JdbcClient.class)
                .sql(
                        "update study set spec = spec || '{\"webhook\": {\"url\": \"https://example.org/\"}}' where id = :study")
                .param("study", study.id())
                .update();
        String clone = name();

        assertThatThrownBy(() -> client.studies().copy(study.id(), new CloneRequest(clone, null)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
                    assertThat(e.problem().detail()).contains("CAIRN_WEBHOOK_SECRET");
                });
        assertThat(client.studies().named(clone)).isEmpty();
    }
}
