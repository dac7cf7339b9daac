package dev.cairn.client.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private final StopSignal stopping = new StopSignal();
    private final BlockingQueue<Report> arrived = new LinkedBlockingQueue<>();
    private final AtomicInteger away = new AtomicInteger();
    private Directive.@Nullable Kind directive = Directive.Kind.CONTINUE;
    private boolean superseded;
    private Reports reports;

    @BeforeEach
    void start() {
        reports = new Reports(this::receive, Leases.lease(Map.of()));
        LongStream.rangeClosed(1, 2500).forEach(step -> reports.add(new Measurement(step, Map.of("loss", 1.0))));
    }

    @AfterEach
    void stop() {
        reports.close();
    }

    private Directive receive(Report report) {
        if (superseded) {
            throw new ProblemException(Problem.of(ProblemCode.LEASE_SUPERSEDED, null));
        }
        if (away.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, null));
        }
        arrived.add(report);
        return new Directive(directive, Duration.ofSeconds(30));
    }

    private Report report() throws InterruptedException {
        return Objects.requireNonNull(arrived.poll(20, TimeUnit.SECONDS), "no report in time");
    }

    @Test
    void pointsThatDoNotFitIntoTheOutcomeAreSentBeforeIt() throws Exception {
        away.set(1);
        reports.start();
        reports.drain(stopping);
        List<Measurement> rest = reports.rest();
        assertThat(rest).hasSizeLessThanOrEqualTo(Report.MOST_MEASUREMENTS);
        var all = new ArrayList<Measurement>();
        arrived.forEach(report -> all.addAll(report.measurements()));
        all.addAll(rest);
        assertThat(all)
                .extracting(Measurement::step)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2500).boxed().toList());
    }

    @Test
    void aCheckpointIsNamedOnlyOnceThePointsUpToItAreThere() throws Exception {
        var checkpoint = new Checkpoint(1500L, "c".repeat(64));
        reports.reached(checkpoint);
        reports.start();
        Report first = report();
        assertThat(first.measurements()).hasSize(Report.MOST_MEASUREMENTS);
        assertThat(first.checkpoint()).isNull();
        assertThat(report().checkpoint()).isEqualTo(checkpoint);
        assertThat(report().checkpoint()).isNull();
    }

    @Test
    void aCheckpointDoesNotWaitForTheNextHeartbeat() throws Exception {
        reports.start();
        reports.drain(stopping);
        var checkpoint = new Checkpoint(2500L, "c".repeat(64));
        reports.reached(checkpoint);
        Report next = report();
        while (next.checkpoint() == null) {
            next = report();
        }
        assertThat(next.checkpoint()).isEqualTo(checkpoint);
    }

    @Test
    void aWorkerThatMustStopDoesNotWaitForAServiceThatIsAway() throws Exception {
        away.set(Integer.MAX_VALUE);
        stopping.set();
        reports.start();
        reports.drain(stopping);
        assertThat(reports.rest()).hasSize(Report.MOST_MEASUREMENTS);
    }

    @Test
    void aRefusedReportEndsTheWait() {
        superseded = true;
        reports.start();
        assertThatThrownBy(() -> reports.drain(stopping)).isInstanceOf(SupersededException.class);
        assertThat(reports.isRefused()).isTrue();
    }

    @Test
    void aDirectiveOfLaterDaysIsNoReasonToEnd() throws Exception {
        directive = null;
        reports.start();
        reports.drain(stopping);
        assertThat(reports.isToldToEnd()).isFalse();
        directive = Directive.Kind.CANCEL;
        report();
        reports.add(new Measurement(2501L, Map.of()));
        reports.rest();
        assertThat(reports.isRefused()).isFalse();
    }
}
