package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Checkpoint;
import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.search.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An attempt goes on from an earlier one's checkpoint, on whatever worker, and the trial has one curve. */
class ResumeTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();
    private StudyView study = client.studies().create(study(name(), 1, "\"retry\": {\"WORKER_LOST\": 9},"));

    /** Uploads some bytes as what was saved after a step. */
    private Checkpoint upload(long step, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try {
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            client.blobs().put(sha256, bytes);
            return new Checkpoint(step, sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Lease next() {
        return lease(client, study);
    }

    private void vanish() {
        service.database().moveClock(Duration.ofSeconds(31));
    }

    private void save(Lease lease, Checkpoint checkpoint) {
        client.leases().report(lease, new Report(null, null, checkpoint));
    }

    private List<Double> curve(Lease lease) {
        return client.trials().curve(lease.trial()).stream()
                .map(point -> point.metrics().get("loss"))
                .toList();
    }

    @Test
    void aLostTrialGoesOnFromItsCheckpoint() throws IOException {
        Lease first = next();
        assertThat(first.resumeFrom()).isNull();
        for (long step = 1; step <= 3; step++) {
            client.leases().report(first, report(step, 1.0 / step));
        }
        Checkpoint saved = upload(2, "after two steps");
        save(first, saved);
        vanish();

        Lease second = next();

        assertThat(second.resumeFrom()).isEqualTo(saved);
        var bytes = new ByteArrayOutputStream();
        client.blobs().get(second.resumeFrom().sha256(), bytes);
        assertThat(bytes).hasToString("after two steps");
        assertThat(curve(second)).containsExactly(1.0, 0.5);
        client.leases().report(second, report(3, 0.3));
        client.leases().finish(second, completed(0.3));
        assertThat(curve(second)).containsExactly(1.0, 0.5, 0.3);
        assertThat(client.trials().get(second.trial()).attempts())
                .extracting(AttemptView::resumedFromStep)
                .containsExactly(null, 2L);
    }

    @Test
    void aPreemptedTrialBringsItsCheckpointAlong() {
        Lease first = next();
        client.leases().report(first, report(1, 0.9));
        Checkpoint saved = upload(1, "preempted");
        client.leases().finish(first, new Outcome(Result.PREEMPTED, null, null, null, null, "must go", null, saved));

        assertThat(next().resumeFrom()).isEqualTo(saved);
    }

    @Test
    void aCurveIsPutTogetherFromAllAttemptsThatWereResumed() {
        Lease first = next();
        client.leases().report(first, report(1, 0.9));
        save(first, upload(1, "one"));
        vanish();
        Lease second = next();
        client.leases().report(second, report(2, 0.8));
        client.leases().report(second, report(3, 0.7));
        save(second, upload(2, "two"));
        vanish();
        Lease third = next();
        client.leases().report(third, report(3, 0.6));
        vanish();

        Lease fourth = next();

        assertThat(fourth.resumeFrom().step()).isEqualTo(2);
        client.leases().report(fourth, report(3, 0.5));
        assertThat(curve(fourth)).containsExactly(0.9, 0.8, 0.5);
    }

    @Test
    void theLatestStepIsKeptAndTheGrantStaysWhatItWas() {
        Lease first = next();
        Checkpoint late = upload(5, "late");
        save(first, late);
        save(first, upload(4, "early"));
        vanish();
        LeaseRequest request = ask(study);
        Lease second = client.leases().take(request).orElseThrow();
        assertThat(second.resumeFrom()).isEqualTo(late);

        save(second, upload(6, "later still"));

        assertThat(client.leases().take(request).orElseThrow().resumeFrom()).isEqualTo(late);
    }

    @Test
    void onlyTheLatestAttemptSaves() {
        Lease stale = next();
        vanish();
        Lease current = next();
        Checkpoint checkpoint = upload(1, "stale");

        assertThatThrownBy(() -> save(stale, checkpoint))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.LEASE_SUPERSEDED));

        client.leases().report(current, report(1, 0.5));
        vanish();
        assertThat(next().resumeFrom()).isNull();
    }

    @Test
    void aCheckpointThatWasNotUploadedIsRefusedWithAllThatCameAlong() {
        Lease lease = next();
        var report = new Report(report(1, 0.5).measurements(), null, new Checkpoint(1L, "0".repeat(64)));

        assertThatThrownBy(() -> client.leases().report(lease, report))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/checkpoint"));
        assertThat(curve(lease)).isEmpty();
    }

    @Test
    void aPrunerSeesTheWholeCurve() {
        study = client.studies().create(study(name(), 2, "\"pruner\": {\"type\": \"PATIENCE\", \"patience\": 3},"));
        client.leases().finish(next(), completed(0.1));
        Lease first = next();
        for (Map.Entry<Long, Double> point : List.of(Map.entry(1L, 0.5), Map.entry(2L, 0.6), Map.entry(3L, 0.6))) {
            client.leases().report(first, report(point.getKey(), point.getValue()));
        }
        save(first, upload(3, "flat"));
        vanish();

        assertThat(client.leases().report(next(), report(4, 0.6)).directive()).isEqualTo(Directive.Kind.STOP);
    }
}
