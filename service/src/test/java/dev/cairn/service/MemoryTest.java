package dev.cairn.service;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trials that run out of memory go to workers that offer more, while there are any. The fleet is this test's own. */
class MemoryTest {
    private static final AtomicInteger WORKERS = new AtomicInteger();
    private static TestPostgres.Database database;
    private static TestService service;

    private final CairnClient client = service.client();

    @BeforeAll
    static void start() {
        database = TestPostgres.database();
        service = TestService.start(database, database.url(), "PT0.2S");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Asks once for each call. */
    private record Asker(
            String name, @Nullable Integer memory, @Nullable Integer device) {
        static Asker with(@Nullable Integer memory, @Nullable Integer device) {
            return new Asker("worker-" + WORKERS.incrementAndGet(), memory, device);
        }

        LeaseRequest ask(StudyView study) {
            return new LeaseRequest(
                    UUID.randomUUID(), new WorkerInfo(name, null, "cpu", memory, device), study.id(), null);
        }
    }

    private StudyView create(int trials) {
        // What an earlier test's workers offer is forgotten.
        database.moveClock(Duration.ofMinutes(4));
        return client.studies().create(study(name(), trials, "\"sampler\": {\"type\": \"RANDOM\"},"));
    }

    private Lease lease(Asker asker, StudyView study) {
        return client.leases().take(asker.ask(study)).orElseThrow();
    }

    private void assertNothing(Asker asker, StudyView study, NoWork why) {
        assertThat(client.leases().ask(asker.ask(study)).why()).contains(why);
    }

    private static Outcome needs(FailureCause cause, @Nullable Integer mebibytes) {
        return new Outcome(Result.INFEASIBLE, cause, null, null, null, "too large", null, null, mebibytes);
    }

    @Test
    void aTrialThatRanOutOfMemoryGoesOnlyToAWorkerThatOffersMore() {
        StudyView study = create(1);
        Asker small = Asker.with(1000, null);
        Asker equal = Asker.with(1000, null);
        Asker silent = Asker.with(null, null);
        Asker large = Asker.with(1001, null);
        Lease first = lease(small, study);
        assertNothing(large, study, NoWork.BUDGET_RESERVED);

        assertThat(client.leases()
                        .finish(first, ended(Result.INFEASIBLE, FailureCause.HOST_OOM))
                        .state())
                .isEqualTo(TrialState.QUEUED);

        assertNothing(small, study, NoWork.NO_FITTING_DEVICE);
        assertNothing(equal, study, NoWork.NO_FITTING_DEVICE);
        assertNothing(silent, study, NoWork.NO_FITTING_DEVICE);
        Lease second = lease(large, study);
        assertThat(second.trial()).isEqualTo(first.trial());
        assertThat(client.leases().finish(second, completed(1)).state()).isEqualTo(TrialState.COMPLETED);
    }

    @Test
    void withoutSuchAWorkerItIsInfeasibleAtOnce() {
        StudyView study = create(2);
        Asker only = Asker.with(1000, 500);
        assertThat(client.leases()
                        .finish(lease(only, study), ended(Result.INFEASIBLE, FailureCause.HOST_OOM))
                        .state())
                .isEqualTo(TrialState.INFEASIBLE);
        Asker silent = Asker.with(null, null);
        assertThat(client.leases()
                        .finish(lease(silent, study), ended(Result.INFEASIBLE, FailureCause.HOST_OOM))
                        .state())
                .isEqualTo(TrialState.INFEASIBLE);
    }

    @Test
    void theAcceleratorsMemoryIsComparedWithItsOwnKind() {
        StudyView study = create(1);
        Asker small = Asker.with(4000, 500);
        Lease first = lease(small, study);
        Asker moreOfTheOther = Asker.with(9000, null);
        Asker large = Asker.with(100, 600);
        assertNothing(moreOfTheOther, study, NoWork.BUDGET_RESERVED);
        assertNothing(large, study, NoWork.BUDGET_RESERVED);

        assertThat(client.leases()
                        .finish(first, ended(Result.INFEASIBLE, FailureCause.DEVICE_OOM))
                        .state())
                .isEqualTo(TrialState.QUEUED);

        assertNothing(moreOfTheOther, study, NoWork.NO_FITTING_DEVICE);
        // Both kinds are bounded now, and no worker is above both.
        assertThat(client.leases()
                        .finish(lease(large, study), ended(Result.INFEASIBLE, FailureCause.HOST_OOM))
                        .state())
                .isEqualTo(TrialState.INFEASIBLE);
    }

    @Test
    void whatAWorkerSaysIsNeededIsTheBound() {
        StudyView study = create(1);
        Asker small = Asker.with(1000, null);
        Lease first = lease(small, study);
        Asker below = Asker.with(2999, null);
        Asker enough = Asker.with(3000, null);
        assertNothing(below, study, NoWork.BUDGET_RESERVED);
        assertNothing(enough, study, NoWork.BUDGET_RESERVED);

        assertThat(client.leases()
                        .finish(first, needs(FailureCause.HOST_OOM, 3000))
                        .state())
                .isEqualTo(TrialState.QUEUED);

        assertNothing(below, study, NoWork.NO_FITTING_DEVICE);
        assertThat(lease(enough, study).trial()).isEqualTo(first.trial());
    }

    @Test
    void whatNobodyOffersIsInfeasibleWithItsSentence() {
        StudyView study = create(1);
        Asker small = Asker.with(1000, null);
        Lease lease = lease(small, study);
        assertNothing(Asker.with(2999, null), study, NoWork.BUDGET_RESERVED);

        assertThat(client.leases()
                        .finish(lease, needs(FailureCause.HOST_OOM, 3000))
                        .state())
                .isEqualTo(TrialState.INFEASIBLE);
        assertThat(client.trials().get(lease.trial()).cause()).isEqualTo(FailureCause.HOST_OOM);
        assertThat(client.trials().get(lease.trial()).attempts().get(0).message())
                .isEqualTo("too large");
    }

    @Test
    void aWorkerThatIsBusyIsWaitedForAndOneThatHasGoneIsNot() {
        StudyView study = create(2);
        Asker small = Asker.with(1000, null);
        Asker large = Asker.with(2000, null);
        Lease kept = lease(large, study);
        Lease first = lease(small, study);
        for (int minute = 0; minute < 5; minute++) {
            for (int half = 0; half < 3; half++) {
                client.leases().report(kept, Fixtures.report(minute * 3L + half, 1));
                client.leases().report(first, Fixtures.report(minute * 3L + half, 1));
                database.moveClock(Duration.ofSeconds(20));
            }
        }
        assertThat(client.leases()
                        .finish(first, ended(Result.INFEASIBLE, FailureCause.HOST_OOM))
                        .state())
                .isEqualTo(TrialState.QUEUED);

        client.leases().finish(kept, completed(1));
        database.moveClock(Duration.ofMinutes(4));

        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (client.trials().get(first.trial()).state() == TrialState.QUEUED && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(client.trials().get(first.trial()).state()).isEqualTo(TrialState.INFEASIBLE);
        assertThat(client.trials().get(first.trial()).cause()).isEqualTo(FailureCause.HOST_OOM);
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aPersonMayTryItAnywhereAgain() {
        StudyView study = create(2);
        Asker small = Asker.with(1000, null);
        client.leases().finish(lease(small, study), completed(1));
        Lease lease = lease(small, study);
        client.leases().finish(lease, ended(Result.INFEASIBLE, FailureCause.HOST_OOM));
        client.trials().retry(lease.trial());

        assertThat(lease(small, study).trial()).isEqualTo(lease.trial());
    }

    /** Each trial needs more than a random worker offers, and is tried by ever larger ones until it fits. */
    @Test
    void amongManyAskersNoTrialIsLostOrRunTwice() throws Exception {
        int trials = 120;
        int workers = 12;
        StudyView study = create(trials);
        Map<Long, Integer> ran = new ConcurrentHashMap<>();
        Map<Long, Integer> completions = new ConcurrentHashMap<>();
        var pool = Executors.newFixedThreadPool(workers);
        try {
            var done = new ArrayList<Future<?>>();
            var askers = new ArrayList<Asker>();
            // All are known before the first trial fails: else it would have nowhere to go.
            for (int number = 1; number <= workers; number++) {
                askers.add(Asker.with(100 * number, null));
                client.leases().ask(askers.get(number - 1).ask(client.studies().create(study(name(), 1, ""))));
            }
            for (Asker asker : askers) {
                Callable<?> work = () -> {
                    int offered = asker.memory();
                    while (client.studies().get(study.id()).state() == StudyState.ACTIVE) {
                        Optional<Lease> lease = client.leases().take(asker.ask(study));
                        if (lease.isEmpty()) {
                            continue;
                        }
                        long trial = lease.get().trial();
                        Integer before = ran.put(trial, offered);
                        assertThat(before == null ? 0 : before).isLessThan(offered);
                        int needed = 100 * (int) (1 + lease.get().trialNumber() % workers);
                        if (offered < needed) {
                            client.leases().finish(lease.get(), ended(Result.INFEASIBLE, FailureCause.HOST_OOM));
                        } else {
                            completions.merge(trial, 1, Integer::sum);
                            client.leases().finish(lease.get(), completed(offered));
                        }
                    }
                    return null;
                };
                done.add(pool.submit(work));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(completions)
                .hasSize(trials)
                .allSatisfy((trial, times) -> assertThat(times).isEqualTo(1));
        assertThat(client.studies().get(study.id()).trials()).isEqualTo(Map.of(TrialState.COMPLETED, (long) trials));
    }
}
