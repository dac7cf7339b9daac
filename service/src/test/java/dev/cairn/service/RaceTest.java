package dev.cairn.service;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.suggestion.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many workers, two replicas, one Postgres. */
class RaceTest {
    private static final int WORKERS = 32;
    /** The system property {@code cairn.race.trials} asks for more. */
    private static final int TRIALS = Integer.getInteger("cairn.race.trials", 500);

    @Test
    void everyTrialRunsExactlyOnceAndABudgetIsExact() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService one = TestService.start(database);
                TestService two = TestService.start(database)) {
            StudyView study = one.client()
                    .studies()
                    .create(study(name(), TRIALS, "\"seed\": 5, \"sampler\": {\"type\": \"RANDOM\"},"));
            Queue<Long> granted = new ConcurrentLinkedQueue<>();

            together(
                    WORKERS, worker -> work((worker % 2 == 0 ? one : two).client(), study, "racer-" + worker, granted));

            StudyView ended = two.client().studies().get(study.id());
            assertThat(granted).hasSize(TRIALS).doesNotHaveDuplicates();
            assertThat(ended.trials()).isEqualTo(Map.of(TrialState.COMPLETED, (long) TRIALS));
            assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
            List<TrialView> trials = one.client().trials().all(study.id(), Purpose.SEARCH);
            assertThat(trials).extracting(TrialView::point).doesNotHaveDuplicates();
            assertThat(trials)
                    .extracting(TrialView::number)
                    .startsWith(1L)
                    .endsWith((long) TRIALS)
                    .isSorted();
        }
    }

    @Test
    void twoReplicasVisitEachCellOfAGridOnce() throws Exception {
        String ordinals =
                IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).collect(Collectors.joining(","));
        together("{\"type\": \"GRID\"}", ordinals, 100);
    }

    @Test
    void twoReplicasNeverSuggestOnePointTwice() throws Exception {
        together("{\"type\": \"GAUSSIAN_PROCESS\"}", "1,2,3,4,5", 25);
    }

    /** A space of so many cells, fewer than the budget: each must be tried once, and every suggestion be repeatable. */
    private static void together(String sampler, String ordinals, int cells) throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService one = TestService.start(database);
                TestService two = TestService.start(database)) {
            StudyView study = one.client().studies().create("""
                {"name": "%s", "seed": 11, "sampler": %s, "space": {"parameters": [
                    {"name": "a", "type": "ORDINAL", "values": [%s]},
                    {"name": "b", "type": "ORDINAL", "values": [%s]}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 1000}}
                """.formatted(name(), sampler, ordinals, ordinals));

            together(6, worker -> workToTheEnd((worker % 2 == 0 ? one : two).client(), study, "racer-" + worker));

            assertThat(one.client().studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
            List<TrialView> trials = one.client().trials().all(study.id(), Purpose.SEARCH);
            assertThat(trials).hasSize(cells).extracting(TrialView::point).doesNotHaveDuplicates();
            assertThat(Replay.differing(one, study.id())).isEmpty();
        }
    }

    private static void workToTheEnd(CairnClient client, StudyView study, String worker) {
        while (!client.studies().get(study.id()).state().isFinal()) {
            client.leases()
                    .take(ask(study, worker, Duration.ofMillis(200)))
                    .ifPresent(lease -> client.leases().finish(lease, completed(lease.trialNumber() % 7)));
        }
    }

    private static void work(CairnClient client, StudyView study, String worker, Queue<Long> granted) {
        for (Optional<Lease> lease = client.leases().take(ask(study, worker, Duration.ZERO));
                lease.isPresent();
                lease = client.leases().take(ask(study, worker, Duration.ZERO))) {
            granted.add(lease.get().trial());
            client.leases().report(lease.get(), report(1, 1));
            client.leases().finish(lease.get(), completed(lease.get().trialNumber()));
        }
    }

    @Test
    void oneRequestSentManyTimesAtOnceIsGrantedOnce() throws Exception {
        TestService service = TestService.shared();
        StudyView study = service.client().studies().create(study(name(), 20, ""));
        var request = ask(study);
        Queue<Long> attempts = new ConcurrentLinkedQueue<>();

        together(
                8,
                worker -> attempts.add(
                        service.client().leases().take(request).orElseThrow().attempt()));

        assertThat(attempts).hasSize(8).containsOnly(attempts.peek());
        assertThat(service.client().studies().get(study.id()).trials()).containsEntry(TrialState.RUNNING, 1L);
    }

    private interface Work {
        void run(int worker);
    }

    private static void together(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int worker = i;
                running.add(pool.submit(() -> work.run(worker)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
