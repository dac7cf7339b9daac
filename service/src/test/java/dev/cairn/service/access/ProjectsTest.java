package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.service.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody learns that another project's things exist. */
class ProjectsTest {
    private static final Guarded GUARDED = new Guarded();
    private static final byte[] CSV = "time,x\n1,2\n2,3\n".getBytes(StandardCharsets.US_ASCII);

    private static String ann;
    private static String bob;
    private static String both;

    @BeforeAll
    static void twoProjects() {
        GUARDED.project("ann", "");
        GUARDED.project("bob", "");
        ann = GUARDED.token("ann", "\"role\": \"USER\", \"projects\": [\"ann\"]");
        bob = GUARDED.token("bob", "\"role\": \"USER\", \"projects\": [\"bob\"]");
        both = GUARDED.token("both", "\"role\": \"USER\", \"projects\": [\"ann\", \"bob\"]");
    }

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    @Test
    void theSameNameMayStandInTwoProjects() {
        String name = Fixtures.name();
        Guarded.Answer first = GUARDED.post(ann, "/studies", Fixtures.study(name, 3, ""));
        Guarded.Answer second = GUARDED.post(bob, "/studies", Fixtures.study(name, 3, ""));

        assertThat(first.json().path("project").asString()).isEqualTo("ann");
        assertThat(second.status()).isEqualTo(201);
        assertThat(GUARDED.post(bob, "/studies", Fixtures.study(name, 3, "")).code())
                .isEqualTo("NAME_TAKEN");
        assertThat(GUARDED.get(bob, "/studies?name=" + name).json().path("items"))
                .hasSize(1);
        assertThat(GUARDED.get(both, "/studies?name=" + name).json().path("items"))
                .hasSize(2);
        assertThat(GUARDED.get(both, "/studies?project=ann&name=" + name).json().path("items"))
                .hasSize(1);
    }

    @Test
    void anothersProjectIsNoProject() {
        for (String call : new String[] {"/studies?project=ann", "/datasets?project=ann"}) {
            assertThat(GUARDED.get(bob, call).body())
                    .isEqualTo(
                            GUARDED.get(bob, call.replace("ann", "none")).body().replace("'none'", "'ann'"));
            assertThat(GUARDED.get(bob, call).status()).isEqualTo(404);
        }
        assertThat(GUARDED.post(bob, "/studies?project=ann", Fixtures.study(Fixtures.name(), 3, ""))
                        .status())
                .isEqualTo(404);
        assertThat(GUARDED.get(bob, "/projects").body()).contains("bob").doesNotContain("ann");
    }

    @Test
    void whoSeesSeveralSaysWhich() {
        assertThat(GUARDED.post(both, "/studies", Fixtures.study(Fixtures.name(), 3, ""))
                        .body())
                .contains("?project=");
        assertThat(GUARDED.study(both, "bob", Fixtures.name())).isPositive();
    }

    @Test
    void anothersStudyIsAnsweredWordForWordAsNone() {
        long study = GUARDED.study(ann, "ann", Fixtures.name());

        assertThat(GUARDED.get(bob, "/studies/" + study).body())
                .isEqualTo(GUARDED.get(bob, "/studies/999999").body().replace("999999", Long.toString(study)));
        assertThat(GUARDED.get(bob, "/studies/+" + study).status()).isIn(400, 404);
        assertThat(GUARDED.get(bob, "/studies/0x" + Long.toHexString(study)).status())
                .isEqualTo(404);
    }

    @Test
    void aLeaseBelongsToTheTokenThatTookIt() {
        long study = GUARDED.study(ann, "ann", Fixtures.name());
        String one = GUARDED.token("worker-one", "\"role\": \"WORKER\", \"projects\": [\"ann\"]");
        String two = GUARDED.token("worker-two", "\"role\": \"WORKER\", \"projects\": [\"ann\"]");
        UUID request = UUID.randomUUID();
        Guarded.Answer lease = GUARDED.lease(one, study, request);
        String report = "/attempts/" + lease.json().path("attempt").asLong() + "/measurements";
        Map<String, String> token =
                Map.of("Cairn-Lease", lease.json().path("token").asString());

        assertThat(GUARDED.call(two, "POST", report, "{}", token).code()).isEqualTo("UNAUTHORIZED");
        assertThat(GUARDED.call(ann, "POST", report, "{}", token).code()).isEqualTo("UNAUTHORIZED");
        assertThat(GUARDED.lease(two, study, request).json().path("attempt"))
                .as("another grant, not the same one repeated")
                .isNotEqualTo(lease.json().path("attempt"));
        assertThat(GUARDED.call(one, "POST", report, "{}", token).status()).isEqualTo(200);
        assertThat(GUARDED.lease(one, study, request).json().path("attempt"))
                .isEqualTo(lease.json().path("attempt"));
    }

    @Test
    void aWorkersLeasesComeFromItsProjectsOnly() {
        long study = GUARDED.study(ann, "ann", Fixtures.name());
        String worker = GUARDED.token("bobs-worker", "\"role\": \"WORKER\", \"projects\": [\"bob\"]");

        Guarded.Answer foreign = GUARDED.lease(worker, study, UUID.randomUUID());
        Guarded.Answer none = GUARDED.lease(worker, 999_999, UUID.randomUUID());

        assertThat(foreign.status()).isEqualTo(204);
        assertThat(foreign.head().headers().map().get("Cairn-Reason"))
                .isEqualTo(none.head().headers().map().get("Cairn-Reason"));
        assertThat(GUARDED.lease(Guarded.WORKER, study, UUID.randomUUID()).status())
                .as("of all projects")
                .isEqualTo(200);
    }

    @Test
    void bytesOfOneProjectAreNoneInAnother() {
        String sha = Guarded.sha256(CSV);
        assertThat(GUARDED.put(ann, "/blobs/" + sha, CSV, Map.of()).status()).isEqualTo(204);
        assertThat(GUARDED.get(bob, "/blobs/" + sha).status()).isEqualTo(404);
        assertThat(GUARDED.get(ann, "/blobs/" + sha).status()).isEqualTo(200);
        assertThat(GUARDED.get(both, "/blobs/" + sha + "?project=bob").status()).isEqualTo(404);

        Map<String, String> csv = Map.of("Content-Type", "text/csv");
        Guarded.Answer first =
                GUARDED.call(ann, "POST", "/datasets?name=same", new String(CSV, StandardCharsets.US_ASCII), csv);
        assertThat(first.status()).isEqualTo(201);
        assertThat(GUARDED.get(bob, "/datasets/" + sha).status()).isEqualTo(404);
        assertThat(GUARDED.get(bob, "/datasets/" + sha + "/content").status()).isEqualTo(404);
        assertThat(GUARDED.get(bob, "/datasets").body()).doesNotContain(sha);
        Guarded.Answer second =
                GUARDED.call(bob, "POST", "/datasets?name=same", new String(CSV, StandardCharsets.US_ASCII), csv);
        assertThat(second.status()).as("201 as if nobody had it").isEqualTo(201);
    }

    @Test
    void aStudyTrainsOnDataOfItsOwnProject() {
        byte[] csv = "time,x\n1,5\n2,6\n".getBytes(StandardCharsets.US_ASCII);
        GUARDED.call(
                ann,
                "POST",
                "/datasets?name=anns",
                new String(csv, StandardCharsets.US_ASCII),
                Map.of("Content-Type", "text/csv"));
        String spec = """
                {"name": "thief", "budget": {"trials": 1}, "objectives": [{"metric": "validation.rmse"}],
                 "space": {"parameters": [{"name": "learningRate", "type": "REAL", "low": 0.001, "high": 0.1}]},
                 "task": {"type": "FORECASTING", "dataset": "sha256:%s", "time": "time", "targets": ["x"],
                  "split": {"type": "CHRONOLOGICAL", "validation": 0.5}}}
                """.formatted(Guarded.sha256(csv));

        assertThat(GUARDED.post(bob, "/studies", spec).body()).contains("there is no data set");
        assertThat(GUARDED.post(ann, "/studies", spec).body()).doesNotContain("there is no data set");
    }

    @Test
    void aWorkerGetsAtTheBytesOfItsOwnLeasesOnly() {
        long study = GUARDED.study(ann, "ann", Fixtures.name());
        String worker = GUARDED.token("narrow", "\"role\": \"WORKER\"");
        byte[] bytes = "a checkpoint".getBytes(StandardCharsets.US_ASCII);
        String blob = "/blobs/" + Guarded.sha256(bytes);
        Guarded.Answer lease = GUARDED.lease(worker, study, UUID.randomUUID());
        long attempt = lease.json().path("attempt").asLong();
        Map<String, String> token =
                Map.of("Cairn-Lease", lease.json().path("token").asString());

        String stranger = GUARDED.token("stranger", "\"role\": \"WORKER\"");

        assertThat(GUARDED.put(stranger, blob, bytes, Map.of()).code()).isEqualTo("FORBIDDEN");
        assertThat(GUARDED.put(worker, blob + "?project=bob", bytes, Map.of()).code())
                .isEqualTo("FORBIDDEN");
        assertThat(GUARDED.put(worker, blob, bytes, Map.of()).status()).isEqualTo(204);
        assertThat(GUARDED.get(worker, blob).status())
                .as("nothing names it yet")
                .isEqualTo(404);
        String report = "{\"checkpoint\": {\"step\": 1, \"sha256\": \"" + Guarded.sha256(bytes) + "\"}}";
        assertThat(GUARDED.call(worker, "POST", "/attempts/" + attempt + "/measurements", report, token)
                        .status())
                .isEqualTo(200);
        assertThat(GUARDED.get(worker, blob).body()).isEqualTo("a checkpoint");
        assertThat(GUARDED.get(stranger, blob).status()).isEqualTo(404);
        assertThat(GUARDED.get(ann, blob).status())
                .as("it lies in the study's project")
                .isEqualTo(200);
        assertThat(GUARDED.get(bob, blob).status()).isEqualTo(404);

        String outcome = "/attempts/" + attempt + "/outcome";
        GUARDED.call(worker, "POST", outcome, "{\"result\": \"PREEMPTED\"}", token);
        assertThat(GUARDED.get(worker, blob).status())
                .as("it holds no lease any more")
                .isEqualTo(404);
    }

    @Test
    void whatWasDoneIsToldWithTheOneWhoDidIt() {
        long study = GUARDED.study(ann, "ann", Fixtures.name());
        GUARDED.post(both, "/studies/" + study + "/pause", null);
        String events = GUARDED.call(
                        ann, "GET", "/studies/" + study + "/events", null, Map.of("Accept", "application/json"))
                .body();
        assertThat(events).contains("\"actor\":\"token:ann\"", "\"actor\":\"token:both\"");

        assertThat(GUARDED.delete(both, "/studies/" + study + "?force=true").status())
                .isEqualTo(204);
        assertThat(GUARDED.get(Guarded.ADMIN, "/audit").body())
                .contains("STUDY_DELETED", "token:both", "\"subject\":\"" + study + " ");
    }
}
