package dev.cairn.service.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.Study;
import dev.cairn.client.space.Range;
import dev.cairn.client.space.RecordSpace;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Worker;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import dev.cairn.service.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK when the network between it and the service breaks. */
class BrokenConnectionTest {
    record H(@Range(low = -1, high = 1) double x) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final TestPostgres.Database database = TestPostgres.database();
    /** Leases last a second, and whatever has expired goes back to the queue at once. */
    private final TestService service =
            TestService.start(database, database.url(), "PT0.1S", "--cairn.lease-duration=PT1S");

    private Wire wire;
    private CairnClient far;

    @BeforeEach
    void connect() throws IOException {
        wire = new Wire(service.url().getPort());
        far = CairnClient.builder()
                .url("http://127.0.0.1:" + wire.port())
                .retryFor(Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() {
        wire.close();
        service.close();
    }

    private Study study(int trials) {
        return far.study(StudySpec.of(
                Fixtures.name(),
                RecordSpace.of(H.class).space(),
                List.of(new Objective("loss", null)),
                Budget.ofTrials(trials)));
    }

    private static void until(BooleanSupplier reached) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
        }
    }

    @Test
    void anAttemptTakesItsTrialBackAfterAnOutageThatWasLongerThanItsLease() throws Exception {
        Study study = study(1);
        var outage = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        Worker worker = Worker.builder(far)
                .study(study)
                .directory(folder)
                .trainer(H.class, (h, trial) -> {
                    trial.report(1, "loss", 3);
                    outage.await();
                    trial.report(2, "loss", 2);
                    end.await();
                    trial.report(3, "loss", 1);
                    return Result.of("loss", 1);
                })
                .untilTheEnd()
                .build();
        var run = new FutureTask<>(() -> {
            worker.run();
            return true;
        });
        new Thread(run).start();
        until(() -> database.ask("select count(*) from measurement") == 1);
        wire.cut();
        outage.countDown();
        until(() -> database.ask("select count(*) from trial where state = 'QUEUED'") == 1);
        wire.mend();
        end.countDown();

        assertThat(run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CairnClient near = service.client();
        TrialView trial = near.trials().get(study.best().trial().id());
        assertThat(trial.state()).isEqualTo(TrialState.COMPLETED);
        assertThat(trial.attempts()).extracting("state").containsExactly(AttemptState.SUCCEEDED);
        assertThat(near.trials().curve(trial.id()))
                .extracting(Measurement::step)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void eventsGoOnAfterTheLastOneWhenTheirConnectionIsCut() throws Exception {
        Study study = study(2);
        CairnClient near = service.client();
        StudyView view = study.view();
        var heard = new ArrayList<Long>();
        try (var events = study.events()) {
            near.leases().finish(Fixtures.lease(near, view), Fixtures.completed(1));
            heard.add(events.next().seq());
            heard.add(events.next().seq());

            wire.cut();
            near.leases().finish(Fixtures.lease(near, view), Fixtures.completed(2));
            wire.mend();
            events.forEachRemaining(event -> heard.add(event.seq()));
        }
        List<Long> all = near.studies().events(study.id(), 0).items().stream()
                .map(StudyEvent::seq)
                .toList();
        assertThat(all).hasSizeGreaterThan(3);
        assertThat(heard).isEqualTo(all);
    }
}
