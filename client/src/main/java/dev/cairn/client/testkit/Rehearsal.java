package dev.cairn.client.testkit;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.client.space.RecordSpace;
import dev.cairn.client.worker.Judgement;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Stop;
import dev.cairn.client.worker.Trainer;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a trial, in this thread and in memory:
 *
 * <pre>{@code
 * Rehearsed end = Rehearsal.of(trainer, new H(0.01, 32)).objectives("loss").stopAfter(5).run();
 * assertEquals(Outcome.Result.PRUNED, end.result().result());
 * assertEquals(5, end.curve().size());
 * }</pre>
 */
public final class Rehearsal {
    private final Trainer<Point> trainer;
    private final Point point;
    private List<Objective> objectives = List.of();
    private long seed = 1;
    private @Nullable Stop stop;
    private long stopAfter = Long.MAX_VALUE;
    private int attempt = 1;
    private List<Measurement> before = List.of();
    private @Nullable Saved saved;

    /** What an attempt saved last. */
    record Saved(long step, byte[] bytes) {}

    private Rehearsal(Trainer<Point> trainer, Point point) {
        this.trainer = trainer;
        this.point = point;
    }

    /** Of a trainer that takes points as they come. */
    public static Rehearsal of(Trainer<Point> trainer, Map<String, Object> point) {
        return new Rehearsal(trainer, new Point(new TreeMap<>(point)));
    }

    /**
     * Of a trainer that takes a record, which is made a point and bound again.
     *
     * @throws dev.cairn.search.InvalidValueException if the record is no search space, or a value lies outside it
     */
    public static <H extends Record> Rehearsal of(Trainer<H> trainer, H hyperparameters) {
        @SuppressWarnings("unchecked")
        Class<H> type = (Class<H>) hyperparameters.getClass();
        Point point = RecordSpace.of(type).point(hyperparameters);
        return new Rehearsal(Trainer.of(type, trainer), point);
    }

    /** The metrics that a completed trial must have; a service refuses one without them. */
    public Rehearsal objectives(String... metrics) {
        objectives = Arrays.stream(metrics)
                .map(metric -> new Objective(metric, null))
                .toList();
        return this;
    }

    public Rehearsal seed(long value) {
        seed = value;
        return this;
    }

    /** The service tells it to stop once it has reported this step, as a pruner does. */
    public Rehearsal stopAfter(long step) {
        return stop(Stop.TOLD, step);
    }

    /** The worker must stop once it has reported this step; {@link Rehearsed#resume} goes on elsewhere. */
    public Rehearsal preemptAfter(long step) {
        return stop(Stop.PREEMPTED, step);
    }

    private Rehearsal stop(Stop why, long step) {
        stop = why;
        stopAfter = step;
        return this;
    }

    /** The attempt after one that saved this, with nothing that stops it. */
    Rehearsal again(List<Measurement> curve, @Nullable Saved from) {
        var next = new Rehearsal(trainer, point);
        next.objectives = objectives;
        next.seed = seed;
        next.attempt = attempt + 1;
        next.saved = from;
        next.before = from == null
                ? List.of()
                : curve.stream().filter(m -> m.step() <= from.step()).toList();
        return next;
    }

    /** Trains, and waits for it. */
    public Rehearsed run() {
        try (var trial = new RehearsedTrial(lease(), stop, stopAfter, saved)) {
            Result result = Judgement.of(() -> trainer.train(point, trial), trial, trial::heard);
            var curve = new ArrayList<Measurement>(before);
            curve.addAll(trial.reported());
            return new Rehearsed(this, judged(result), List.copyOf(curve), trial.lines(), trial.saved());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the rehearsal itself failed", e);
        }
    }

    /** As a service takes it. */
    private Result judged(Result result) {
        List<String> missing = result.result() == Outcome.Result.COMPLETED
                ? objectives.stream()
                        .map(Objective::metric)
                        .filter(metric -> !result.metrics().containsKey(metric))
                        .toList()
                : List.of();
        return missing.isEmpty()
                ? result
                : Result.failed(
                        FailureCause.CRASHED,
                        "a service refuses the outcome: the metrics "
                                + result.metrics().keySet() + " lack " + missing);
    }

    private Lease lease() {
        return new Lease(
                attempt,
                attempt,
                "rehearsed",
                1,
                "rehearsal",
                1,
                1,
                Purpose.SEARCH,
                point,
                seed,
                null,
                objectives,
                null,
                null,
                Duration.ofHours(1));
    }
}
