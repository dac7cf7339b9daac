package dev.cairn.service.suggestion;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.ReplayView;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    /** The last trial of a study whose model has had its say. */
    private Lease modelled(StudyView study) {
        for (int i = 0; i < 8; i++) {
            client.leases().finish(lease(client, study), completed(Math.cos(i)));
        }
        return lease(client, study);
    }

    @Test
    void aSuggestionIsShownWithItsReasonAndComesOutTheSameAgain() {
        StudyView study = client.studies()
                .create(study(name(), 20, "\"seed\": 7, \"sampler\": {\"type\": \"GAUSSIAN_PROCESS\"},"));
        Lease last = modelled(study);
        client.leases().finish(lease(client, study), completed(0.1));

        SuggestionView shown = client.trials().suggestion(last.trial());
        ReplayView replay = client.trials().replay(last.trial());

        assertThat(shown.number()).isEqualTo(8);
        assertThat(shown.origin()).isIn("MODEL", "LOCAL", "PROBE");
        assertThat(shown.reason()).isNotBlank();
        assertThat(shown.explanation().basis().observations()).isEqualTo(8);
        assertThat(shown.explanation().basis().lengths()).containsKeys("x", "kind", "depth");
        assertThat(replay.differences()).isEmpty();
        assertThat(replay.same()).isTrue();
        assertThat(replay.stored().point()).isEqualTo(last.point());
        assertThat(replay.stored().prediction()).isEqualTo(shown.prediction()).isNotNull();
        assertThat(replay.recomputed()).isEqualTo(replay.stored());
    }

    @Test
    void whatDiffersIsNamed() {
        StudyView study =
                client.studies().create(study(name(), 5, "\"seed\": 7, \"sampler\": {\"type\": \"RANDOM\"},"));
        Lease lease = lease(client, study);
        service.database().execute("update trial set point = point || '{\"x\": 0.125}' where id = " + lease.trial());

        ReplayView replay = client.trials().replay(lease.trial());

        assertThat(replay.same()).isFalse();
        assertThat(replay.differences())
                .containsExactly(new ReplayView.Difference(
                        "/point/x", 0.125, lease.point().values().get("x")));
    }

    @Test
    void aTrialThatWasNotSuggestedHasNothingToReplay() {
        assertThat(service.post("/api/v1/trials/0/replay", "").statusCode()).isEqualTo(404);
        assertThat(service.get("/api/v1/trials/0/suggestion").statusCode()).isEqualTo(404);
    }

    @Test
    void fewAreComputedAtOnce() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService own = TestService.start(database)) {
            StudyView study = own.client().studies().create(study(name(), 5, ""));
            long trial = lease(own.client(), study).trial();
            String path = "/api/v1/trials/" + trial + "/replay";
            List<CompletableFuture<HttpResponse<String>>> underWay = new ArrayList<>();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                // Nobody can read the history now.
                statement.execute("lock table event in access exclusive mode");
                for (int i = 0; i < Replays.MOST_AT_ONCE; i++) {
                    underWay.add(
                            CompletableFuture.supplyAsync(() -> own.post(path, ""), call -> new Thread(call).start()));
                }
                while (database.blocked() < Replays.MOST_AT_ONCE) {
                    Thread.onSpinWait();
                }

                HttpResponse<String> refused = own.post(path, "");

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
                assertThat(TestService.problem(refused).code()).isEqualTo(ProblemCode.BUSY);
                connection.rollback();
            }
            for (CompletableFuture<HttpResponse<String>> one : underWay) {
                assertThat(one.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
    }
}
