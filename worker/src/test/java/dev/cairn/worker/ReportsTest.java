package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import java.io.IOException;
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
        reports = new Reports(new CairnClient(service.url()), lease);
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
