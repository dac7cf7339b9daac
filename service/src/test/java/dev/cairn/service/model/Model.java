package dev.cairn.service.model;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.ConfirmationRules;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the service should do with one study, in plain Java: one thread, no storage, time in minutes. */
final class Model {
    static final int LEASE_MINUTES = 25;
    /** One fewer than a study gives up after if all of them fail. */
    static final int MOST_TRIALS = 9;

    /** So many attempts may be lost in a row, even if none was ever heard from. */
    private static final int MOST_LOST = 20;

    final Plan plan;
    final List<Trial> trials = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    StudyState state = StudyState.ACTIVE;
    /** What follows once it has stopped. */
    private StudyState stopsAs = StudyState.CANCELLED;

    int budget;
    /** Of the current confirmation; absent until they are chosen. */
    private @Nullable List<Trial> candidates;

    private @Nullable Trial winner;
    /** The confirming trials, by winner. */
    private final Map<Trial, Trial> openings = new HashMap<>();

    private boolean exhausted;
    private int now;

    Model(Plan plan) {
        this.plan = plan;
        this.budget = plan.budget();
    }

    static final class Trial {
        final int number;
        final Purpose purpose;
        /** Whose point a repetition has. */
        final @Nullable Trial repeats;

        TrialState state = TrialState.QUEUED;

        @Nullable
        FailureCause cause;

        Directive.@Nullable Kind directive;

        @Nullable
        Double value;

        String last = "";
        int leasedUntil;
        int notBefore;
        int priority;
        boolean excluded;
        /** Waits for room under the parallel limit. */
        boolean heldBack;
        /** Attempts that count against no retry rule. */
        int forgiven;

        final List<Attempt> attempts = new ArrayList<>();

        Trial(int number, Purpose purpose, @Nullable Trial repeats) {
            this.number = number;
            this.purpose = purpose;
            this.repeats = repeats;
        }

        boolean searches() {
            return purpose == Purpose.SEARCH;
        }

        boolean isOpen() {
            return !state.isFinal();
        }

        /** One that is cancelled before any attempt gives its place in the budget back. */
        boolean counts() {
            return state != TrialState.CANCELLED || !attempts.isEmpty();
        }

        private Stream<Attempt> counted() {
            return attempts.stream().skip(forgiven);
        }

        /** Attempts that failed by their own word, or fell silent after they had been heard. */
        private long failures() {
            return counted()
                    .filter(a -> a.state == AttemptState.FAILED || (a.state == AttemptState.LOST && a.heard))
                    .count();
        }

        private long ended(AttemptState how, @Nullable FailureCause cause, boolean heardOnly) {
            return counted()
                    .filter(a -> a.state == how && a.cause == cause && (a.heard || !heardOnly))
                    .count();
        }
    }

    static final class Attempt {
        final Trial trial;
        final int number;
        AttemptState state = AttemptState.RUNNING;

        @Nullable
        FailureCause cause;

        boolean heard;

        @Nullable
        Outcome outcome;

        @Nullable
        TrialState answer;

        final Map<Long, Double> curve = new TreeMap<>();

        Attempt(Trial trial) {
            this.trial = trial;
            trial.attempts.add(this);
            this.number = trial.attempts.size();
        }

        /** The fence. */
        boolean mayWrite() {
            return number == trial.attempts.size()
                    && trial.isOpen()
                    && (state == AttemptState.RUNNING || state == AttemptState.LOST);
        }

        private void write(List<Measurement> measurements) {
            measurements.forEach(m -> curve.putIfAbsent(m.step(), m.metrics().get(Plan.METRIC)));
        }
    }

    void passes(int minutes) {
        now += minutes;
    }

    /**
     * Whether somebody who asks now gets a trial; if so it must be told by {@link #grant} which.
     *
     * @param chosen the candidates that the service has chosen, the most promising first: by a model of its own
     */
    boolean grants(Supplier<List<Integer>> chosen) {
        if (hasQueued()) {
            return true;
        }
        expire();
        if (state == StudyState.ACTIVE && !hasQueued()) {
            if (!mayCreate()) {
                return false;
            }
            if (!plan.grid() || searched() != Plan.CELLS) {
                return true;
            }
            exhausted = true;
            settle();
        }
        if (mustChoose()) {
            choose(chosen.get());
        }
        return hasQueued();
    }

    boolean mustChoose() {
        return state == StudyState.CONFIRMING && candidates == null;
    }

    /** Repeats each candidate as often as it was not repeated before. */
    void choose(List<Integer> numbers) {
        long completed = trials.stream()
                .filter(trial -> trial.searches() && trial.state == TrialState.COMPLETED && !trial.excluded)
                .count();
        Expect.equal(
                "the number of candidates",
                (long) numbers.size(),
                Math.min(completed, confirmation().candidates()));
        List<Trial> chosen =
                numbers.stream().map(number -> trials.get(number - 1)).toList();
        for (Trial candidate : chosen) {
            Expect.that(
                    candidate.searches() && candidate.state == TrialState.COMPLETED && !candidate.excluded,
                    "trial " + candidate.number + " is no candidate");
            for (long i = repetitions(candidate).count(); i < confirmation().seeds(); i++) {
                var repetition = new Trial(trials.size() + 1, Purpose.REPEAT, candidate);
                trials.add(repetition);
                hold(repetition);
            }
        }
        candidates = chosen;
        settle();
    }

    private ConfirmationRules confirmation() {
        return Objects.requireNonNull(plan.confirmation());
    }

    private Stream<Trial> repetitions(Trial candidate) {
        return trials.stream().filter(trial -> trial.repeats == candidate);
    }

    private long searched() {
        return trials.stream().filter(Trial::searches).count();
    }

    /**
     * Several askers at once may have had more points suggested than they took: these wait in the queue. Or one may have found
     * that the last cell was taken.
     */
    void isAhead(int created, boolean foundExhausted) {
        while (searched() < created) {
            Expect.that(state == StudyState.ACTIVE && mayCreate(), "trial " + created + " must not be created now");
            trials.add(new Trial(trials.size() + 1, Purpose.SEARCH, null));
        }
        if (foundExhausted && !exhausted) {
            Expect.that(plan.grid() && searched() == Plan.CELLS, "the grid is not exhausted");
            exhausted = true;
            settle();
        }
    }

    /** Whether a trial waits to be granted; who finds one does not look for what is past its lease. */
    private boolean hasQueued() {
        return (state == StudyState.ACTIVE || state == StudyState.CONFIRMING)
                && due().findAny().isPresent();
    }

    private boolean mayCreate() {
        long open = trials.stream().filter(Trial::isOpen).count();
        return !exhausted && counted() < budget && (plan.parallel() == null || open < plan.parallel());
    }

    private long counted() {
        return trials.stream().filter(Trial::searches).filter(Trial::counts).count();
    }

    private Stream<Trial> queued() {
        return trials.stream().filter(trial -> trial.state == TrialState.QUEUED);
    }

    /** Queued, and neither held back nor waiting after a failure. */
    Stream<Trial> due() {
        return queued().filter(trial -> !trial.heldBack && trial.notBefore <= now);
    }

    /** A trial was granted: one that was queued, or the next new one where none was. */
    Attempt grant(int number) {
        List<Integer> grantable = due().map(trial -> trial.number).toList();
        if (grantable.isEmpty()) {
            trials.add(new Trial(trials.size() + 1, Purpose.SEARCH, null));
            grantable = List.of(trials.size());
        }
        Expect.that(grantable.contains(number), "trial " + number + " was granted, not one of " + grantable);
        Trial trial = trials.get(number - 1);
        trial.state = TrialState.RUNNING;
        trial.leasedUntil = now + LEASE_MINUTES;
        var attempt = new Attempt(trial);
        attempts.add(attempt);
        return attempt;
    }

    /** The directive that is answered; empty where the fence refuses. */
    Directive.@Nullable Kind report(Attempt attempt, List<Measurement> measurements) {
        if (!attempt.mayWrite()) {
            return null;
        }
        Trial trial = attempt.trial;
        attempt.write(measurements);
        attempt.state = AttemptState.RUNNING;
        attempt.cause = null;
        attempt.heard = true;
        trial.state = TrialState.RUNNING;
        if (state == StudyState.STOPPING || trial.directive == Directive.Kind.CANCEL) {
            // What is left of the lease is its grace.
            return Directive.Kind.CANCEL;
        }
        trial.leasedUntil = now + LEASE_MINUTES;
        if (trial.searches()
                && trial.directive == null
                && plan.prunes()
                && !measurements.isEmpty()
                && latest(attempt) > Plan.LIMIT) {
            trial.directive = Directive.Kind.STOP;
        }
        return trial.directive == null ? Directive.Kind.CONTINUE : trial.directive;
    }

    private static double latest(Attempt attempt) {
        return attempt.curve.values().stream().reduce((before, after) -> after).orElseThrow();
    }

    /** What is answered to an outcome: the trial's state, or why it is refused. */
    record Ended(@Nullable TrialState state, @Nullable ProblemCode refusal) {}

    Ended end(Attempt attempt, Outcome outcome) {
        if (!attempt.mayWrite()) {
            if (attempt.outcome == null) {
                return new Ended(null, ProblemCode.LEASE_SUPERSEDED);
            }
            return attempt.outcome.equals(outcome)
                    ? new Ended(attempt.answer, null)
                    : new Ended(null, ProblemCode.OUTCOME_DIFFERS);
        }
        Trial trial = attempt.trial;
        boolean diverged = trial.purpose != Purpose.CONFIRM && outcome.metrics().containsValue(Double.NaN);
        FailureCause cause = switch (outcome.result()) {
            case COMPLETED -> diverged ? FailureCause.DIVERGED : null;
            case PREEMPTED -> FailureCause.PREEMPTED;
            default -> outcome.cause();
        };
        TrialState wanted = switch (outcome.result()) {
            case COMPLETED -> diverged ? TrialState.INFEASIBLE : TrialState.COMPLETED;
            case PRUNED -> TrialState.PRUNED;
            default -> Objects.requireNonNull(cause).trial();
        };
        TrialState next = next(trial, wanted, cause);
        attempt.write(outcome.measurements());
        attempt.state = next == TrialState.CANCELLED
                ? AttemptState.CANCELLED
                : cause == null ? AttemptState.SUCCEEDED : cause.attempt();
        attempt.cause = cause;
        attempt.heard = true;
        attempt.outcome = outcome;
        attempt.answer = next;
        if (next == TrialState.COMPLETED && trial.purpose != Purpose.CONFIRM) {
            trial.value = outcome.metrics().get(Plan.METRIC);
        }
        move(attempt, next, cause);
        if (next == TrialState.QUEUED) {
            trial.notBefore = attempt.state == AttemptState.FAILED
                    ? now + plan.backoffMinutes(trial.failures())
                    : Math.min(trial.notBefore, now);
        }
        settle();
        return new Ended(next, null);
    }

    private TrialState next(Trial trial, TrialState wanted, @Nullable FailureCause cause) {
        boolean cancelled = state == StudyState.STOPPING || trial.directive == Directive.Kind.CANCEL;
        if (cancelled && wanted != TrialState.COMPLETED) {
            return TrialState.CANCELLED;
        }
        boolean told = cancelled || trial.directive != null;
        if (wanted == TrialState.QUEUED && told) {
            return TrialState.PRUNED;
        }
        boolean again = !told && trial.ended(AttemptState.FAILED, cause, false) < plan.retries(cause);
        return again ? TrialState.QUEUED : wanted;
    }

    private static void move(Attempt attempt, TrialState next, @Nullable FailureCause cause) {
        Trial trial = attempt.trial;
        trial.state = next;
        trial.cause = next == TrialState.FAILED || next == TrialState.INFEASIBLE ? cause : null;
        trial.last = "";
        if (next == TrialState.PRUNED) {
            attempt.curve.forEach((step, value) -> trial.last = step + ":" + value);
        }
    }

    /** The asker was gone when it should have got the trial. */
    void giveBack(Attempt attempt) {
        boolean latest = attempt.number == attempt.trial.attempts.size();
        // A cancelled one ends with its lease.
        boolean cancelled = attempt.trial.directive == Directive.Kind.CANCEL;
        if (latest && attempt.state == AttemptState.RUNNING && !attempt.heard && !cancelled) {
            attempt.state = AttemptState.PREEMPTED;
            attempt.cause = FailureCause.PREEMPTED;
            move(attempt, TrialState.QUEUED, null);
            settle();
        }
    }

    /** Takes back what is past its lease. */
    void expire() {
        for (Trial trial : trials) {
            if (trial.state == TrialState.RUNNING && trial.leasedUntil < now) {
                Attempt attempt = trial.attempts.get(trial.attempts.size() - 1);
                attempt.state = AttemptState.LOST;
                attempt.cause = FailureCause.WORKER_LOST;
                move(attempt, afterLoss(trial, attempt), FailureCause.WORKER_LOST);
                if (trial.state == TrialState.QUEUED) {
                    trial.notBefore = attempt.heard ? now + plan.backoffMinutes(trial.failures()) : now;
                }
            }
        }
        settle();
    }

    private TrialState afterLoss(Trial trial, Attempt attempt) {
        if (state == StudyState.STOPPING || trial.directive == Directive.Kind.CANCEL) {
            return TrialState.CANCELLED;
        }
        if (trial.directive == Directive.Kind.STOP) {
            return TrialState.PRUNED;
        }
        long lost = trial.ended(AttemptState.LOST, FailureCause.WORKER_LOST, false);
        long heard = trial.ended(AttemptState.LOST, FailureCause.WORKER_LOST, true);
        return lost >= MOST_LOST || (attempt.heard && heard > plan.workerLost())
                ? TrialState.FAILED
                : TrialState.QUEUED;
    }

    /** Whether the change is legal; what is so already is. */
    boolean become(StudyState wanted) {
        boolean legal = switch (wanted) {
            case PAUSED -> state == StudyState.ACTIVE || state == StudyState.PAUSED;
            case ACTIVE -> state == StudyState.PAUSED || state == StudyState.ACTIVE;
            default -> !state.isFinal();
        };
        if (legal) {
            state = wanted;
            stopsAs = StudyState.CANCELLED;
            settle();
        }
        return legal;
    }

    /** Why it is refused; nothing if it is not. */
    @Nullable
    ProblemCode cancelTrial(Trial trial) {
        if (trial.state == TrialState.QUEUED) {
            trial.state = TrialState.CANCELLED;
            settle();
        } else if (trial.state == TrialState.RUNNING) {
            trial.directive = Directive.Kind.CANCEL;
        }
        return trial.isOpen() || trial.state == TrialState.CANCELLED ? null : ProblemCode.WRONG_STATE;
    }

    @Nullable
    ProblemCode retry(Trial trial) {
        boolean hasPlace = trial.counts() || counted() < budget;
        if (!takesUp() || isTimeUp() || !trial.state.mayBeRetried() || !hasPlace || !trial.searches()) {
            return ProblemCode.WRONG_STATE;
        }
        retry(List.of(trial));
        return null;
    }

    @Nullable
    ProblemCode retryFailed() {
        if (!takesUp()) {
            return ProblemCode.WRONG_STATE;
        }
        List<Trial> failed = trials.stream()
                .filter(trial -> trial.searches() && trial.state == TrialState.FAILED)
                .toList();
        if (isTimeUp() && !failed.isEmpty()) {
            return ProblemCode.WRONG_STATE;
        }
        retry(failed);
        return null;
    }

    private boolean takesUp() {
        return List.of(StudyState.ACTIVE, StudyState.PAUSED, StudyState.COMPLETED, StudyState.FAILED)
                .contains(state);
    }

    private void retry(List<Trial> again) {
        for (Trial trial : again) {
            trial.attempts.stream()
                    .filter(attempt -> attempt.state == AttemptState.LOST && attempt.number == trial.attempts.size())
                    .forEach(attempt -> attempt.state = AttemptState.FAILED);
            trial.forgiven = trial.attempts.size();
            trial.directive = null;
            trial.cause = null;
            trial.last = "";
            hold(trial);
        }
        if (!again.isEmpty()) {
            state = state == StudyState.PAUSED ? StudyState.PAUSED : StudyState.ACTIVE;
            settle();
        }
    }

    private void hold(Trial trial) {
        trial.state = TrialState.QUEUED;
        trial.heldBack = plan.parallel() != null;
        trial.notBefore = now;
    }

    @Nullable
    ProblemCode enqueue(int priority) {
        boolean open = state == StudyState.ACTIVE || state == StudyState.PAUSED;
        if (!open || counted() == budget) {
            return ProblemCode.WRONG_STATE;
        }
        var trial = new Trial(trials.size() + 1, Purpose.SEARCH, null);
        trial.priority = priority;
        trials.add(trial);
        hold(trial);
        settle();
        return null;
    }

    /** Another budget of trials; why it is refused, nothing if it is not. */
    @Nullable
    ProblemCode allow(int wanted) {
        boolean reopens =
                (state == StudyState.COMPLETED || state == StudyState.FAILED) && !exhausted && counted() < wanted;
        if (counted() > wanted || reopens && isTimeUp()) {
            return ProblemCode.WRONG_STATE;
        }
        budget = wanted;
        state = reopens ? StudyState.ACTIVE : state;
        settle();
        return null;
    }

    /** Whether the budget of time is spent, which counts from the study's creation. */
    private boolean isTimeUp() {
        return plan.minutes() != null && now >= plan.minutes();
    }

    void exclude(Trial trial, boolean excluded) {
        trial.excluded = trial.searches() ? excluded : trial.excluded;
        settle();
    }

    /** Why it is refused; nothing if it is not. */
    @Nullable
    ProblemCode measure(Trial trial, double value) {
        if (trial.state != TrialState.COMPLETED || !trial.searches()) {
            return ProblemCode.WRONG_STATE;
        }
        trial.value = value;
        settle();
        return null;
    }

    /** What follows of itself. */
    private void settle() {
        letGo();
        if (state == StudyState.ACTIVE && isTimeUp()) {
            state = StudyState.STOPPING;
            stopsAs = StudyState.COMPLETED;
        }
        if (state == StudyState.ACTIVE
                && (exhausted || counted() == budget)
                && trials.stream().noneMatch(Trial::isOpen)) {
            endSearch();
        }
        if (state == StudyState.CONFIRMING && candidates != null) {
            confirm(candidates);
        }
        if (state == StudyState.STOPPING) {
            queued().forEach(trial -> trial.state = TrialState.CANCELLED);
            if (trials.stream().noneMatch(Trial::isOpen)) {
                if (stopsAs == StudyState.COMPLETED) {
                    endSearch();
                } else {
                    state = StudyState.CANCELLED;
                }
            }
        }
    }

    private void endSearch() {
        boolean found = trials.stream()
                .anyMatch(trial -> trial.searches() && trial.state == TrialState.COMPLETED && !trial.excluded);
        StudyState end = plan.confirmation() == null ? StudyState.COMPLETED : StudyState.CONFIRMING;
        state = found ? end : StudyState.FAILED;
        candidates = null;
        winner = null;
    }

    private void confirm(List<Trial> repeated) {
        if (winner == null && repeated.stream().flatMap(this::repetitions).noneMatch(Trial::isOpen)) {
            winner = repeated.stream()
                    .filter(one -> !one.excluded && mean(one).isPresent())
                    .min(Comparator.comparingDouble(one -> mean(one).getAsDouble()))
                    .orElse(null);
            if (winner == null) {
                state = StudyState.COMPLETED;
            }
        }
        if (winner != null) {
            Trial opening = openings.computeIfAbsent(winner, won -> {
                var confirming = new Trial(trials.size() + 1, Purpose.CONFIRM, null);
                confirming.notBefore = now;
                trials.add(confirming);
                return confirming;
            });
            state = opening.isOpen() ? state : StudyState.COMPLETED;
        }
    }

    private OptionalDouble mean(Trial candidate) {
        return repetitions(candidate)
                .filter(trial -> trial.state == TrialState.COMPLETED)
                .mapToDouble(trial -> trial.value)
                .average();
    }

    private void letGo() {
        long open = trials.stream()
                .filter(trial -> trial.isOpen() && !trial.heldBack)
                .count();
        long room = plan.parallel() == null ? trials.size() : plan.parallel() - open;
        List<Trial> waiting = queued().filter(trial -> trial.heldBack).toList();
        waiting.stream()
                .sorted(Comparator.comparing((Trial trial) -> -trial.priority))
                .limit(Math.max(0, room))
                .forEach(trial -> {
                    trial.heldBack = false;
                    trial.notBefore = now;
                });
    }

    /** Everything in words, in the same order and form as {@link Stored#picture}. */
    List<String> picture() {
        var lines = new ArrayList<String>();
        long ended = trials.stream()
                .filter(trial -> trial.searches() && trial.counts() && !trial.isOpen())
                .count();
        lines.add("study " + state + " of " + budget + " created " + counted() + " ended " + ended
                + (exhausted ? " exhausted" : ""));
        for (Trial trial : trials) {
            lines.add("trial " + trial.number + " " + trial.state + words(trial.cause) + words(trial.directive)
                    + words(trial.value) + (trial.excluded ? " excluded" : "")
                    + (trial.last.isEmpty() ? "" : " last " + trial.last));
            for (Attempt attempt : trial.attempts) {
                lines.add("attempt " + trial.number + "." + attempt.number + " " + attempt.state
                        + words(attempt.cause) + (attempt.heard ? " heard" : "") + words(attempt.answer) + " "
                        + attempt.curve);
            }
        }
        return lines;
    }

    private static String words(@Nullable Object value) {
        return value == null ? "" : " " + value;
    }
}
