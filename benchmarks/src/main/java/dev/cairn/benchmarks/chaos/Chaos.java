package dev.cairn.benchmarks.chaos;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.cli.process.Pause;
import dev.cairn.client.CairnClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A grid study and a random study, first undisturbed with one worker, then once more while everything is killed at random.
 * Grid and random points do not depend on outcomes, so both runs must have the same trials with the same values.
 *
 * @param time how long the storm may last; so long the studies take when nothing is killed, about
 */
public record Chaos(int trials, int workers, Duration time, long seed) {
    private static final int SERVICES = 2;
    private static final Duration STEP = Duration.ofMillis(100);
    /** Of the workers' time that training takes; the rest is lost to kills. */
    private static final double USED = 0.5;
    /** For what is left to do once nothing is killed any more. */
    private static final Duration CALM = Duration.ofMinutes(5);

    private static final String RETRY = "{\"WORKER_LOST\": 100}";

    public ChaosResult run() throws SQLException {
        long steps = Math.max(5, Math.round(time.toMillis() * USED * workers / (2 * trials * STEP.toMillis())));
        try (var cluster = new Cluster()) {
            cluster.startServices(SERVICES);
            CairnClient client = cluster.client();
            List<Long> calm = create(client, "calm");
            calm.forEach(study -> runUndisturbed(client, study, steps));
            List<Long> disturbed = create(client, "disturbed");
            long began = System.nanoTime();
            cluster.startWorkers(workers, steps, STEP);
            var storm = new Storm(cluster, seed);
            storm.rage(() -> isDone(cluster), time);
            boolean done = Pause.until(() -> isDone(cluster), CALM);
            double seconds = (System.nanoTime() - began) / 1e9;
            return judge(cluster, calm, disturbed, steps, seconds, storm, done);
        }
    }

    private List<Long> create(CairnClient client, String name) {
        var studies = new ArrayList<Long>();
        int rows = (int) Math.ceil(Math.sqrt(trials));
        for (String sampler : List.of("GRID", "RANDOM")) {
            String parameters = sampler.equals("GRID")
                    ? ordinal("a", rows) + ", " + ordinal("b", (trials + rows - 1) / rows)
                    : "{\"name\": \"x\", \"type\": \"REAL\", \"low\": -1, \"high\": 1}";
            studies.add(client.studies()
                    .create("""
                {"name": "%s-%s", "seed": %d, "space": {"parameters": [%s]}, "objectives": [{"metric": "%s"}],
                 "sampler": {"type": "%s"}, "budget": {"trials": %d}, "retry": %s}
                """.formatted(
                                    name,
                                    sampler.toLowerCase(Locale.ROOT),
                                    seed,
                                    parameters,
                                    CheapTraining.METRIC,
                                    sampler,
                                    trials,
                                    RETRY))
                    .id());
        }
        return studies;
    }

    private static String ordinal(String name, int values) {
        List<Integer> all = IntStream.rangeClosed(1, values).boxed().toList();
        return "{\"name\": \"" + name + "\", \"type\": \"ORDINAL\", \"values\": " + all + "}";
    }

    private static void runUndisturbed(CairnClient client, long study, long steps) {
        var worker = new WorkerInfo("calm", null, null);
        Optional<Lease> next = ask(client, worker, study);
        while (next.isPresent()) {
            Lease lease = next.get();
            var curve = LongStream.rangeClosed(1, steps)
                    .mapToObj(step -> CheapTraining.measurement(lease, step))
                    .toList();
            client.leases().report(lease, new Report(curve, null));
            client.leases().finish(lease, CheapTraining.outcome(lease, steps));
            next = ask(client, worker, study);
        }
    }

    private static Optional<Lease> ask(CairnClient client, WorkerInfo worker, long study) {
        return client.leases().take(new LeaseRequest(UUID.randomUUID(), worker, study, Duration.ZERO));
    }

    private static boolean isDone(Cluster cluster) {
        try (Connection connection = cluster.database()) {
            return !new Ledger(connection).hasOpenStudies();
        } catch (SQLException e) {
            // Postgres is still recovering.
            return false;
        }
    }

    private ChaosResult judge(
            Cluster cluster,
            List<Long> calm,
            List<Long> disturbed,
            long steps,
            double seconds,
            Storm storm,
            boolean done)
            throws SQLException {
        List<Journal> journals = cluster.journals();
        try (Connection connection = cluster.database()) {
            var ledger = new Ledger(connection);
            var findings = new ArrayList<String>();
            if (!done) {
                findings.add("a study has not ended");
            }
            findings.addAll(ledger.findings(journals));
            for (int i = 0; i < calm.size(); i++) {
                if (!ledger.results(calm.get(i)).equals(ledger.results(disturbed.get(i)))) {
                    findings.add("study " + disturbed.get(i) + " has other trials than when undisturbed");
                }
            }
            String attempts = "select count(*) from attempt where study_id >= " + disturbed.get(0);
            return new ChaosResult(
                    System.getProperty("cairn.version", "unknown"),
                    Machine.here(),
                    seed,
                    trials,
                    steps,
                    seconds,
                    storm.kills(),
                    ledger.count(attempts),
                    ledger.count(attempts + " and state = 'LOST'"),
                    journals.stream()
                            .mapToInt(journal -> journal.measured().size())
                            .sum(),
                    journals.stream()
                            .mapToInt(journal -> journal.ended().size())
                            .sum(),
                    findings);
        }
    }
}
