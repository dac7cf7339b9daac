package dev.cairn.service.steering;

import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.search.sampler.Observation;
import dev.cairn.service.TestService;
import dev.cairn.service.suggestion.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class LateMeasurementsTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(String rest) {
        return client.studies().create(study(name(), 12, rest));
    }

    private List<Double> taught(StudyView study) {
        return Replay.history(service, study.id()).observations().stream()
                .map(o -> ((Observation.Completed) o.result()).values().get(0))
                .toList();
    }

    private static LateMetrics metric(String name, double value) {
        return new LateMetrics(Map.of(name, value));
    }

    @Test
    void whatIsMeasuredLaterCountsFromThenOn() {
        StudyView study = create("\"sampler\": {\"type\": \"GAUSSIAN_PROCESS\", \"startupTrials\": 2},");
        var leases = new ArrayList<Lease>();
        for (double loss : List.of(0.5, 0.25, 0.75, 0.6)) {
            leases.add(lease(client, study));
            client.leases().finish(leases.get(leases.size() - 1), completed(loss));
        }
        assertThat(client.studies().best(study.id()).number()).isEqualTo(2);

        TrialView measured = client.trials().measure(leases.get(2).trial(), metric("loss", 0.125));

        assertThat(measured.values()).containsExactly(0.125);
        assertThat(client.studies().best(study.id()).number()).isEqualTo(3);
        assertThat(taught(study)).containsExactly(0.5, 0.25, 0.125, 0.6);
        for (int i = 0; i < 3; i++) {
            client.leases().finish(lease(client, study), completed(0.3));
        }
        client.trials().measure(leases.get(0).trial(), metric("loss", 0.0625));
        client.leases().finish(lease(client, study), completed(0.3));
        assertThat(Replay.differing(service, study.id())).isEmpty();
    }

    @Test
    void aMetricOfAConstraintDecidesWhoMayBeTheBest() {
        StudyView study = create("\"constraints\": [{\"metric\": \"latency\", \"atMost\": 5}],");
        for (double loss : List.of(0.1, 0.9)) {
            Lease lease = lease(client, study);
            client.leases()
                    .finish(
                            lease,
                            new Outcome(
                                    Result.COMPLETED,
                                    null,
                                    Map.of("loss", loss, "latency", 1.0),
                                    null,
                                    null,
                                    null,
                                    null));
        }
        TrialView best = client.studies().best(study.id());

        client.trials().measure(best.id(), metric("latency", 7));

        assertThat(client.studies().best(study.id()).values()).containsExactly(0.9);
        assertThat(Replay.outcomes(service, study.id())).containsExactly(List.of(7.0), List.of(1.0));
    }

    @Test
    void aRatingIsKeptBesideWhatIsThereAndSaidTwiceIsOneEvent() {
        StudyView study = create("");
        Lease lease = lease(client, study);
        client.leases().finish(lease, completed(0.5));

        client.trials().measure(lease.trial(), metric("rating", 4));
        TrialView rated = client.trials().measure(lease.trial(), metric("rating", 4));

        assertThat(rated.metrics()).isEqualTo(Map.of("loss", 0.5, "rating", 4.0));
        assertThat(rated.values()).containsExactly(0.5);
        assertThat(service.bean(JdbcClient.class)
                        .sql(
                                "select payload ->> 'metrics' from event where trial_id = :trial and type = 'TRIAL_MEASURED'")
                        .param("trial", lease.trial())
                        .query(String.class)
                        .list())
                .containsExactly("{\"rating\": 4.0}");
    }

    @Test
    void onlyACompletedTrialIsMeasuredAndItsObjectiveStaysFinite() {
        StudyView study = create("");
        Lease lease = lease(client, study);
        assertRefused(() -> client.trials().measure(lease.trial(), metric("loss", 1)), ProblemCode.WRONG_STATE);
        client.leases().finish(lease, completed(0.5));

        assertRefused(
                () -> client.trials().measure(lease.trial(), metric("loss", Double.NaN)), ProblemCode.INVALID_REQUEST);
        assertThat(client.trials()
                        .measure(lease.trial(), metric("other", Double.NaN))
                        .metrics())
                .containsEntry("other", Double.NaN);
        String path = "/api/v1/trials/" + lease.trial() + "/metrics";
        assertThat(service.post(path, "{\"metrics\": {}}").statusCode()).isEqualTo(400);
        assertThat(service.post(path, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void nothingIsLostWhenManyMeasureAtOnce() throws Exception {
        StudyView study = create("");
        Lease lease = lease(client, study);
        client.leases().finish(lease, completed(0.5));
        ExecutorService people = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i ->
                            people.submit(() -> client.trials().measure(lease.trial(), metric("m" + i, i))))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(client.trials().get(lease.trial()).metrics()).hasSize(9);
    }
}
