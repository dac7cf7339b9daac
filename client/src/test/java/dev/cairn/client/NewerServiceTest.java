package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Report;
import dev.cairn.api.trial.TrialState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that say more than this version knows. */
class NewerServiceTest {
    private static final String STUDY = """
            {"id":5,"project":"default","state":"HIBERNATING","archived":false,"trials":{"COMPLETED":2,"DREAMING":1},"mood":{"a":[1]},
             "createdAt":"2026-11-01T10:00:00Z","spec":{"name":"apple","seed":7,"newField":true,
             "space":{"parameters":[{"name":"x","type":"REAL","low":0.0,"high":1.0,"unit":"m"}]},
             "objectives":[{"metric":"loss","weight":2}],"budget":{"trials":3,"euros":7},"pruner":{"type":"ORACLE","depth":3}}}""";
    private static final String LEASE = """
            {"attempt":21,"attemptNumber":1,"token":"secret","study":5,"studyName":"apple","trial":11,"trialNumber":1,
             "purpose":"REHEARSAL","point":{"x":0.25},"seed":3,"objectives":[{"metric":"loss"}],"timeLeft":"PT30S","gift":1}""";

    private final RecordedServer server = new RecordedServer();
    private final CairnClient client = server.client();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aStudyOfAnUnknownStateIsReadAllTheSame() {
        server.answers(200, STUDY);
        var study = client.studies().get(5);
        assertThat(study.state()).isNull();
        assertThat(study.trials()).containsEntry(TrialState.COMPLETED, 2L);
        assertThat(study.spec().name()).isEqualTo("apple");
    }

    @Test
    void anEventOfAnUnknownTypeHasItsPlace() {
        server.answers(200, """
                {"items":[{"study":5,"seq":1,"type":"STUDY_DREAMT","at":"2026-11-01T10:00:00Z","actor":"moon","data":{}, "x":1},
                 {"study":5,"seq":2,"type":"STUDY_CREATED","at":"2026-11-01T10:00:00Z","actor":"person","data":{}}]}""");
        var events = client.studies().events(5, 0).items();
        assertThat(events).extracting(event -> event.seq()).containsExactly(1L, 2L);
        assertThat(events.get(0).type()).isNull();
    }

    @Test
    void aLeaseForAnUnknownPurposeAndAnUnknownDirectiveAreRead() {
        server.answers(200, "{\"directive\":\"DANCE\",\"timeLeft\":\"PT29S\",\"music\":\"waltz\"}");
        Lease lease = CairnJson.tolerant().readValue(LEASE, Lease.class);
        assertThat(lease.purpose()).isNull();
        assertThat(client.leases().report(lease, new Report(List.of(), null)).directive())
                .isNull();
    }

    @Test
    void anUnknownProblemKeepsItsName() {
        server.answers(409, "{\"title\":\"New\",\"code\":\"FROM_THE_FUTURE\",\"status\":409,\"hint\":\"x\"}");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> client.studies().get(1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.codeName()).isEqualTo("FROM_THE_FUTURE"));
    }
}
