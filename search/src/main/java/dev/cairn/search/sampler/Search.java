package dev.cairn.search.sampler;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.objective.ParetoFront;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ask and tell in one process, without a service:
 *
 * <pre>{@code
 * var search = new Search(problem, GaussianProcessSampler.DEFAULT, 7);
 * for (int i = 0; i < 50; i++) {
 *     Search.Asked asked = search.ask().orElseThrow();
 *     search.tell(asked.id(), train(asked.point()));
 * }
 * }</pre>
 *
 * Every trial has an id, counted from 1, by which its result is told once. Not for several threads.
 */
public final class Search {
    private final Problem problem;
    private final Sampler sampler;
    private final long seed;
    private final List<Point> queue = new ArrayList<>();
    private final Map<Long, Point> pending = new LinkedHashMap<>();
    private final Map<Long, Observation> observations = new LinkedHashMap<>();
    private final List<Point> spent = new ArrayList<>();
    private final ParetoFront front;
    private long lastId;
    /** How many points the sampler has suggested; what was enqueued or came from outside does not count. */
    private long suggested;

    /** @throws InvalidValueException if the sampler objects to the problem */
    public Search(Problem problem, Sampler sampler, long seed) {
        var objections = sampler.objections(problem);
        if (!objections.isEmpty()) {
            throw new InvalidValueException(objections);
        }
        this.problem = problem;
        this.sampler = sampler;
        this.seed = seed;
        this.front = new ParetoFront(problem.objectives());
    }

    /** A suggestion and the id to tell its result by. */
    public record Asked(long id, Suggestion suggestion) {
        public Point point() {
            return suggestion.point();
        }
    }

    /** The next point, pending until it is told; empty if the space is used up or nothing more is found. */
    public Optional<Asked> ask() {
        return ask(1, Map.of()).stream().findFirst();
    }

    /**
     * The next points, pending until they are told: first those enqueued that have the given values, then the sampler's.
     *
     * @param count at least 1
     * @param given values that these points shall have, by parameter: the context
     * @return fewer than {@code count} only if the space is used up or nothing more is found, see {@link #whyNoMore}
     * @throws InvalidValueException if a given value is not one of its parameter's
     */
    public List<Asked> ask(int count, Map<String, ?> given) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1 but was " + count);
        }
        Problem now = now(given);
        List<Point> enqueued = enqueued(now, count);
        var found = new ArrayList<Suggestion>();
        enqueued.forEach(point -> found.add(new Suggestion(point, "ENQUEUED", null)));
        if (found.size() < count) {
            var open = new ArrayList<>(pending.values());
            open.addAll(enqueued);
            var history = new History(List.copyOf(observations.values()), open, spent);
            found.addAll(sampler.suggest(now, history, count - found.size(), seed, suggested));
        }
        // Only now, so that a sampler's failure leaves the queue as it was.
        enqueued.forEach(queue::remove);
        suggested += found.size() - enqueued.size();
        return found.stream()
                .map(suggestion -> new Asked(register(suggestion.point()), suggestion))
                .toList();
    }

    private Problem now(Map<String, ?> given) {
        var fixed = new TreeMap<String, Object>(problem.fixed());
        fixed.putAll(given);
        return problem.given(fixed);
    }

    /** For people: why fewer points came than were asked for, with the same given values. */
    public String whyNoMore(Map<String, ?> given) {
        return sampler.whyNoMore(now(given));
    }

    /** Those next in the queue that agree with what is fixed; an inactive parameter agrees with any value. */
    private List<Point> enqueued(Problem now, int most) {
        return queue.stream()
                .filter(point -> now.fixed().entrySet().stream()
                        .allMatch(fixed -> !point.values().containsKey(fixed.getKey())
                                || fixed.getValue().equals(point.get(fixed.getKey()))))
                .limit(most)
                .toList();
    }

    /**
     * Lets a point be asked before any that the sampler has. It may have been tried before: a person who wants to see a result
     * again has a reason.
     *
     * @throws InvalidValueException if it is not in the space
     */
    public void enqueue(Point point) {
        queue.add(inSpace(point));
    }

    /**
     * The id to tell a point by: its earliest pending suggestion's, or a new one if the point was not asked for, as with
     * results from elsewhere.
     *
     * @throws InvalidValueException if it is not in the space
     */
    public long adopt(Point point) {
        Point known = inSpace(point);
        return pending.entrySet().stream()
                .filter(open -> open.getValue().equals(known))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> register(known));
    }

    private Point inSpace(Point point) {
        return problem.space().point(point.values());
    }

    private long register(Point point) {
        lastId++;
        pending.put(lastId, point);
        return lastId;
    }

    /** What was measured: one finite value per objective, where there are no outcome constraints. */
    public void tell(long id, Double... values) {
        tell(id, new Observation.Completed(List.of(values)), Curve.NONE, null);
    }

    /** What was measured at a point, asked for or not. */
    public void tell(Point point, Double... values) {
        tell(adopt(point), values);
    }

    /**
     * How a trial ended.
     *
     * @param curve what it reported on its way
     * @param seconds what it cost; absent when unknown
     * @throws InvalidValueException if there is no such trial, if it has been told, or if values or outcomes are missing
     */
    public void tell(long id, Observation.Result result, Curve curve, @Nullable Double seconds) {
        Point point = point(id);
        var observation = new Observation(id, point, result, curve, seconds);
        if (result instanceof Observation.Completed completed) {
            check(completed);
            front.add(id, completed.values(), isFeasible(completed));
        }
        pending.remove(id);
        observations.put(id, observation);
    }

    private void check(Observation.Completed completed) {
        int values = problem.objectives().size();
        int outcomes = problem.constraints().size();
        var rules = new Rules();
        rules.check(
                completed.values().size() == values,
                "/values",
                () -> "values must be " + values + ", one per objective, but were " + completed.values());
        rules.check(
                completed.outcomes().size() == outcomes,
                "/outcomes",
                () -> "outcomes must be " + outcomes + ", one per outcome constraint, but were "
                        + completed.outcomes());
        rules.hold();
    }

    /**
     * A trial failed for a reason that is not its point's, such as a lost machine. That teaches nothing, but the point is not
     * suggested again.
     *
     * @throws InvalidValueException if there is no such trial or it has been told
     */
    public void spend(long id) {
        spent.add(point(id));
        pending.remove(id);
    }

    /**
     * What the sampler expects of a trial that is not told yet, from all that is known but that trial; empty where it has no
     * model, or none yet.
     *
     * @throws InvalidValueException if there is no such trial or it has been told
     */
    public Optional<Explanation> explain(long id) {
        Point point = point(id);
        var others = new TreeMap<>(pending);
        others.remove(id);
        var history = new History(List.copyOf(observations.values()), List.copyOf(others.values()), spent);
        return sampler.explain(problem, history, point, seed, suggested);
    }

    /**
     * The point of a trial that is not told yet.
     *
     * @throws InvalidValueException if there is no such trial or it has been told
     */
    public Point point(long id) {
        Point point = pending.get(id);
        var rules = new Rules();
        rules.check(
                point != null,
                "/id",
                () -> id >= 1 && id <= lastId ? "trial " + id + " has been told already" : "there is no trial " + id);
        rules.hold();
        return Objects.requireNonNull(point);
    }

    /**
     * The completed trial that is best by the first objective, of equals the first told; its number is its id. A trial that
     * breaks an outcome constraint is not eligible.
     */
    public Optional<Observation> best() {
        Objective objective = problem.objectives().get(0);
        return observations.values().stream()
                .filter(o -> o.result() instanceof Observation.Completed completed && isFeasible(completed))
                .max(Comparator.comparingDouble(o -> objective.score(
                        ((Observation.Completed) o.result()).values().get(0))));
    }

    /** The completed trials that keep every outcome constraint and that no other such trial beats, see {@link ParetoFront}. */
    public List<Observation> front() {
        return front.entries().stream()
                .map(entry -> observations.get(entry.id()))
                .toList();
    }

    private boolean isFeasible(Observation.Completed completed) {
        List<OutcomeConstraint> constraints = problem.constraints();
        return IntStream.range(0, constraints.size())
                .allMatch(i -> constraints.get(i).holds(completed.outcomes().get(i)));
    }
}
