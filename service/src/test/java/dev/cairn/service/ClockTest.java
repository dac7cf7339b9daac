package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.lease.Inside;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines whose clocks are wrong, the database's apart: here it is the database that differs from all others. */
class ClockTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void onlyTheDatabasesClockCounts(int minutes) {
        TestPostgres.Database database = TestPostgres.database();
        Duration skew = Duration.ofMinutes(minutes);
        database.moveClock(skew);
        try (TestService service = TestService.start(database)) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 2, ""));

            Lease lease = lease(client, study);
            assertThat(lease.timeLeft()).isBetween(LEASE.dividedBy(2), LEASE);
            Inside.sweep(service);
            Directive directive = client.leases().report(lease, report(1, 0.5));
            assertThat(directive.directive()).isEqualTo(Directive.Kind.CONTINUE);
            assertThat(directive.timeLeft()).isBetween(LEASE.dividedBy(2), LEASE);
            assertThat(Duration.between(
                            Instant.now().plus(skew),
                            client.trials().get(lease.trial()).createdAt()))
                    .isBetween(LEASE.negated(), LEASE);

            database.moveClock(LEASE.plusSeconds(1));
            Inside.sweep(service);
            assertThat(client.trials().get(lease.trial()).state()).isEqualTo(TrialState.QUEUED);
            assertThat(client.leases().finish(lease, completed(0.5)).state()).isEqualTo(TrialState.COMPLETED);
        }
    }
}
