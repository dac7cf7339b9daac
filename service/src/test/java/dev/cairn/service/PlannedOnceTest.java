package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Postgres plans a prepared statement anew with each of its first five executions, and from then on if the parameters made
 * the plan seem better. Planning a claim or an outcome takes longer than running it, so that must not happen.
 */
class PlannedOnceTest {
    private static final int CYCLES = 30;
    /** How often the driver and the server try before they settle. */
    private static final int TRIES = 5;

    private record Planned(String statement, long generic, long custom) {}

    @Test
    void whatWorkersCallAllTheTimeIsNotPlannedAnewEachTime() {
        TestPostgres.Database database = TestPostgres.database();
        // One connection, which also tells what was prepared on it.
        try (TestService service =
                TestService.start(database, database.url(), "PT1H", "--spring.datasource.hikari.maximum-pool-size=1")) {
            CairnClient client = service.client();
            StudyView study = client.studies().create(study(name(), 200, ""));
            List<Map<String, Object>> points = IntStream.range(0, 4 * CYCLES)
                    .<Map<String, Object>>mapToObj(i -> Map.of("x", i / 1000.0, "kind", "a"))
                    .toList();
            client.studies().enqueue(study.id(), new PointsToTry(points, null, null), false);
            for (int i = 0; i < CYCLES; i++) {
                Lease lease = client.leases().take(ask(study)).orElseThrow();
                client.leases().report(lease, report(1, 1));
                Handover.Answer next = client.leases().handOver(lease, new Handover(completed(i), ask(study)));
                client.leases().finish(Objects.requireNonNull(next.lease()), completed(i));
                Lease any = client.leases().take(anywhere()).orElseThrow();
                next = client.leases().handOver(any, new Handover(completed(i), anywhere()));
                client.leases().finish(Objects.requireNonNull(next.lease()), completed(i));
            }

            List<Planned> hot = service.bean(JdbcClient.class)
                    .sql("""
                            select statement, generic_plans, custom_plans from pg_prepared_statements
                            where statement ~ 'token_hash' and generic_plans + custom_plans > :tries
                            """)
                    .param("tries", 2 * TRIES)
                    .query((row, index) -> new Planned(row.getString(1), row.getLong(2), row.getLong(3)))
                    .list();
            // Two claims, a report, an outcome and two handovers.
            assertThat(hot).hasSize(6).allMatch(planned -> planned.custom() <= TRIES);
        }
    }

    private static LeaseRequest anywhere() {
        return new LeaseRequest(UUID.randomUUID(), new WorkerInfo("tester", null, "cpu"), null, null);
    }
}
