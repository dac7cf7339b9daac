package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * With many trials in the tables no statement of the service reads a large table through. The statements are those that calls
 * really send; the plan is the one that serves any parameters, which a connection settles on after a few executions.
 */
class PlansTest {
    private static final int STUDIES = 100;
    private static final int TRIALS_OF_EACH = 200;
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(31);
    private static final Pattern SCAN = Pattern.compile("Seq Scan on (trial|attempt|measurement|event)\\w*");

    private final TestPostgres.Database database = TestPostgres.database();

    @Test
    void noCallReadsALargeTableThrough() throws SQLException {
        var recorded = new Recorded();
        try (TestService service = TestService.startRecorded(database, recorded)) {
            StudyView plain = create(service, "");
            StudyView pruned = create(service, "\"pruner\": {\"type\": \"MEDIAN\", \"warmupSteps\": 0},");
            StudyView halved = create(service, "\"pruner\": {\"type\": \"SUCCESSIVE_HALVING\", \"minSteps\": 1},");
            StudyView curved = create(
                    service,
                    "\"pruner\": {\"type\": \"CURVE_EXTRAPOLATION\", \"firstStep\": 1, \"controlEvery\": 1000},");
            for (int i = 0; i < STUDIES; i++) {
                create(service, "");
            }
            seed();
            List.of(plain, pruned, halved, curved).forEach(study -> work(service, study));
            read(service, plain);
        }

        var scans = new ArrayList<String>();
        for (String statement : recorded.statements()) {
            Matcher scan = SCAN.matcher(plan(statement));
            while (scan.find()) {
                scans.add(scan.group() + " in " + statement);
            }
        }
        assertThat(recorded.statements()).hasSizeGreaterThan(20);
        assertThat(scans).isEmpty();
    }

    private static StudyView create(TestService service, String rest) {
        return service.client()
                .studies()
                .create(study(name(), 100_000, "\"sampler\": {\"type\": \"RANDOM\"}, " + rest));
    }

    /** Completed, pruned, running and queued trials in every study, with curves and events. */
    private void seed() throws SQLException {
        database.execute("""
                insert into worker (project_id, name, tasks) values (1, 'seed', '{}');
                update study set trials_created = %1$d, last_trial_number = %1$d;
                insert into trial (study_id, number, origin, state, point, point_key, seed, attempt, score, objective_values,
                    last_step, last_value, leased_until, ended_at)
                select s.id, i, 'SUGGESTED', o.state, '{"x": 0.5, "kind": "a"}', sha256(convert_to(i::text, 'UTF8')), i,
                    case when o.state = 'QUEUED' then 0 else 1 end,
                    case when o.state = 'COMPLETED' then -i end, case when o.state = 'COMPLETED' then array[i::float8] end,
                    case when o.state = 'PRUNED' then 2 end, case when o.state = 'PRUNED' then i end,
                    case when o.state = 'RUNNING' then cairn_now() + interval '1 day' end,
                    case when o.state in ('COMPLETED', 'PRUNED') then cairn_now() end
                from study s, generate_series(1, %1$d) i,
                    lateral (select (array['COMPLETED', 'COMPLETED', 'COMPLETED', 'PRUNED', 'QUEUED', 'COMPLETED', 'COMPLETED',
                        'COMPLETED', 'RUNNING', 'COMPLETED'])[1 + i %% 10]) as o (state);
                insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, state, ended_at)
                select t.id, t.study_id, 1, (select id from worker), sha256(convert_to('r' || t.id, 'UTF8')),
                    sha256(convert_to('t' || t.id, 'UTF8')), case when state = 'RUNNING' then 'RUNNING' else 'SUCCEEDED' end,
                    case when state <> 'RUNNING' then cairn_now() end
                from trial t where state <> 'QUEUED';
                insert into measurement (study_id, attempt_id, step, metrics)
                select a.study_id, a.id, step, jsonb_build_object('loss', a.id %% 97) from attempt a, generate_series(1, 3) step;
                insert into event (study_id, seq, type, trial_id, attempt_id, payload, actor)
                select t.study_id, 1 + t.number, 'TRIAL_CREATED', t.id, null, '{}'::jsonb, 'seed' from trial t
                union all
                select t.study_id, 1 + %1$d + t.number, 'TRIAL_ENDED', t.id, a.id,
                    case when t.state = 'COMPLETED' then jsonb_build_object('state', t.state, 'values', t.objective_values)
                        else '{"state": "PRUNED", "step": 2, "value": 5}' end, 'seed'
                from trial t join attempt a on a.trial_id = t.id where t.ended_at is not null;
                update study s set last_event_seq = 1 + 2 * %1$d,
                    trials_ended = (select count(*) from trial t where t.study_id = s.id and t.ended_at is not null);
                """.formatted(TRIALS_OF_EACH));
        database.execute("analyze");
    }

    /** Every call of the worker protocol, each in its ways to go. */
    private void work(TestService service, StudyView study) {
        CairnClient client = service.client();
        Lease first = client.leases().take(ask(study)).orElseThrow();
        for (long step = 1; step <= 4; step++) {
            client.leases().report(first, report(step, 1e6));
        }
        client.leases().report(first, report(4, 1e6));
        Handover.Answer next = client.leases().handOver(first, new Handover(completed(1), ask(study)));
        Lease second = Optional.ofNullable(next.lease()).orElseThrow();
        client.leases().finish(second, ended(Result.PRUNED, null));
        client.leases().finish(second, ended(Result.PRUNED, null));
        LeaseRequest anywhere = new LeaseRequest(UUID.randomUUID(), new WorkerInfo("tester", null, "cpu"), null, null);
        Lease third = client.leases().take(anywhere).orElseThrow();
        client.leases().report(third, report(1, 1));
        client.leases().take(anywhere);
        client.leases().finish(third, ended(Result.PREEMPTED, null));
        database.moveClock(LONGER_THAN_A_LEASE);
        emptyQueue();
        client.leases().finish(client.leases().take(ask(study)).orElseThrow(), completed(2));
        client.leases()
                .finish(
                        client.leases().take(ask(study)).orElseThrow(),
                        ended(Result.INFEASIBLE, FailureCause.HOST_OOM));
        client.leases()
                .finish(
                        client.leases().take(ask(study)).orElseThrow(),
                        ended(Result.INFEASIBLE, FailureCause.DEVICE_OOM));
        refillQueue();
    }

    /** So that the next lease needs a suggestion, and with it the history. */
    private void emptyQueue() {
        database.execute("update trial set not_before = 'infinity' where state = 'QUEUED'");
    }

    private void refillQueue() {
        database.execute("update trial set not_before = cairn_now() where state = 'QUEUED'");
    }

    private static void read(TestService service, StudyView study) {
        CairnClient client = service.client();
        client.studies().get(study.id());
        client.studies().page(null);
        client.studies().named(study.spec().name());
        client.studies().best(study.id());
        client.trials()
                .page(
                        study.id(),
                        Purpose.SEARCH,
                        client.trials().page(study.id(), Purpose.SEARCH, null).next());
        service.get("/api/v1/studies/" + study.id() + "/trials?state=" + TrialState.PRUNED);
        String trials = "/api/v1/studies/" + study.id() + "/trials?limit=5&";
        for (String order : List.of("number", "-number", "score", "-score", "-loss", "x", "endedAt")) {
            String next = CairnJson.strict()
                    .readTree(service.get(trials + "sort=" + order).body())
                    .path("next")
                    .asString();
            service.get(trials + "where=loss%3C3%20and%20state==%27COMPLETED%27&sort=" + order + "&cursor=" + next);
        }
        service.get(trials + "format=csv");
        service.get("/api/v1/studies/" + study.id() + "/curves?top=5");
        String attempts = "/api/v1/studies/" + study.id() + "/attempts?limit=5";
        String more = CairnJson.strict()
                .readTree(service.get(attempts).body())
                .path("next")
                .asString();
        service.get(attempts + "&cursor=" + more);
        long trial = client.studies().best(study.id()).id();
        client.trials().get(trial);
        client.trials().curve(trial);
        client.studies().pause(study.id());
        client.studies().resume(study.id());
        client.studies().cancel(study.id());
    }

    private String plan(String statement) throws SQLException {
        var numbered = new StringBuilder();
        int parameters = 0;
        for (char c : statement.toCharArray()) {
            numbered.append(c == '?' ? "$" + ++parameters : c);
        }
        var login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password());
        // Otherwise the driver would want values for the parameters.
        login.setProperty("preferQueryMode", "simple");
        try (Connection connection = DriverManager.getConnection(database.url(), login);
                Statement explain = connection.createStatement()) {
            connection.setSchema("cairn");
            ResultSet rows = explain.executeQuery("explain (generic_plan) " + numbered);
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
