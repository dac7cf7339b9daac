package dev.cairn.service.model;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import dev.cairn.service.Confirming;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import dev.cairn.service.lease.Inside;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.suggestion.Quiet;
import dev.cairn.service.suggestion.Replay;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One study and what is done to it, in the service and in the model at once; both must agree after each step. */
final class History {
    /** Of the trials that run, or of all attempts that ever were: stale ones write too. */
    private static final int SHARE_OF_RUNNING = 2;

    /** Times are multiples of this, and a lease is half of it longer: how fast the test runs changes nothing. */
    private static final int CLOCK_MINUTES = 10;

    private static final int LONGEST_WAIT = 3 * CLOCK_MINUTES;
    private static final List<Outcome> OUTCOMES = List.of(
            outcome(Result.COMPLETED, null, 0.25),
            outcome(Result.COMPLETED, null, 0.5),
            outcome(Result.COMPLETED, null, Double.NaN),
            outcome(Result.PRUNED, null, null),
            outcome(Result.INFEASIBLE, FailureCause.DEVICE_OOM, null),
            outcome(Result.FAILED, FailureCause.DATA_ERROR, null),
            outcome(Result.FAILED, FailureCause.TIMEOUT, null),
            outcome(Result.FAILED, FailureCause.CRASHED, null),
            outcome(Result.FAILED, FailureCause.CRASHED, null),
            outcome(Result.PREEMPTED, null, null),
            new Outcome(
                    Result.COMPLETED,
                    null,
                    Map.of(Plan.METRIC, 0.75),
                    List.of(new Measurement(100L, Map.of(Plan.METRIC, 0.75))),
                    null,
                    null,
                    null));

    private static final int SHARE_UNNUMBERED = 4;

    private final List<TestService> replicas;
    private final List<CairnClient> clients;
    private final StudyView study;
    private final Model model;
    private final Stored stored;
    private final List<LeaseRequest> requests = new ArrayList<>();
    private final Map<LeaseRequest, Model.Attempt> granted = new HashMap<>();
    private final Map<Model.Attempt, Lease> leases = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    private History(List<TestService> replicas, List<CairnClient> clients, Plan plan) throws SQLException {
        this.replicas = replicas;
        this.clients = clients;
        this.study = clients.get(0)
                .studies()
                .create(plan.json(
                        Fixtures.name(), plan.confirmation() == null ? null : Confirming.dataset(clients.get(0))));
        this.model = new Model(plan);
        this.stored = new Stored(replicas.get(0).database(), study.id());
    }

    private static Outcome outcome(Result result, @Nullable FailureCause cause, @Nullable Double loss) {
        return new Outcome(result, cause, loss == null ? null : Map.of(Plan.METRIC, loss), null, null, null, null);
    }

    /** What went wrong, with the steps until then; empty if nothing did. */
    static Optional<String> run(List<TestService> replicas, List<CairnClient> clients, Plan plan, List<Step> steps) {
        try {
            var history = new History(replicas, clients, plan);
            try (history.stored) {
                for (Step step : steps) {
                    history.take(step);
                }
                history.finish();
                return Optional.empty();
            } catch (AssertionError | RuntimeException e) {
                return Optional.of(String.join("\n", history.told) + "\n" + e);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private CairnClient client(int how) {
        return clients.get(how % clients.size());
    }

    private void take(Step step) throws SQLException {
        told.add(step.toString());
        switch (step.action()) {
            case ASK -> ask(step.how());
            case ASK_AGAIN -> askAgain(step);
            case ASK_TWICE_AT_ONCE -> askTwiceAtOnce();
            case TWO_ASK_AT_ONCE -> twoAskAtOnce();
            case REPORT -> attempt(step).ifPresent(attempt -> report(attempt, attempt.curve.size() + 1, step.how()));
            case REPORT_AGAIN -> attempt(step).ifPresent(attempt -> report(attempt, 1, step.how()));
            case END -> attempt(step).ifPresent(attempt -> end(attempt, outcome(step.how()), step.how()));
            case HAND_OVER -> attempt(step).ifPresent(attempt -> handOver(attempt, outcome(step.how()), step.how()));
            case END_AGAIN -> ended(step).ifPresent(attempt -> end(attempt, attempt.outcome, step.how()));
            case END_OTHERWISE -> ended(step).ifPresent(attempt -> end(attempt, outcome(step.how()), step.how()));
            case END_TWICE_AT_ONCE ->
                attempt(step).ifPresent(attempt -> endAtOnce(attempt, outcome(step.how()), outcome(step.how())));
            case TWO_ENDS_AT_ONCE ->
                attempt(step).ifPresent(attempt -> endAtOnce(attempt, outcome(step.how()), outcome(step.how() + 1)));
            case GIVE_BACK -> attempt(step).ifPresent(attempt -> giveBack(attempt, step.how()));
            case PAUSE ->
                become(StudyState.PAUSED, () -> client(step.how()).studies().pause(study.id()));
            case RESUME ->
                become(StudyState.ACTIVE, () -> client(step.how()).studies().resume(study.id()));
            case CANCEL ->
                become(StudyState.STOPPING, () -> client(step.how()).studies().cancel(study.id()));
            case CANCEL_TRIAL -> trial(step).ifPresent(trial -> cancelTrial(trial, step.how()));
            case RETRY_TRIAL -> trial(step).ifPresent(trial -> retryTrial(trial, step.how()));
            case RETRY_FAILED -> retryFailed(step.how());
            case ENQUEUE -> enqueue(step.how());
            case WIDEN -> allow(model.budget + 1, step.how());
            case NARROW -> allow(model.budget - 1, step.how());
            case EXCLUDE -> trial(step).ifPresent(trial -> exclude(trial, step.how()));
            case MEASURE -> trial(step).ifPresent(trial -> measure(trial, step.how()));
            case CLOCK -> clock(CLOCK_MINUTES * (1 + step.how() % 3), step.how());
            case SWEEP -> sweep(step.how());
        }
        // Now and then the next step comes before an outcome is numbered.
        if (step.how() % SHARE_UNNUMBERED != 0) {
            compare();
        }
    }

    private void compare() throws SQLException {
        replicas.get(0).bean(CatchUp.class).now(study.id());
        Expect.equal(
                "the database", "\n" + String.join("\n", stored.picture()), "\n" + String.join("\n", model.picture()));
        stored.keepsTheInvariants();
    }

    private Optional<Model.Attempt> attempt(Step step) {
        List<Model.Attempt> running = model.attempts.stream()
                .filter(attempt -> attempt.trial.state == TrialState.RUNNING && attempt.mayWrite())
                .toList();
        boolean useRunning = step.how() % SHARE_OF_RUNNING == 0 && !running.isEmpty();
        return pick(useRunning ? running : model.attempts, step.which());
    }

    /** Often one that has ended. */
    private Optional<Model.Trial> trial(Step step) {
        return pick(model.trials, step.which());
    }

    /** Numbers are unique in a study, ids are what calls name. */
    private long id(Model.Trial trial) {
        try {
            return stored.trial(trial.number);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Model.Attempt> ended(Step step) {
        return pick(
                model.attempts.stream()
                        .filter(attempt -> attempt.outcome != null)
                        .toList(),
                step.which());
    }

    private static <T> Optional<T> pick(List<T> from, int which) {
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(which % from.size()));
    }

    private static Outcome outcome(int how) {
        return OUTCOMES.get(how % OUTCOMES.size());
    }

    private LeaseRequest request() {
        LeaseRequest request = model.plan.confirmation() == null ? Fixtures.ask(study) : Confirming.request(study);
        requests.add(request);
        return request;
    }

    private void ask(int how) {
        LeaseRequest request = request();
        Optional<Lease> lease = client(how).leases().take(request);
        Expect.equal("whether a trial is granted", lease.isPresent(), model.grants(stored::candidates));
        lease.ifPresent(given -> grant(request, given));
    }

    private void grant(LeaseRequest request, Lease lease) {
        Model.Attempt attempt = model.grant((int) lease.trialNumber());
        Expect.equal("the attempt's number", lease.attemptNumber(), attempt.number);
        granted.put(request, attempt);
        leases.put(attempt, lease);
        told.add("  trial " + lease.trialNumber() + ", attempt " + lease.attemptNumber());
    }

    private void askAgain(Step step) {
        LeaseRequest request = pick(requests, step.which()).orElseGet(this::request);
        Model.Attempt before = granted.get(request);
        if (before == null) {
            requests.remove(request);
            ask(step.how());
        } else if (before.state == AttemptState.RUNNING) {
            Lease again = client(step.how()).leases().take(request).orElseThrow();
            Lease first = leases.get(before);
            Expect.equal("the repeated grant", again.attempt(), first.attempt());
            Expect.equal("its token", again.token(), first.token());
        } else {
            Expect.equal(
                    "the refusal",
                    refusal(() -> client(step.how()).leases().take(request)),
                    ProblemCode.REQUEST_REUSED);
        }
    }

    private void askTwiceAtOnce() throws SQLException {
        LeaseRequest request = request();
        List<Optional<Lease>> answers = together(
                () -> client(0).leases().take(request), () -> client(1).leases().take(request));
        catchUpWithAskers();
        boolean grants = model.grants(stored::candidates);
        List<Lease> given = answers.stream().flatMap(Optional::stream).toList();
        Expect.equal("whether a trial is granted", !given.isEmpty(), grants);
        given.stream().findFirst().ifPresent(lease -> grant(request, lease));
        given.forEach(lease ->
                Expect.equal("the attempt", lease.attempt(), given.get(0).attempt()));
    }

    private void twoAskAtOnce() throws SQLException {
        LeaseRequest one = request();
        LeaseRequest two = request();
        List<Optional<Lease>> answers = together(
                () -> client(0).leases().take(one), () -> client(1).leases().take(two));
        catchUpWithAskers();
        var given = new ArrayList<Map.Entry<LeaseRequest, Lease>>();
        answers.get(0).ifPresent(lease -> given.add(Map.entry(one, lease)));
        answers.get(1).ifPresent(lease -> given.add(Map.entry(two, lease)));
        given.sort(Comparator.comparing(grant -> grant.getValue().trialNumber()));
        for (Map.Entry<LeaseRequest, Lease> grant : given) {
            Expect.that(
                    model.grants(stored::candidates),
                    "trial " + grant.getValue().trialNumber() + " must not be granted");
            grant(grant.getKey(), grant.getValue());
        }
        // Who passed by a trial because the other was just looking at it is told BUSY, and finds it when asking again.
        for (int i = given.size(); i < answers.size(); i++) {
            ask(i);
        }
    }

    private void catchUpWithAskers() throws SQLException {
        replicas.forEach(Quiet::await);
        // Who found something queued did not look for what is past its lease.
        Inside.sweep(replicas.get(0));
        model.expire();
        stored.tell(model::isAhead);
        List<Integer> chosen = stored.candidates();
        if (model.mustChoose() && !chosen.isEmpty()) {
            model.choose(chosen);
        }
    }

    private void report(Model.Attempt attempt, long step, int how) {
        double loss = how % 5 == 0 ? 2 * Plan.LIMIT : how % 10 / 4.0;
        Report report = new Report(List.of(new Measurement(step, Map.of(Plan.METRIC, loss))), null);
        Directive.Kind expected = model.report(attempt, report.measurements());
        told.add("  " + words(attempt) + " step " + step + " loss " + loss);
        if (expected == null) {
            Expect.equal(
                    "the refusal",
                    refusal(() -> client(how).leases().report(leases.get(attempt), report)),
                    ProblemCode.LEASE_SUPERSEDED);
        } else {
            Expect.equal(
                    "the directive",
                    client(how).leases().report(leases.get(attempt), report).directive(),
                    expected);
        }
    }

    private static String words(Model.Attempt attempt) {
        return "trial " + attempt.trial.number + ", attempt " + attempt.number;
    }

    private void end(Model.Attempt attempt, Outcome outcome, int how) {
        Model.Ended expected = model.end(attempt, outcome);
        told.add("  " + words(attempt) + " " + outcome.result() + " " + outcome.cause() + " " + outcome.metrics());
        Expect.equal("the answer", answer(attempt, outcome, how), expected);
    }

    /** What is queued is granted; nothing else that an ask might do is done. */
    private void handOver(Model.Attempt attempt, Outcome outcome, int how) {
        replicas.get(0).bean(CatchUp.class).now(study.id());
        LeaseRequest request = request();
        List<Model.Trial> due = model.due().toList();
        Model.Ended expected = model.end(attempt, outcome);
        // What waits for the room that this outcome makes is let go when it is numbered, after this call; what this
        // outcome
        // queues again was not queued before it.
        boolean grants = expected.refusal() == null
                && (model.state == StudyState.ACTIVE || model.state == StudyState.CONFIRMING)
                && model.due().anyMatch(due::contains);
        told.add("  " + words(attempt) + " " + outcome.result() + " " + outcome.cause() + " " + outcome.metrics());
        try {
            Handover.Answer answer = client(how).leases().handOver(leases.get(attempt), new Handover(outcome, request));
            Expect.equal("the answer", new Model.Ended(answer.outcome().state(), null), expected);
            Expect.equal("whether a trial is granted", answer.lease() != null, grants);
            if (answer.lease() != null) {
                grant(request, answer.lease());
            }
        } catch (ProblemException e) {
            Expect.equal("the answer", new Model.Ended(null, e.problem().code()), expected);
        }
    }

    private Model.Ended answer(Model.Attempt attempt, Outcome outcome, int how) {
        try {
            return new Model.Ended(
                    client(how).leases().finish(leases.get(attempt), outcome).state(), null);
        } catch (ProblemException e) {
            return new Model.Ended(null, e.problem().code());
        }
    }

    /** Equal or different: one of both is first. */
    private void endAtOnce(Model.Attempt attempt, Outcome one, Outcome two) {
        List<Model.Ended> answers = together(() -> answer(attempt, one, 0), () -> answer(attempt, two, 1));
        told.add("  " + words(attempt) + " " + one.result() + " and " + two.result() + ": " + answers);
        boolean oneFirst = answers.get(0).refusal() == null;
        Model.Ended first = model.end(attempt, oneFirst ? one : two);
        Model.Ended second = model.end(attempt, oneFirst ? two : one);
        Expect.equal("the answers", answers, oneFirst ? List.of(first, second) : List.of(second, first));
    }

    private void giveBack(Model.Attempt attempt, int how) {
        model.giveBack(attempt);
        Inside.giveBack(replicas.get(how % replicas.size()), leases.get(attempt));
    }

    private void become(StudyState state, Supplier<StudyView> call) {
        if (model.become(state)) {
            Expect.equal("the study", call.get().state(), model.state);
        } else {
            Expect.equal("the refusal", refusal(call), ProblemCode.WRONG_STATE);
        }
    }

    private void cancelTrial(Model.Trial trial, int how) {
        told.add("  trial " + trial.number);
        long id = id(trial);
        Expect.equal("the refusal", refusal(() -> client(how).trials().cancel(id)), model.cancelTrial(trial));
    }

    private void retryTrial(Model.Trial trial, int how) {
        told.add("  trial " + trial.number + " " + trial.state);
        long id = id(trial);
        Expect.equal("the refusal", refusal(() -> client(how).trials().retry(id)), model.retry(trial));
    }

    private void retryFailed(int how) {
        Expect.equal("the refusal", refusal(() -> client(how).studies().retryFailed(study.id())), model.retryFailed());
    }

    private void enqueue(int how) {
        if (model.plan.grid()) {
            // Whether a person's point is a cell is the grid's own matter, which its tests show.
            return;
        }
        // Who is let go first, this point or one that waits, depends on what is numbered.
        replicas.get(0).bean(CatchUp.class).now(study.id());
        // No random search finds these.
        double x = (model.trials.size() + 1) / 1024.0;
        var point = new PointsToTry(List.of(Map.of("dropRate", x)), how % 3, null);
        Expect.equal(
                "the refusal",
                refusal(() -> client(how).studies().enqueue(study.id(), point, false)),
                model.enqueue(how % 3));
    }

    private void allow(int trials, int how) {
        if (trials < 1 || trials > Model.MOST_TRIALS) {
            return;
        }
        told.add("  " + trials + " trials");
        var patch = new StudyPatch(null, null, null, null, study.spec().budget().with(trials, null));
        Expect.equal(
                "the refusal", refusal(() -> client(how).studies().change(study.id(), patch)), model.allow(trials));
    }

    private void exclude(Model.Trial trial, int how) {
        if (model.mustChoose()) {
            // Who asks chooses among what is left; nothing may be left, which only the next call would show.
            return;
        }
        boolean excluded = how % 3 > 0;
        told.add("  trial " + trial.number + " " + excluded);
        client(how).trials().exclude(id(trial), excluded);
        model.exclude(trial, excluded);
    }

    private void measure(Model.Trial trial, int how) {
        double value = how % 10 / 8.0;
        told.add("  trial " + trial.number + " " + value);
        var late = new LateMetrics(Map.of(Plan.METRIC, value));
        long id = id(trial);
        Expect.equal("the refusal", refusal(() -> client(how).trials().measure(id, late)), model.measure(trial, value));
    }

    /** Time that is up is noticed by whoever looks next; here that is at once. */
    private void clock(int minutes, int how) throws SQLException {
        told.add("  " + minutes + " minutes");
        model.passes(minutes);
        replicas.get(0).database().moveClock(Duration.ofMinutes(minutes));
        if (model.plan.minutes() != null) {
            sweep(how);
        }
    }

    private void sweep(int how) throws SQLException {
        model.expire();
        Inside.sweep(replicas.get(how % replicas.size()));
        stored.nothingRunsPastItsLease();
    }

    private static @Nullable ProblemCode refusal(Supplier<?> call) {
        try {
            call.get();
            return null;
        } catch (ProblemException e) {
            return e.problem().code();
        }
    }

    private static <T> List<T> together(Supplier<T> one, Supplier<T> two) {
        CompletableFuture<T> other = CompletableFuture.supplyAsync(two);
        T first = one.get();
        return List.of(first, other.join());
    }

    /** Nothing hangs: workers that ask, train and report bring every study to its end. */
    private void finish() throws SQLException {
        told.add("to the end");
        if (model.state == StudyState.PAUSED) {
            become(StudyState.ACTIVE, () -> client(0).studies().resume(study.id()));
        }
        for (int round = 0; !model.state.isFinal(); round++) {
            Expect.that(round < 100, "the study does not end");
            int before = model.attempts.size();
            ask(round);
            if (model.attempts.size() > before) {
                end(model.attempts.get(before), outcome(round), round);
            } else {
                clock(LONGEST_WAIT, round);
            }
            compare();
        }
        StudyView view = client(1).studies().get(study.id());
        Expect.equal("the study", view.state(), model.state);
        var counts = new HashMap<TrialState, Long>();
        model.trials.stream().filter(Model.Trial::searches).forEach(trial -> counts.merge(trial.state, 1L, Long::sum));
        Expect.equal("the counts", view.trials(), counts);
        Expect.equal(
                "the number of trials",
                client(0).trials().all(study.id(), Purpose.SEARCH).size(),
                (int) model.trials.stream().filter(Model.Trial::searches).count());
        Expect.equal("suggestions that differ when replayed", Replay.differing(replicas.get(0), study.id()), List.of());
        delete();
    }

    /** It is gone at every replica, with all it had. */
    private void delete() throws SQLException {
        client(0).studies().delete(study.id(), false);
        stored.isGone();
        Expect.equal("the refusal", refusal(() -> client(1).studies().get(study.id())), ProblemCode.NOT_FOUND);
        for (Lease lease : leases.values()) {
            Expect.equal(
                    "the refusal",
                    refusal(() -> client(1).leases().report(lease, new Report(List.of(), null))),
                    ProblemCode.NOT_FOUND);
        }
    }
}
