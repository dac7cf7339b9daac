package dev.cairn.service;

import static dev.cairn.service.Confirming.scored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many replicas try, and whichever of them dies, candidates are repeated so often once and the test is opened once. */
class ConfirmRaceTest {
    private static final int ASKERS = 16;

    private final TestPostgres.Database database = TestPostgres.database();
    private final List<TestService> replicas = new ArrayList<>(
            IntStream.range(0, 3).mapToObj(i -> TestService.start(database)).toList());

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        replicas.forEach(TestService::close);
    }

    private CairnClient client(int which) {
        return replicas.get(which % replicas.size()).client();
    }

    private StudyView searched() throws Exception {
        StudyView study = Confirming.create(
                client(0), folder, 8, "\"seed\": 1, \"confirmation\": {\"candidates\": 3, \"seeds\": 4},");
        for (int i = 0; i < 8; i++) {
            client(i).leases().finish(Confirming.next(client(i), study).orElseThrow(), scored(1 + i % 3));
        }
        assertThat(client(0).studies().get(study.id()).state()).isEqualTo(StudyState.CONFIRMING);
        return study;
    }

    private List<Lease> together(StudyView study) {
        List<CompletableFuture<Optional<Lease>>> asking = IntStream.range(0, ASKERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> Confirming.next(client(i), study)))
                .toList();
        return asking.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void manyAskersOfManyReplicasMakeNoRepetitionAndNoOpeningTwice() throws Exception {
        StudyView study = searched();
        var leases = new ArrayList<>(together(study));
        leases.addAll(together(study));

        assertThat(leases).hasSize(12).extracting(Lease::trial).doesNotHaveDuplicates();
        List<TrialView> repeats = client(1).trials().all(study.id(), Purpose.REPEAT);
        assertThat(repeats.stream()
                        .collect(Collectors.groupingBy(TrialView::repeats, Collectors.counting()))
                        .values())
                .containsExactly(4L, 4L, 4L);
        assertThat(repeats).extracting(TrialView::seed).doesNotHaveDuplicates();

        List<CompletableFuture<?>> ending = new ArrayList<>();
        for (Lease lease : leases) {
            ending.add(CompletableFuture.runAsync(() ->
                    client(ending.size()).leases().finish(lease, scored(1 + lease.trialNumber() % 5))));
        }
        ending.forEach(CompletableFuture::join);

        List<Lease> confirming = together(study);
        assertThat(confirming).hasSize(1);
        assertThat(confirming.get(0).purpose()).isEqualTo(Purpose.CONFIRM);
        client(2).leases().finish(confirming.get(0), scored(Map.of("test.rmse", 0.5)));
        assertThat(client(0).studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(client(0).trials().all(study.id(), Purpose.CONFIRM)).hasSize(1);
    }

    @Test
    void anyReplicaGoesOnWhereAnotherDied() throws Exception {
        StudyView study = searched();
        Lease first = Confirming.next(client(0), study).orElseThrow();
        replicas.remove(0).close();

        client(0).leases().finish(first, scored(1));
        List<Lease> others = Confirming.all(client(0), study);
        assertThat(others).hasSize(11);
        others.forEach(lease -> client(1).leases().finish(lease, scored(2)));
        replicas.remove(0).close();

        Lease confirm = Confirming.next(client(0), study).orElseThrow();
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        client(0).leases().finish(confirm, scored(Map.of("test.rmse", 0.5)));
        assertThat(client(0).studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void whoChoosesForACancelledStudyMakesNothing() throws Exception {
        StudyView study = searched();
        List<CompletableFuture<Optional<Lease>>> asking = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> Confirming.next(client(i), study)))
                .toList();
        client(1).studies().cancel(study.id());
        asking.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .forEach(lease -> client(0).leases().finish(lease, scored(1)));

        assertThat(client(0).studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
        assertThat(client(0).trials().all(study.id(), Purpose.REPEAT))
                .allSatisfy(trial -> assertThat(trial.state().isFinal()).isTrue());
        assertThat(client(0).trials().all(study.id(), Purpose.REPEAT).size()).isIn(0, 12);
    }
}
