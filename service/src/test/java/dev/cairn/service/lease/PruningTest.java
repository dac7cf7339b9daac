package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others;
import dev.cairn.search.pruner.Verdict;
import dev.cairn.service.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PruningTest {
    private static final String HALVING =
            "\"pruner\": {\"type\": \"SUCCESSIVE_HALVING\", \"minSteps\": 2, \"reductionFactor\": 2},";

    private static final String LIMITS = "\"constraints\": [{\"metric\": \"size\", \"atMost\": 100, \"atLeast\": 10}],";

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView create(String pruner) {
        return client.studies().create(study(name(), 50, pruner));
    }

    /** One report, of steps and losses in turn. */
    private Directive.Kind report(Lease lease, double... stepsAndLosses) {
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < stepsAndLosses.length; i += 2) {
            measurements.add(new Measurement((long) stepsAndLosses[i], Map.of("loss", stepsAndLosses[i + 1])));
        }
        return client.leases().report(lease, new Report(measurements, null)).directive();
    }

    @Test
    void runningPrunedAndCompletedTrialsCountAtARung() {
        StudyView study = create(HALVING);
        Lease running = lease(client, study);
        assertThat(report(running, 1, 0.5, 2, 0.4)).isEqualTo(Directive.Kind.CONTINUE);
        Lease pruned = lease(client, study);
        assertThat(report(pruned, 2, 0.5)).isEqualTo(Directive.Kind.STOP);
        client.leases().finish(pruned, ended(Result.PRUNED, null));
        Lease completed = lease(client, study);
        assertThat(report(completed, 2, 0.3, 3, 0.2)).isEqualTo(Directive.Kind.CONTINUE);
        client.leases().finish(completed, completed(0.2));

        // The second of four goes on; the pruned one must count for that.
        assertThat(report(lease(client, study), 2, 0.35)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(lease(client, study), 2, 0.36)).isEqualTo(Directive.Kind.STOP);
    }

    @Test
    void aRungThatOneReportJumpsOverIsJudged() {
        StudyView study = create(HALVING);
        report(lease(client, study), 1, 0.5, 2, 0.4, 3, 0.3);
        Lease jumping = lease(client, study);
        assertThat(report(jumping, 1, 0.9)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(jumping, 3, 0.8)).isEqualTo(Directive.Kind.STOP);

        Lease inside = lease(client, study);
        // Worse at the rung of step 2, which is followed by better steps in the same report.
        assertThat(report(inside, 1, 0.9, 2, 0.85, 3, 0.1)).isEqualTo(Directive.Kind.STOP);
    }

    @Test
    void aRungIsJudgedOnceUnlessItsReportIsSentAgain() {
        StudyView study = create(HALVING);
        Lease first = lease(client, study);
        assertThat(report(first, 2, 0.9)).isEqualTo(Directive.Kind.CONTINUE);
        Lease better = lease(client, study);
        report(better, 2, 0.1);

        assertThat(report(first, 3, 0.9)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(client.leases().report(first, new Report(null, null)).directive())
                .isEqualTo(Directive.Kind.CONTINUE);
        // As if the service had been killed between storing the report and judging it.
        assertThat(report(first, 2, 0.9)).isEqualTo(Directive.Kind.STOP);
    }

    @Test
    void valuesThatAreNotFiniteAreNoRung() {
        StudyView study = create(HALVING);
        report(lease(client, study), 2, 0.1);
        Lease strange = lease(client, study);
        assertThat(report(strange, 1, 0.5, 2, Double.NaN)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(strange, 2, 0.7)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(strange, 3, 0.5)).isEqualTo(Directive.Kind.STOP);

        Lease never = lease(client, study);
        assertThat(report(never, 2, Double.NaN)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(never, 2, 0.7)).isEqualTo(Directive.Kind.CONTINUE);
    }

    @Test
    void aRetryIsJudgedByItsOwnPointsAlone() {
        StudyView study = create(HALVING);
        Lease other = lease(client, study);
        report(other, 2, 0.3);
        client.leases().finish(other, completed(0.3));
        Lease lost = lease(client, study);
        report(lost, 2, 0.1);
        service.database().moveClock(Duration.ofHours(1));
        Lease again = lease(client, study);
        assertThat(again.trial()).isEqualTo(lost.trial());

        // The lost attempt's 0.1 counts neither for the retry nor against others.
        Lease third = lease(client, study);
        assertThat(report(third, 2, 0.2)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(again, 2, 0.5)).isEqualTo(Directive.Kind.STOP);
    }

    @Test
    void aTrialWithoutProgressIsStoppedOnceItIsBehindACompletedOne() {
        StudyView study = create("\"pruner\": {\"type\": \"PATIENCE\", \"patience\": 2},");
        Lease first = lease(client, study);
        Lease second = lease(client, study);
        assertThat(report(first, 1, 0.5, 2, 0.5, 3, 0.5)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(second, 1, 0.6, 2, 0.6, 3, 0.6)).isEqualTo(Directive.Kind.CONTINUE);
        client.leases().finish(first, completed(0.5));

        assertThat(report(second, 4, 0.6)).isEqualTo(Directive.Kind.STOP);
    }

    @Test
    void aTrialThatWillNotReachTheBestIsStoppedUnlessItIsAControl() {
        StudyView study = create("""
                "pruner": {"type": "CURVE_EXTRAPOLATION", "falseStopRate": 0.5, "looks": 1, "firstStep": 2, "controlEvery": 3},
                """);
        Lease first = lease(client, study);
        assertThat(report(first, 2, 0.5, 4, 0.4)).isEqualTo(Directive.Kind.CONTINUE);
        client.leases().finish(first, completed(0.4));

        assertThat(report(lease(client, study), 2, 0.51)).isEqualTo(Directive.Kind.STOP);
        assertThat(report(lease(client, study), 2, 0.9)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(report(lease(client, study), 2, 0.45)).isEqualTo(Directive.Kind.CONTINUE);
    }

    @Test
    void anExcludedTrialIsComparedWithNone() {
        StudyView study = create(HALVING);
        Lease excluded = lease(client, study);
        report(excluded, 2, 0.1);
        client.leases().finish(excluded, completed(0.1));
        service.database().execute("update trial set excluded = true where id = " + excluded.trial());

        assertThat(report(lease(client, study), 2, 0.5)).isEqualTo(Directive.Kind.CONTINUE);
        assertThat(stored(study, 0, Direction.MINIMIZE).bestFinal()).isEmpty();
        assertThat(stored(study, 0, Direction.MINIMIZE).completedBy(9)).isEmpty();
    }

    @Test
    void aTrialBeyondALimitSetsNoBar() {
        for (String pruner : List.of(
                "\"pruner\": {\"type\": \"PATIENCE\", \"patience\": 1},",
                "\"pruner\": {\"type\": \"MEDIAN\", \"startupTrials\": 1, \"warmupSteps\": 1},",
                HALVING)) {
            StudyView study = create(LIMITS + pruner);
            for (double size : new double[] {101, 9}) {
                Lease beyond = lease(client, study);
                report(beyond, 1, 0.1, 2, 0.1);
                client.leases().finish(beyond, sized(0.1, size));
            }
            Lease feasible = lease(client, study);
            assertThat(report(feasible, 1, 0.5, 2, 0.5)).as(pruner).isEqualTo(Directive.Kind.CONTINUE);
            client.leases().finish(feasible, sized(0.5, 100));

            assertThat(report(lease(client, study), 1, 0.6, 2, 0.6)).as(pruner).isEqualTo(Directive.Kind.STOP);
        }
    }

    private static Outcome sized(double loss, double size) {
        return new Outcome(Result.COMPLETED, null, Map.of("loss", loss, "size", size), null, null, null, null);
    }

    private StoredTrials stored(StudyView study, long trial, Direction direction) {
        return new StoredTrials(service.bean(JdbcClient.class), study.id(), trial, new Objective("loss", direction));
    }

    /** Both kinds of others say the same of random trials, whose curves have gaps and values that are not finite. */
    @Test
    void theDatabaseAnswersAsTrialsInMemoryDo() {
        for (Direction direction : Direction.values()) {
            StudyView study = client.studies()
                    .create(study(name(), 50, LIMITS)
                            .replace(
                                    "{\"metric\": \"loss\"}",
                                    "{\"metric\": \"loss\", \"direction\": \"" + direction + "\"}"));
            var peers = new ArrayList<Others.Peer>();
            var random = new Random(direction.ordinal());
            Lease own = lease(client, study);
            report(own, 1, 0.5, 9, 0.4);
            for (int i = 0; i < 20; i++) {
                peer(study, random, i).ifPresent(peers::add);
            }
            Others memory = Others.of(new Objective("loss", direction), peers);
            Others database = stored(study, own.trial(), direction);

            assertThat(peers).hasSize(16);
            assertThat(database.bestFinal()).isEqualTo(memory.bestFinal());
            for (long step = 0; step < 12; step++) {
                assertThat(database.completedBy(step)).containsExactlyInAnyOrderElementsOf(memory.completedBy(step));
                assertThat(database.reached(step)).containsExactlyInAnyOrderElementsOf(memory.reached(step));
            }
        }
    }

    /** Runs, is pruned or completes; every fifth is infeasible, which counts for nothing. */
    private Optional<Others.Peer> peer(StudyView study, Random random, int i) {
        Lease lease = lease(client, study);
        var values = new TreeMap<Long, Double>();
        for (long step = 0; step < 10; step++) {
            if (random.nextInt(3) == 0) {
                double value = random.nextInt(6) == 0 ? Double.NaN : random.nextDouble();
                values.put(step, value);
                report(lease, step, value);
            }
        }
        Double last = null;
        boolean keepsLimits = true;
        switch (i % 5) {
            case 0 -> client.leases().finish(lease, ended(Result.INFEASIBLE, FailureCause.DIVERGED));
            case 1 -> client.leases().finish(lease, ended(Result.PRUNED, null));
            case 2, 3 -> {
                last = random.nextDouble();
                keepsLimits = random.nextBoolean();
                client.leases().finish(lease, sized(last, keepsLimits ? 50 : 500));
            }
            default -> report(lease, 11, 0.25);
        }
        if (i % 5 == 4) {
            values.put(11L, 0.25);
        }
        return i % 5 == 0
                ? Optional.empty()
                : Optional.of(new Others.Peer(lease.trialNumber(), Curve.of(values), last, keepsLimits));
    }

    @Test
    void aReportOfAStudyThatIsJustGoneIsNotJudged() {
        StudyView study = client.studies().create(study(name(), 3, "\"pruner\": {\"type\": \"MEDIAN\"},"));
        Lease lease = lease(client, study);
        var report = List.of(new Measurement(9L, Map.of("loss", 0.5)));
        client.studies().delete(study.id(), true);

        assertThat(service.bean(Pruning.class).judge(study.spec(), study.id(), lease.trial(), lease.attempt(), report))
                .isEqualTo(Verdict.CONTINUE);
    }
}
