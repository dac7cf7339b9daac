package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.diagnosis.Verdict;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private final CairnClient client = TestService.shared().client();
    private final StudyView study = client.studies().create(study(name(), 3, ""));

    @Test
    void aCurveWhoseValidationRisesWhileItsTrainingFallsIsOverfitting() {
        Lease lease = lease(client, study);
        List<Measurement> epochs = LongStream.rangeClosed(1, 20)
                .mapToObj(epoch -> new Measurement(
                        epoch, Map.of("train.loss", 1.0 / epoch, "validation.loss", 0.4 + Math.abs(epoch - 6) * 0.05)))
                .toList();
        client.leases().report(lease, new Report(epochs, null, null));
        client.leases().finish(lease, completed(0.5));

        assertThat(client.trials().diagnosis(lease.trial()).verdict()).isEqualTo(Verdict.OVERFITTING);
    }

    @Test
    void aTrialThatDivergedInItsFirstEpochIsDiagnosedByItsCause() {
        Lease lease = lease(client, study);
        client.leases().finish(lease, ended(Result.INFEASIBLE, FailureCause.DIVERGED));

        assertThat(client.trials().diagnosis(lease.trial()).verdict()).isEqualTo(Verdict.DIVERGED);
    }

    @Test
    void whatReportsNoLossHasNoDiagnosis() {
        Lease lease = lease(client, study);
        client.leases().finish(lease, completed(0.5));

        assertThatThrownBy(() -> client.trials().diagnosis(lease.trial()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.NOT_FOUND));
    }
}
