package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.BlobKind;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A network that delivers every message twice, the second time at once or long after. */
class DuplicateTest {
    private final CairnClient client = TestService.shared().client();

    private static <T> T twice(Supplier<T> call) {
        T first = call.get();
        assertThat(call.get())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*timeLeft")
                .isEqualTo(first);
        return first;
    }

    private static void assertRefused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    @Test
    void everyMessageOfATrialMayComeTwice() throws Exception {
        StudyView study = client.studies().create(study(name(), 2, ""));
        byte[] model = "a model".getBytes(StandardCharsets.UTF_8);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        LeaseRequest request = ask(study);

        Lease lease = twice(() -> client.leases().take(request)).orElseThrow();
        twice(() -> client.leases().report(lease, report(1, 0.5)));
        twice(() -> client.leases().report(lease, report(2, 0.4)));
        client.leases().report(lease, report(1, 0.5));
        client.blobs().put(sha256, model);
        client.blobs().put(sha256, model);
        var outcome = new Outcome(
                Result.COMPLETED, null, Map.of("loss", 0.4), null, Map.of(BlobKind.MODEL, sha256), null, null);
        twice(() -> client.leases().finish(lease, outcome));
        assertRefused(() -> client.leases().report(lease, report(2, 0.4)), ProblemCode.LEASE_SUPERSEDED);
        assertRefused(() -> client.leases().take(request), ProblemCode.REQUEST_REUSED);

        assertThat(client.trials().curve(lease.trial()))
                .extracting(measurement -> measurement.metrics().get("loss"))
                .containsExactly(0.5, 0.4);
        assertThat(client.trials().get(lease.trial()).attempts()).hasSize(1);
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
    }

    @Test
    void aTrialGivenBackTwiceIsNotTakenFromTheNextWorker() {
        StudyView study = client.studies().create(study(name(), 1, ""));
        Lease first = lease(client, study);
        Outcome preempted = ended(Result.PREEMPTED, null);
        twice(() -> client.leases().finish(first, preempted));
        Lease second = lease(client, study);

        assertThat(client.leases().finish(first, preempted).state()).isEqualTo(TrialState.QUEUED);
        assertThat(client.trials().get(second.trial()).state()).isEqualTo(TrialState.RUNNING);
        twice(() -> client.leases().finish(second, completed(0.5)));
        assertThat(client.leases().finish(first, preempted).state()).isEqualTo(TrialState.QUEUED);
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, 1L));
    }

    @Test
    void whatPeopleSayAboutAStudyMayComeTwice() {
        StudyView study = client.studies().create(study(name(), 2, ""));
        lease(client, study);

        twice(() -> client.studies().pause(study.id()));
        twice(() -> client.studies().resume(study.id()));
        assertThat(twice(() -> client.studies().cancel(study.id())).state()).isEqualTo(StudyState.STOPPING);
        assertRefused(() -> client.studies().create(study(study.spec().name(), 2, "")), ProblemCode.NAME_TAKEN);
    }
}
