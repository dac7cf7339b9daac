package dev.cairn.service.model;

import static org.assertj.core.api.Assertions.fail;

import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random histories of all calls, with a clock that is moved, over two replicas. The system properties
 * {@code cairn.model.histories} and {@code cairn.model.seed} say how many and from which seed on; a failure prints its seed and
 * the steps that are needed for it.
 */
class ModelTest {
    private static final int HISTORIES = Integer.getInteger("cairn.model.histories", 100);
    private static final long FIRST_SEED = Long.getLong("cairn.model.seed", 1);
    private static final int MOST_STEPS = 50;

    private final TestPostgres.Database database = TestPostgres.database();
    private final List<TestService> replicas = List.of(start(), start());
    private final List<CairnClient> clients =
            replicas.stream().map(TestService::client).toList();

    private TestService start() {
        return TestService.start(
                database, database.url(), "PT1H", "--cairn.lease-duration=PT" + Model.LEASE_MINUTES + "M");
    }

    @AfterEach
    void stop() {
        replicas.forEach(TestService::close);
    }

    @Test
    void theServiceDoesWhatTheModelDoes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            var random = new Random(seed);
            Plan plan = Plan.of(random);
            List<Step> steps = Stream.generate(() -> Step.of(random))
                    .limit(random.nextInt(MOST_STEPS))
                    .toList();
            Optional<String> failure = History.run(replicas, clients, plan, steps);
            if (failure.isPresent()) {
                fail("Seed " + seed + ", " + plan + "\n" + shortest(plan, steps, failure.get()));
            }
        }
    }

    /** Leaves steps out, half of them, a quarter, …, one, as long as it still fails. */
    private String shortest(Plan plan, List<Step> steps, String failure) {
        String told = failure;
        List<Step> needed = steps;
        for (int length = needed.size() / 2; length > 0; length /= 2) {
            for (int from = 0; from + length <= needed.size(); ) {
                var fewer = new ArrayList<>(needed);
                fewer.subList(from, from + length).clear();
                Optional<String> still = History.run(replicas, clients, plan, fewer);
                if (still.isPresent()) {
                    needed = fewer;
                    told = still.get();
                } else {
                    from += length;
                }
            }
        }
        return told;
    }
}
