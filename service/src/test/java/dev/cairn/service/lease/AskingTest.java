package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.SuggestedTrials;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskingTest {
    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private HttpResponse<String> send(StudyView study, UUID request, String rest) {
        return service.post(
                "/api/v1/studies/" + study.id() + "/suggestions", "{\"request\": \"" + request + "\"" + rest + "}");
    }

    private SuggestedTrials ask(StudyView study, UUID request, String rest) {
        HttpResponse<String> response = send(study, request, rest);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return CairnJson.strict().readValue(response.body(), SuggestedTrials.class);
    }

    @Test
    void trialsAreTheAskersForHoursWithoutAWord() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        Lease held = ask(study, UUID.randomUUID(), "").leases().get(0);
        assertThat(held.timeLeft()).isBetween(Duration.ofMinutes(239), Duration.ofHours(4));

        service.database().moveClock(Duration.ofHours(3));
        assertThat(Fixtures.lease(client, study).trial()).isNotEqualTo(held.trial());
        client.leases().report(held, report(1, 0.5));

        service.database().moveClock(Duration.ofMinutes(50));
        assertThat(Fixtures.lease(client, study).trial()).isNotEqualTo(held.trial());
        client.leases().finish(held, completed(0.25));
        assertThat(client.trials().get(held.trial()).state()).isEqualTo(TrialState.COMPLETED);
    }

    @Test
    void aTrialThatNobodyEndsGoesBackWhenItsHoldIsOver() {
        StudyView study = client.studies().create(study(name(), 1, ""));
        Lease held =
                ask(study, UUID.randomUUID(), ", \"hold\": \"PT2H\"").leases().get(0);

        service.database().moveClock(Duration.ofMinutes(121));
        Lease again = Fixtures.lease(client, study);

        assertThat(again.trial()).isEqualTo(held.trial());
        assertThat(client.trials().get(held.trial()).attempts())
                .extracting("state")
                .containsExactly(AttemptState.LOST, AttemptState.RUNNING);
        Fixtures.assertRefused(() -> client.leases().finish(held, completed(1)), ProblemCode.LEASE_SUPERSEDED);
        client.leases().finish(again, completed(1));
    }

    @Test
    void theSameRequestIsTheSameTrials() {
        StudyView study = client.studies().create(study(name(), 10, ""));
        UUID request = UUID.randomUUID();
        SuggestedTrials first = ask(study, request, ", \"count\": 3");
        SuggestedTrials second = ask(study, request, ", \"count\": 3");

        assertThat(first.leases())
                .extracting(Lease::point)
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(second.leases())
                .extracting(Lease::token)
                .isEqualTo(first.leases().stream().map(Lease::token).toList());
        first.leases().forEach(lease -> client.leases().finish(lease, completed(1)));
        assertThat(TestService.problem(send(study, request, ", \"count\": 3")).code())
                .isEqualTo(ProblemCode.REQUEST_REUSED);
    }

    @Test
    void manyAskersAtOnceGetExactlyTheBudget() {
        StudyView study = client.studies().create(study(name(), 25, ""));
        List<CompletableFuture<SuggestedTrials>> asked = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask(study, UUID.randomUUID(), ", \"count\": 7")))
                .toList();
        var leases = new ArrayList<Lease>();
        asked.forEach(one -> leases.addAll(one.join().leases()));

        assertThat(leases).extracting(Lease::trial).doesNotHaveDuplicates().hasSize(25);
        assertThat(ask(study, UUID.randomUUID(), "").whyFewer()).startsWith("BUDGET_RESERVED: ");
        leases.forEach(lease -> client.leases().finish(lease, completed(lease.trialNumber())));
        assertThat(client.studies().get(study.id()).state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void aStudyThatIsPausedOrAtItsLimitSaysSo() {
        StudyView study = client.studies()
                .create(study(name(), 10, "").replace("\"trials\": 10", "\"trials\": 10, \"parallel\": 2"));
        SuggestedTrials two = ask(study, UUID.randomUUID(), ", \"count\": 5");
        assertThat(two.leases()).hasSize(2);
        assertThat(two.whyFewer()).startsWith("PARALLEL_LIMIT: ");

        client.studies().pause(study.id());
        assertThat(ask(study, UUID.randomUUID(), "").whyFewer()).startsWith("PAUSED: ");
    }

    @Test
    void countAndHoldHaveLimits() {
        StudyView study = client.studies().create(study(name(), 10, ""));

        assertThat(TestService.problem(send(study, UUID.randomUUID(), ", \"count\": 101, \"hold\": \"P8D\""))
                        .violations())
                .extracting("pointer")
                .containsExactly("/count", "/hold");
    }
}
