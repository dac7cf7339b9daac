package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private final StopSignal stopping = new StopSignal();
    private final Lease lease = Leases.lease(Map.of());
    private FakeService service;
    private Reports reports;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.grant(lease);
        reports = new Reports(
                CairnClient.builder().url(service.url()).retryFor(Duration.ZERO).build(), lease);
        LongStream.rangeClosed(1, 2500).forEach(step -> reports.add(new Measurement(step, Map.of("loss", 1.0))));
    }

    @AfterEach
    void stop() {
        reports.close();
        service.close();
    }

    @Test
    void pointsThatDoNotFitIntoTheOutcomeAreSentBeforeIt() throws Exception {
        service.away.set(1);
        reports.start();
        reports.drain(stopping);
        List<Measurement> rest = reports.rest();
        assertThat(rest).hasSizeLessThanOrEqualTo(Report.MOST_MEASUREMENTS);
        var outcome = new Outcome(Result.PRUNED, null, null, rest, null, null, null);
        assertThat(service.steps(lease, outcome))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2500).boxed().toList());
    }

    @Test
    void aCheckpointIsNamedOnlyOnceThePointsUpToItAreThere() throws Exception {
        var checkpoint = new Checkpoint(1500L, "c".repeat(64));
        reports.reached(checkpoint);
        reports.start();
        Report first = service.report(lease, true);
        assertThat(first.measurements()).hasSize(Report.MOST_MEASUREMENTS);
        assertThat(first.checkpoint()).isNull();
        assertThat(service.report(lease, true).checkpoint()).isEqualTo(checkpoint);
        assertThat(service.report(lease, true).checkpoint()).isNull();
    }

    @Test
    void aCheckpointDoesNotWaitForTheNextHeartbeat() throws Exception {
        reports.start();
        reports.drain(stopping);
        var checkpoint = new Checkpoint(2500L, "c".repeat(64));
        reports.reached(checkpoint);
        assertThat(service.checkpoint(lease)).isEqualTo(checkpoint);
    }

    @Test
    void aWorkerThatMustStopDoesNotWaitForAServiceThatIsAway() throws Exception {
        service.away.set(Integer.MAX_VALUE);
        stopping.set();
        reports.start();
        reports.drain(stopping);
        assertThat(reports.rest()).hasSize(Report.MOST_MEASUREMENTS);
    }

    @Test
    void aRefusedReportEndsTheWait() {
        service.refusals.put(lease.attempt(), ProblemCode.LEASE_SUPERSEDED);
        reports.start();
        assertThatThrownBy(() -> reports.drain(stopping)).isInstanceOf(SupersededException.class);
        assertThat(reports.isRefused()).isTrue();
    }
}
