package dev.cairn.service.contract;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Some requests of {@link Requests}, against a service of their own: {@code benchmarks/run fuzz} sends many. {@link ContractFilter}
 * compares those that reach the application once more.
 */
class FuzzTest {
    private static final int REQUESTS = Integer.getInteger("cairn.fuzz.requests", 2000);
    private static final int PARTS = REQUESTS > 2000 ? 10 : 1;
    private static final long SEED = Long.getLong("cairn.fuzz.seed", 7);

    /** Of service and generator, which share the heap. */
    private static long liveMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    @Test
    void noRequestMakesTheServiceFailOrBreakItsContract() {
        try (TestService service = TestService.start(TestPostgres.database())) {
            CairnClient client = service.client();
            for (int i = 0; i < 4; i++) {
                StudyView study = client.studies().create(study(name(), 1000, ""));
                client.leases().finish(lease(client, study), completed(1));
                lease(client, study);
            }
            Contract contract = Contract.read();
            var fuzz = new Fuzz(contract, service.url().getPort());

            var requests = new Requests(contract, SEED);
            for (int part = 1; part <= PARTS; part++) {
                long begun = System.nanoTime();
                fuzz.run(requests, REQUESTS / PARTS);
                System.out.printf(
                        "seed %d, %d requests, %.0f a second, heap after collecting %d MiB, answers by status %s%n",
                        SEED,
                        part * (REQUESTS / PARTS),
                        REQUESTS / PARTS * 1e9 / (System.nanoTime() - begun),
                        liveMebibytes(),
                        fuzz.statuses());
            }
            assertThat(fuzz.found()).as("by seed " + SEED).isEmpty();
        }
    }
}
