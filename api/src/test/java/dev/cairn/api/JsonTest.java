package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Refit;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.AttemptView;
import dev.cairn.api.trial.Origin;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.sampler.GridSampler;
import dev.cairn.search.sampler.QuasiRandomSampler;
import dev.cairn.search.sampler.RandomSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class JsonTest {
    private static final Instant NOW = Instant.parse("2026-01-31T18:05:00Z");

    private static final String FULL = """
            {"name": "apple-close", "labels": {"team": "research"}, "seed": 7,
             "task": {"type": "FORECASTING",
                      "dataset": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
                      "time": "date", "targets": ["close"], "features": ["open", "close"], "horizon": 3, "gaps": "ALLOW",
                      "split": {"type": "CHRONOLOGICAL", "validation": 0.15, "test": 0.15, "gap": 5},
                      "hyperparameters": {"epochs": 10, "optimizer": "ADAM", "l2": 0.5}},
             "space": {"parameters": [
                {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
                {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
                {"name": "batchSize", "type": "ORDINAL", "values": [16, 32]},
                {"name": "layers", "type": "INTEGER", "low": 1, "high": 2},
                {"name": "dropRate", "type": "REAL", "low": 0.0, "high": 0.5, "step": 0.1,
                 "when": {"layers": [2]}}],
                "constraints": ["layers * units <= 256"]},
             "objectives": [{"metric": "validation.skill", "direction": "MAXIMIZE"}],
             "constraints": [{"metric": "parameters", "atMost": 50000.0}, {"metric": "seconds", "atMost": 60.0, "atLeast": 1.0}],
             "sampler": {"type": "GAUSSIAN_PROCESS", "startupTrials": 6, "probeEvery": 0},
             "pruner": {"type": "MEDIAN", "startupTrials": 4, "warmupSteps": 2},
             "budget": {"trials": 60, "parallel": 4}, "retry": {"WORKER_LOST": 2, "CRASHED": 0}}
            """;

    private static final String SMALL = """
            {"name": "small", "space": {"parameters": [{"name": "x", "type": "REAL", "low": 0, "high": 1}]},
             "objectives": [{"metric": "loss"}], "budget": {"trials": 3}}
            """;

    private static StudySpec read(String json) {
        return CairnJson.strict().readValue(json, StudySpec.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL, SMALL})
    void aSpecificationSurvivesTheWire(String json) {
        StudySpec spec = read(json);
        String written = CairnJson.strict().writeValueAsString(spec);
        assertThat(read(written)).isEqualTo(spec);
        assertThat(CairnJson.strict().writeValueAsString(read(written))).isEqualTo(written);
    }

    @Test
    void whatWasSentStandsInWhatIsWritten() {
        JsonNode written = CairnJson.strict().valueToTree(read(FULL));
        // Whole numbers of a range of reals are written as reals, so values are compared as numbers.
        assertThat(written.at("/space/parameters/0/low").doubleValue()).isEqualTo(1e-5);
        assertThat(written.at("/space/constraints/0").asString()).isEqualTo("layers * units <= 256");
        assertThat(written.at("/task/type").asString()).isEqualTo("FORECASTING");
        assertThat(written.at("/retry/CRASHED").intValue()).isZero();
        assertThat(written.at("/pruner/type").asString()).isEqualTo("MEDIAN");
        assertThat(written.at("/sampler/probeEvery").intValue()).isZero();
        assertThat(written.at("/task/hyperparameters/epochs").isIntegralNumber())
                .isTrue();
    }

    @Test
    void defaultsAreWrittenOutButTheSeedIsTheServicesToDraw() {
        JsonNode written = CairnJson.strict().valueToTree(read(SMALL));
        assertThat(written.at("/sampler/type").asString()).isEqualTo("AUTOMATIC");
        assertThat(written.at("/pruner/type").asString()).isEqualTo("NONE");
        assertThat(written.at("/retry/WORKER_LOST").intValue()).isEqualTo(3);
        assertThat(written.at("/objectives/0/direction").asString()).isEqualTo("MINIMIZE");
        assertThat(written.has("seed")).isFalse();
        assertThat(written.has("task")).isFalse();
    }

    @Test
    void everySamplerIsKnownByItsType() {
        assertThat(withSampler("{\"type\": \"RANDOM\"}").sampler()).isInstanceOf(RandomSampler.class);
        assertThat(withSampler("{\"type\": \"QUASI_RANDOM\"}").sampler()).isInstanceOf(QuasiRandomSampler.class);
        assertThat(withSampler("{\"type\": \"GRID\", \"points\": 4}").sampler()).isInstanceOf(GridSampler.class);
    }

    private static StudySpec withSampler(String sampler) {
        return read(SMALL.replaceFirst("\\{", "{\"sampler\": " + sampler + ","));
    }

    @Test
    void constraintsAreNoneWhenAbsentAndOneEachForAMetric() {
        assertThat(read(SMALL).constraints()).isEmpty();
        assertThat(read(FULL).problem().constraints())
                .extracting(OutcomeConstraint::metric)
                .containsExactly("parameters", "seconds");
        String twice = "{\"constraints\": [{\"metric\": \"a\", \"atMost\": 1}, {\"metric\": \"a\", \"atLeast\": 1}],";
        assertThatThrownBy(() -> read(SMALL.replaceFirst("\\{", twice)))
                .hasMessageContaining("/constraints/1/metric: metric 'a' appears twice");
        assertThatThrownBy(() -> read(FULL.replace("\"parameters\", \"atMost", "\"parameter\", \"atMost")))
                .hasMessageContaining("/constraints/0/metric")
                .hasMessageContaining("did you mean 'parameters'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trials\": 1, \"tirals\": 2}",
                "{\"trials\": 1, \"trials\": 2}",
                "{\"trials\": \"1\"}",
                "{\"trials\": 1.5}",
                "{\"trials\": true}"
            })
    void theStrictDialectGuessesNothing(String json) {
        assertThatThrownBy(() -> CairnJson.strict().readValue(json, Budget.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void theTolerantDialectPassesOverNewFields() {
        assertThat(CairnJson.tolerant()
                        .readValue("{\"trials\": 1, \"newer\": 2}", Budget.class)
                        .trials())
                .isEqualTo(1);
    }

    static Stream<Object> whatIsSent() {
        StudySpec spec = read(SMALL);
        var point = spec.space().point(Map.of("x", 0.5));
        var bare = new TrialView(
                1,
                1,
                1,
                Purpose.SEARCH,
                Origin.SUGGESTED,
                TrialState.QUEUED,
                null,
                null,
                point,
                5,
                null,
                false,
                null,
                null,
                null,
                0,
                null,
                NOW,
                null);
        var attempt = new AttemptView(1, 1, AttemptState.RUNNING, null, null, "w", null, null, NOW, null);
        var tried = new TrialView(
                1,
                1,
                1,
                Purpose.SEARCH,
                Origin.ENQUEUED,
                TrialState.RUNNING,
                null,
                "behind the median",
                point,
                5,
                null,
                true,
                null,
                null,
                null,
                1,
                List.of(attempt),
                NOW,
                null);
        return Stream.of(
                spec,
                read(FULL),
                bare,
                tried,
                new StudyView(1, StudyState.ACTIVE, null, spec, true, Map.of(), null, null, NOW, null, 7L, "default"),
                new StudyView(
                        1,
                        StudyState.CONFIRMING,
                        null,
                        spec,
                        false,
                        Map.of(TrialState.COMPLETED, 1L),
                        bare,
                        new ConfirmationView(
                                ConfirmationView.ChosenBy.MODEL,
                                List.of(new ConfirmationView.Candidate(1, 1, point, 0.5, 0.6, 5, 2, 1, 0.7, null)),
                                1L,
                                7,
                                2L,
                                NOW,
                                null,
                                null),
                        NOW,
                        null,
                        12L,
                        "default"),
                new Lease(
                        1,
                        1,
                        "token",
                        1,
                        "small",
                        1,
                        1,
                        Purpose.SEARCH,
                        point,
                        5,
                        null,
                        spec.objectives(),
                        new Checkpoint(3L, "0".repeat(64)),
                        new Refit(7, List.of(5L, 6L)),
                        Duration.ofSeconds(30)),
                new LeaseRequest(UUID.randomUUID(), new WorkerInfo("w", null, null), null, null),
                new Directive(Directive.Kind.CONTINUE, Duration.ofSeconds(30)),
                new Report(null, null),
                new Outcome(Outcome.Result.PRUNED, null, null, null, null, null, null),
                new Page<>(List.of("a"), null),
                Problem.of(ProblemCode.INTERNAL, null));
    }

    @ParameterizedTest
    @MethodSource("whatIsSent")
    void noNullGoesOverTheWireAndEverythingComesBack(Object sent) {
        String json = CairnJson.strict().writeValueAsString(sent);
        assertThat(nulls(CairnJson.strict().readTree(json))).isZero();
        Object back = CairnJson.strict().readValue(json, sent.getClass());
        assertThat(back).isEqualTo(sent);
    }

    private static int nulls(JsonNode node) {
        int here = node.isNull() ? 1 : 0;
        for (JsonNode child : node) {
            here += nulls(child);
        }
        return here;
    }

    @Test
    void durationsAndTimesAreIsoText() {
        String json = CairnJson.strict()
                .writeValueAsString(new Directive(Directive.Kind.CONTINUE, Duration.ofMillis(29_500)));
        assertThat(json).isEqualTo("{\"directive\":\"CONTINUE\",\"timeLeft\":\"PT29.5S\"}");
        assertThat(CairnJson.strict().writeValueAsString(NOW)).isEqualTo("\"2026-01-31T18:05:00Z\"");
    }

    @Test
    void aProblemNamesItsCodeInItsType() {
        Problem problem = Problem.of(ProblemCode.LEASE_SUPERSEDED, "gone");
        assertThat(problem.type()).isEqualTo("/api/v1/problems#lease-superseded");
        assertThat(problem.status()).isEqualTo(409);
    }

    @Test
    void aPatchLeavesWhatItDoesNotName() {
        StudySpec spec = read(SMALL.replaceFirst("\\{", "{\"webhook\": {\"url\": \"https://example.org/hook\"},"));

        assertThat(spec.changed(new StudyPatch(null, null, null, true, null))).isEqualTo(spec);
        assertThat(spec.withName("other").webhook()).isEqualTo(spec.webhook()).isNotNull();
    }
}
