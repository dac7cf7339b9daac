package dev.cairn.service.model;

import dev.cairn.api.lease.Directive;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
    int budget;
    private boolean exhausted;
    private int now;

    Model(Plan plan) {
        this.plan = plan;
        this.budget = plan.budget();
    }

    static final class Trial {
        final int number;
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
        /** Waits for room under the parallel limit. */
        boolean heldBack;
        /** Attempts that count against no retry rule. */
        int forgiven;

        final List<Attempt> attempts = new ArrayList<>();

        Trial(int number) {
            this.number = number;
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
            measurements.forEach(m -> curve.putIfAbsent(m.step(), m.metrics().get("loss")));
        }
    }

    void passes(int minutes) {
        now += minutes;
    }

    /** Whether somebody who asks now gets a trial; if so it must be told by {@link #grant} which. */
    boolean grants() {
        if (hasQueued()) {
            return true;
        }
        expire();
        if (state != StudyState.ACTIVE) {
            return false;
        }
        if (hasQueued()) {
            return true;
        }
        if (!mayCreate()) {
            return false;
        }
        if (plan.grid() && trials.size() == Plan.CELLS) {
            exhausted = true;
            settle();
            return false;
        }
        return true;
    }

    /**
     * Several askers at once may have had more points suggested than they took: these wait in the queue. Or one may have found
     * that the last cell was taken.
     */
    void isAhead(int created, boolean foundExhausted) {
        while (trials.size() < created) {
            Expect.that(state == StudyState.ACTIVE && mayCreate(), "trial " + created + " must not be created now");
            trials.add(new Trial(trials.size() + 1));
        }
        if (foundExhausted && !exhausted) {
            Expect.that(plan.grid() && trials.size() == Plan.CELLS, "the grid is not exhausted");
            exhausted = true;
            settle();
        }
    }

    /** Whether a trial waits to be granted; who finds one does not look for what is past its lease. */
    private boolean hasQueued() {
        return state == StudyState.ACTIVE && due().findAny().isPresent();
    }

    private boolean mayCreate() {
        long open = trials.stream().filter(Trial::isOpen).count();
        return !exhausted && counted() < budget && (plan.parallel() == null || open < plan.parallel());
    }

    private long counted() {
        return trials.stream().filter(Trial::counts).count();
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
            trials.add(new Trial(trials.size() + 1));
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
        if (trial.directive == null && plan.prunes() && !measurements.isEmpty() && latest(attempt) > Plan.LIMIT) {
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
        boolean diverged = outcome.metrics().containsValue(Double.NaN);
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
        if (next == TrialState.COMPLETED) {
            trial.value = outcome.metrics().get("loss");
        }
        move(attempt, next, cause);
        if (next == TrialState.QUEUED && attempt.state == AttemptState.FAILED) {
            trial.notBefore = now + plan.backoffMinutes(trial.failures());
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
            default -> state == StudyState.ACTIVE || state == StudyState.PAUSED || state == StudyState.STOPPING;
        };
        if (legal) {
            state = wanted;
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
        if (!takesUp() || !trial.state.mayBeRetried() || !hasPlace) {
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
        retry(trials.stream().filter(trial -> trial.state == TrialState.FAILED).toList());
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
        var trial = new Trial(trials.size() + 1);
        trial.priority = priority;
        trials.add(trial);
        hold(trial);
        settle();
        return null;
    }

    void widen() {
        budget++;
        if ((state == StudyState.COMPLETED || state == StudyState.FAILED) && !exhausted && counted() < budget) {
            state = StudyState.ACTIVE;
        }
        settle();
    }

    /** What follows of itself. */
    private void settle() {
        letGo();
        if (state == StudyState.ACTIVE
                && (exhausted || counted() == budget)
                && trials.stream().noneMatch(Trial::isOpen)) {
            boolean found = trials.stream().anyMatch(trial -> trial.state == TrialState.COMPLETED);
            state = found ? StudyState.COMPLETED : StudyState.FAILED;
        }
        if (state == StudyState.STOPPING) {
            queued().forEach(trial -> trial.state = TrialState.CANCELLED);
            if (trials.stream().noneMatch(Trial::isOpen)) {
                state = StudyState.CANCELLED;
            }
        }
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
                .filter(trial -> trial.counts() && !trial.isOpen())
                .count();
        lines.add("study " + state + " created " + counted() + " ended " + ended + (exhausted ? " exhausted" : ""));
        for (Trial trial : trials) {
            lines.add("trial " + trial.number + " " + trial.state + words(trial.cause) + words(trial.directive)
                    + words(trial.value) + (trial.last.isEmpty() ? "" : " last " + trial.last));
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
