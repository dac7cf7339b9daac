package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.ask;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.study.StudyView;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TwoAskersTest {
    private static final int ROUNDS = Integer.getInteger("cairn.askers.rounds", 30);

    /** Without a hold nobody is woken: who asks must not miss what another replica makes at that moment. */
    @Test
    void whereThereAreTwoTrialsTwoWhoAskAtOnceGetOneEach() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (TestService one = TestService.start(database);
                TestService two = TestService.start(database)) {
            var missed = new ArrayList<Integer>();
            for (int round = 0; round < ROUNDS; round++) {
                StudyView study =
                        one.client().studies().create(study(name(), 2, "\"sampler\": {\"type\": \"RANDOM\"},"));
                var start = new CyclicBarrier(2);
                List<Future<Optional<Lease>>> asked = new ArrayList<>();
                for (TestService service : List.of(one, two)) {
                    asked.add(pool.submit(() -> {
                        start.await();
                        return service.client()
                                .leases()
                                .take(ask(study, "asker-" + service.url().getPort(), Duration.ZERO));
                    }));
                }
                for (Future<Optional<Lease>> answer : asked) {
                    if (answer.get(60, TimeUnit.SECONDS).isEmpty()) {
                        missed.add(round);
                    }
                }
            }
            assertThat(missed).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }
}
