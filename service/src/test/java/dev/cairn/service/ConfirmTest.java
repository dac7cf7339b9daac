package dev.cairn.service;

import static dev.cairn.service.Confirming.scored;
import static dev.cairn.service.Fixtures.assertRefused;
import static dev.cairn.service.Fixtures.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.ConfirmationView.Candidate;
import dev.cairn.api.study.ConfirmationView.ChosenBy;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.service.event.EventsDocumentTest;
import dev.cairn.service.suggestion.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best points of a search are repeated; the sealed test part is opened once, for the one that does best then. */
class ConfirmTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    @TempDir
    private Path folder;

    private StudyView study;

    @BeforeEach
    void searchThreeTrials() throws IOException {
        search("\"confirmation\": {\"candidates\": 2, \"seeds\": 3},");
    }

    private void search(String rest) throws IOException {
        study = Confirming.create(client, folder, 3, rest);
        for (double rmse : List.of(0.7, 0.9, 0.4)) {
            client.leases().finish(next().orElseThrow(), scored(rmse));
        }
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CONFIRMING);
    }

    private Optional<Lease> next() {
        return Confirming.next(client, study);
    }

    /** Ends every repetition; a point that has no value fails. */
    private void repeat(Map<Long, Double> rmseByTrial) {
        for (Lease lease : Confirming.all(client, study)) {
            assertThat(lease.purpose()).isEqualTo(Purpose.REPEAT);
            Double rmse = rmseByTrial.get(client.trials().get(lease.trial()).repeats());
            client.leases().finish(lease, rmse == null ? ended(Result.FAILED, FailureCause.DATA_ERROR) : scored(rmse));
        }
    }

    /** The id of a search trial. */
    private long trial(int number) {
        return client.trials().all(study.id(), Purpose.SEARCH).get(number - 1).id();
    }

    private ConfirmationView confirmation() {
        return client.studies().get(study.id()).confirmation();
    }

    @Test
    void theWinnerIsTheCandidateThatDoesBestWhenRepeated() {
        List<Lease> repeats = Confirming.all(client, study);

        assertThat(repeats)
                .hasSize(6)
                .allSatisfy(lease -> assertThat(lease.purpose()).isEqualTo(Purpose.REPEAT))
                .allSatisfy(lease -> assertThat(lease.refit()).isNull());
        List<TrialView> searched = client.trials().all(study.id(), Purpose.SEARCH);
        assertThat(repeats).extracting(Lease::seed).doesNotHaveDuplicates();
        assertThat(searched).extracting(TrialView::seed).doesNotContainAnyElementsOf(seeds(repeats));
        assertThat(client.leases().ask(Confirming.request(study)).why()).contains(NoWork.CONFIRMING);
        assertThat(confirmation().candidates()).extracting(Candidate::number).containsExactly(3L, 1L);
        assertThat(confirmation().chosenBy()).isEqualTo(ChosenBy.SCORE);

        var left = new HashMap<>(Map.of(3L, List.of(0.5, 0.7, 0.9), 1L, List.of(0.65, 0.6, 0.7)));
        var epochs = List.of(9.0, 4.0, 5.0);
        for (Lease lease : repeats) {
            TrialView repeat = client.trials().get(lease.trial());
            long number = client.trials().get(repeat.repeats()).number();
            assertThat(lease.point())
                    .isEqualTo(client.trials().get(repeat.repeats()).point());
            List<Double> values = left.get(number);
            client.leases()
                    .finish(
                            lease,
                            scored(Map.of(
                                    "validation.rmse", values.get(0), "bestEpoch", epochs.get(3 - values.size()))));
            left.put(number, values.subList(1, values.size()));
        }

        ConfirmationView view = confirmation();
        Candidate first = view.candidates().get(0);
        assertThat(first.mean()).isCloseTo(0.7, within(1e-12));
        assertThat(first.deviation()).isCloseTo(0.2, within(1e-12));
        assertThat(first.observed()).isEqualTo(0.4);
        assertThat(view.candidates()).extracting(Candidate::completed).containsExactly(3, 3);
        assertThat(view.winner()).isEqualTo(trial(1));
        assertThat(view.epochs()).isEqualTo(5);
        assertThat(view.openedAt()).isNotNull();
        Lease confirm = next().orElseThrow();
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        assertThat(confirm.point()).isEqualTo(searched.get(0).point());
        assertThat(confirm.refit().epochs()).isEqualTo(5);
        assertThat(confirm.refit().seeds())
                .hasSize(3)
                .startsWith(confirm.seed())
                .doesNotHaveDuplicates();
        assertThat(next()).isEmpty();

        client.leases().finish(confirm, scored(Map.of("test.rmse", 0.5, "test.rmse.low", 0.4)));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.confirmation().trial()).isEqualTo(confirm.trial());
        assertThat(ended.confirmation().metrics()).isEqualTo(Map.of("test.rmse", 0.5, "test.rmse.low", 0.4));
        assertThat(next()).isEmpty();
        assertThat(EventsDocumentTest.undocumented(client, study)).isEmpty();
    }

    private static List<Long> seeds(List<Lease> leases) {
        return leases.stream().map(Lease::seed).toList();
    }

    @Test
    void repetitionsAreNoPartOfTheSearch() {
        StudyView before = client.studies().get(study.id());
        List<Long> taught = Replay.observed(service, study.id());

        repeat(Map.of(trial(3), 0.1, trial(1), 0.2));

        StudyView after = client.studies().get(study.id());
        assertThat(after.best()).isEqualTo(before.best());
        assertThat(after.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3L));
        assertThat(Replay.observed(service, study.id())).isEqualTo(taught);
        assertThat(client.trials().all(study.id(), Purpose.REPEAT)).hasSize(6);
        long repeat = client.trials().all(study.id(), Purpose.REPEAT).get(0).id();
        assertRefused(() -> client.trials().retry(repeat), ProblemCode.WRONG_STATE);
    }

    @Test
    void aLostRepetitionIsRunAgainWithItsSeed() {
        Lease first = Confirming.all(client, study).get(0);
        client.leases().report(first, new Report(null, null));
        service.database().moveClock(Duration.ofSeconds(31));

        Optional<Lease> second = Confirming.all(client, study).stream()
                .filter(lease -> lease.trial() == first.trial())
                .findFirst();

        assertThat(second).isPresent();
        assertThat(second.get().seed()).isEqualTo(first.seed());
        assertThat(client.trials().all(study.id(), Purpose.REPEAT)).hasSize(6);
    }

    @Test
    void aFailedRepetitionLeavesItsCandidateTheOthers() {
        List<Lease> repeats = Confirming.all(client, study);
        client.leases().finish(repeats.get(0), ended(Result.FAILED, FailureCause.DATA_ERROR));
        client.leases().finish(repeats.get(1), scored(Double.NaN));
        repeats.subList(2, 6)
                .forEach(lease -> client.leases().finish(lease, scored(lease.trialNumber() <= 6 ? 0.5 : 0.8)));

        assertThat(confirmation().winner()).isEqualTo(trial(3));
        assertThat(confirmation().candidates()).extracting(Candidate::completed).containsExactly(1, 3);
        assertThat(confirmation().candidates().get(0).deviation()).isNull();
        Lease confirm = next().orElseThrow();
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        assertThat(confirm.refit().epochs()).isNull();
    }

    @Test
    void aCandidateOfWhichNothingCompletedIsOut() {
        repeat(Map.of(trial(1), 3.0));

        assertThat(confirmation().winner()).isEqualTo(trial(1));
    }

    @Test
    void whereNoRepetitionCompletesTheTestPartStaysSealed() {
        repeat(Map.of());

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).contains("no repetition of the candidates completed, so there is no test score");
        assertThat(ended.confirmation().winner()).isNull();
        assertThat(ended.confirmation().openedAt()).isNull();
        assertThat(ended.best().values()).containsExactly(0.4);
        assertThat(client.trials().all(study.id(), Purpose.CONFIRM)).isEmpty();
    }

    @Test
    void aCandidateWhoseMeanBreaksAConstraintDoesNotWin() throws IOException {
        study = Confirming.create(client, folder, 2, """
                "constraints": [{"metric": "validation.mae", "atMost": 1}],
                "confirmation": {"candidates": 2, "seeds": 1},""");
        for (double rmse : List.of(0.7, 0.4)) {
            client.leases()
                    .finish(next().orElseThrow(), scored(Map.of("validation.rmse", rmse, "validation.mae", 0.9)));
        }
        for (Lease lease : Confirming.all(client, study)) {
            boolean first = client.trials().get(lease.trial()).repeats() == trial(1);
            client.leases()
                    .finish(
                            lease,
                            scored(Map.of("validation.rmse", first ? 0.7 : 0.4, "validation.mae", first ? 0.8 : 1.2)));
        }

        assertThat(confirmation().winner()).isEqualTo(trial(1));
    }

    @Test
    void noMoreRepetitionsAreOpenThanTheStudyAllows() throws IOException {
        study = Confirming.create(client, folder, 1, "\"confirmation\": {\"candidates\": 1, \"seeds\": 3},");
        client.studies()
                .change(
                        study.id(),
                        new StudyPatch(
                                null, null, null, null, study.spec().budget().with(1, 2)));
        client.leases().finish(next().orElseThrow(), scored(0.5));

        List<Lease> open = Confirming.all(client, study);
        assertThat(open).hasSize(2);
        client.leases().finish(open.get(0), scored(0.5));
        assertThat(Confirming.all(client, study)).hasSize(1);
    }

    @Test
    void aCancelledStudyRepeatsNothingMore() {
        Lease running = next().orElseThrow();
        client.studies().cancel(study.id());

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.STOPPING);
        client.leases().finish(running, scored(0.5));

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
        assertThat(client.trials().all(study.id(), Purpose.REPEAT))
                .extracting(TrialView::state)
                .containsOnly(TrialState.COMPLETED, TrialState.CANCELLED);
        assertThat(client.trials().all(study.id(), Purpose.CONFIRM)).isEmpty();
        assertThat(next()).isEmpty();
    }

    @Test
    void aStudyCancelledBeforeItsCandidatesAreChosenEnds() {
        client.studies().cancel(study.id());

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.CANCELLED);
        assertThat(next()).isEmpty();
        assertThat(confirmation().candidates()).isEmpty();
    }

    private Lease confirm() {
        repeat(Map.of(trial(3), 0.4, trial(1), 0.7));
        return next().orElseThrow();
    }

    @Test
    void aLostConfirmationIsRunAgain() {
        Lease first = confirm();
        client.leases().report(first, new Report(null, null));
        service.database().moveClock(Duration.ofSeconds(31));

        Lease second = next().orElseThrow();

        assertThat(second.trial()).isEqualTo(first.trial());
        assertThat(second.refit()).isEqualTo(first.refit());
        client.leases().finish(second, scored(Map.of("test.rmse", 0.5)));
        assertThat(confirmation().metrics()).containsEntry("test.rmse", 0.5);
    }

    @Test
    void aFailedConfirmationLeavesTheSearchsResult() {
        client.leases().finish(confirm(), ended(Result.INFEASIBLE, FailureCause.HOST_OOM));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(ended.reason()).contains("the confirmation of trial 3 ended INFEASIBLE (HOST_OOM)");
        assertThat(ended.best().values()).containsExactly(0.4);
        assertThat(ended.confirmation().metrics()).isNull();
    }

    @Test
    void aConfirmationThatCompletesWhileItsStudyStopsIsStored() {
        Lease confirm = confirm();
        client.studies().cancel(study.id());

        client.leases().finish(confirm, scored(Map.of("test.rmse", 0.5)));

        StudyView ended = client.studies().get(study.id());
        assertThat(ended.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(ended.confirmation().metrics()).containsEntry("test.rmse", 0.5);
    }

    private void widen(long trials) {
        client.studies()
                .change(
                        study.id(),
                        new StudyPatch(
                                null, null, null, null, study.spec().budget().with(trials, null)));
    }

    @Test
    void aReopenedStudyOpensTheTestForANewWinnerOnly() {
        client.leases().finish(confirm(), scored(Map.of("test.rmse", 0.5)));
        StudyView first = client.studies().get(study.id());
        widen(4);
        client.leases().finish(next().orElseThrow(), scored(0.6));
        assertThat(confirmation()).isEqualTo(first.confirmation());
        repeat(Map.of(trial(4), 0.6));
        StudyView second = client.studies().get(study.id());
        assertThat(second.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(second.confirmation().winner()).isEqualTo(trial(3));
        assertThat(second.confirmation().metrics()).isEqualTo(Map.of("test.rmse", 0.5));
        assertThat(client.trials().all(study.id(), Purpose.REPEAT))
                .extracting(TrialView::repeats)
                .as("what was repeated is not repeated again")
                .hasSize(9);
        assertThat(client.trials().all(study.id(), Purpose.CONFIRM)).hasSize(1);

        widen(5);
        client.leases().finish(next().orElseThrow(), scored(0.1));
        repeat(Map.of(trial(5), 0.1));
        Lease confirm = next().orElseThrow();
        assertThat(confirm.purpose()).isEqualTo(Purpose.CONFIRM);
        client.leases().finish(confirm, scored(Map.of("test.rmse", 0.2)));

        assertThat(confirmation().winner()).isEqualTo(trial(5));
        assertThat(confirmation().metrics()).isEqualTo(Map.of("test.rmse", 0.2));
    }

    @Test
    void aStudyReopenedForNothingBetterEndsWithoutARepetition() {
        client.leases().finish(confirm(), scored(Map.of("test.rmse", 0.5)));
        widen(4);
        client.leases().finish(next().orElseThrow(), scored(2.0));

        assertThat(next()).isEmpty();

        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(confirmation().metrics()).isEqualTo(Map.of("test.rmse", 0.5));
        assertThat(client.trials().all(study.id(), Purpose.REPEAT)).hasSize(6);
    }

    @Test
    void anExcludedTrialIsNoCandidate() throws IOException {
        search("\"confirmation\": {\"candidates\": 3, \"seeds\": 1},");
        client.trials().exclude(trial(3), true);

        next().orElseThrow();

        assertThat(confirmation().candidates()).extracting(Candidate::number).containsExactly(1L, 2L);
    }

    @Test
    void aCandidateThatIsExcludedMeanwhileDoesNotWin() {
        next().orElseThrow();
        client.trials().exclude(trial(3), true);
        service.database().moveClock(Duration.ofSeconds(31));

        repeat(Map.of(trial(3), 0.1, trial(1), 0.7));

        assertThat(confirmation().winner()).isEqualTo(trial(1));
    }

    @Test
    void aModelRanksTheCandidatesWhateverSearched() throws IOException {
        study = Confirming.create(client, folder, 12, """
                "seed": 3, "sampler": {"type": "RANDOM"}, "confirmation": {"candidates": 3, "seeds": 1},""");
        Map<Long, Double> observed = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            Lease lease = next().orElseThrow();
            double units = ((Number) lease.point().get("units")).doubleValue();
            // One far from the minimum at 100 is lucky.
            double rmse = 1 + Math.abs(units - 100) / 100;
            observed.put(lease.trialNumber(), rmse);
            client.leases().finish(lease, scored(rmse));
        }
        Confirming.all(client, study);

        ConfirmationView view = confirmation();

        assertThat(view.chosenBy()).isEqualTo(ChosenBy.MODEL);
        assertThat(view.candidates())
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.predicted()).isCloseTo(observed.get(one.number()), within(0.2)));
        assertThat(view.candidates()).extracting(Candidate::predicted).isSorted();
    }

    @Test
    void aStudyWithoutATestPartHasNoConfirmation() {
        StudyView plain = client.studies().create(Fixtures.study(Fixtures.name(), 1, ""));
        Fixtures.runAll(client, plain, lease -> client.leases().finish(lease, Fixtures.completed(1)));

        assertThat(client.studies().get(plain.id()).state()).isEqualTo(StudyState.COMPLETED);
        assertThat(plain.spec().confirmation()).isNull();
        assertThat(client.studies().get(plain.id()).confirmation()).isNull();
        assertRefused(
                () -> client.studies().create(Fixtures.study(Fixtures.name(), 1, "\"confirmation\": {\"seeds\": 2},")),
                ProblemCode.INVALID_REQUEST);
    }

    @Test
    void threeCandidatesAndFiveSeedsAreTheStandard() throws IOException {
        StudyView standard = Confirming.create(client, folder, 1, "");

        assertThat(standard.spec().confirmation().candidates()).isEqualTo(3);
        assertThat(standard.spec().confirmation().seeds()).isEqualTo(5);
        assertThat(Set.of(TestService.problem(service.post("/api/v1/studies", """
                {"name": "wrong", "confirmation": {"seeds": 21}}"""))
                        .violations()))
                .anySatisfy(all -> assertThat(all.toString()).contains("seeds must be from 1 to 20 but was 21"));
    }

    @Test
    void aWorkerThatCannotTrainTheTaskGetsNothing() {
        assertThat(client.leases().take(Fixtures.ask(study))).isEmpty();
    }
}
