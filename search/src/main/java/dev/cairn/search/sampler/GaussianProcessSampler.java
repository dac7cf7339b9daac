package dev.cairn.search.sampler;

import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.gp.LengthPrior;
import dev.cairn.search.gp.Sobol;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bayesian optimisation: after a quasi-random start, each point maximises the expected improvement under Gaussian processes
 * fitted to the history. The classes of {@link dev.cairn.search.gp} say how, with papers and equations.
 *
 * <ul>
 *   <li>Pending points are believed to come out as predicted (kriging believer).
 *   <li>Infeasible trials count as the worst score observed, which makes the search leave a failing region.
 *   <li>Pruned trials count as what they would probably have come to, by the curves of completed ones.
 *   <li>Limits on outcomes multiply the expected improvement by the probability of keeping to them.
 *   <li>Several objectives are weighed by random weights, drawn anew for each suggestion; one suggestion in four improves one
 *       of them alone.
 *   <li>Origins: DEFAULT (the declared defaults), STARTUP, MODEL, LOCAL (near the best trial), PROBE (the best trial with one
 *       parameter at its least tried value, and numbers near), and RANDOM where the model has nothing new
 *       to offer or no numbers to go by.
 * </ul>
 *
 * @param startupTrials outcomes awaited before the model is asked; absent: one more than half the number of parameters, at
 *     least 5, at most 10. Three of them must be successes in any case
 * @param probeEvery every so many suggestions one is a probe; 8 when absent, 0 for never
 * @param localEvery every so many suggestions one stays near the best trial: numbers within a fifth of their range, and at most
 *     one other value among those that are few; 2 when absent, 0 for never
 * @param failureModel whether a model of its own learns which points fail, besides their counting as the worst: fewer
 *     failures for more time per suggestion; false when absent
 * @param costBudget seconds that all trials together may take; present: cheap points are preferred, the less the more of it is
 *     spent (Lee et al. 2020, "Cost-aware Bayesian optimization")
 * @param lengthPrior what is believed of the parameters' lengths before any trial; DIMENSION_SCALED when absent
 */
public record GaussianProcessSampler(
        @Nullable Integer startupTrials,
        @Nullable Integer probeEvery,
        @Nullable Integer localEvery,
        @Nullable Boolean failureModel,
        @Nullable Double costBudget,
        @Nullable LengthPrior lengthPrior)
        implements Sampler {
    public static final GaussianProcessSampler DEFAULT = new GaussianProcessSampler(null, null, null, null, null, null);

    private static final int LEAST_SUCCESSES = 3;
    /** How far from the best trial a probe moves numbers, of their range: an optimum moves when a category does. */
    private static final double PROBE_REACH = 0.25;

    private static final double LOCAL_REACH = 0.2;

    public GaussianProcessSampler {
        probeEvery = probeEvery == null ? 8 : probeEvery;
        localEvery = localEvery == null ? 2 : localEvery;
        failureModel = failureModel != null && failureModel;
        lengthPrior = lengthPrior == null ? LengthPrior.DIMENSION_SCALED : lengthPrior;
        Integer startup = startupTrials;
        int every = probeEvery;
        int local = localEvery;
        Double seconds = costBudget;
        var rules = new Rules();
        rules.check(
                startup == null || startup >= 1 && startup <= 1000,
                "/startupTrials",
                () -> "startupTrials must be from 1 to 1000 but was " + startup);
        rules.check(
                every == 0 || every >= 2, "/probeEvery", () -> "probeEvery must be 0 or at least 2 but was " + every);
        rules.check(local >= 0, "/localEvery", () -> "localEvery must not be negative but was " + local);
        rules.check(
                seconds == null || seconds > 0 && seconds < Double.POSITIVE_INFINITY,
                "/costBudget",
                () -> "costBudget must be finite and above 0 but was " + seconds);
        rules.hold();
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<Violation> objections(Problem problem) {
        return List.of();
    }

    boolean learnsFailures() {
        return Boolean.TRUE.equals(failureModel);
    }

    /** From 1 at the start to 0 when the cost budget is spent; 0 without one. */
    double costExponent(Rows rows) {
        return costBudget == null ? 0 : Math.max(0, 1 - rows.seconds() / costBudget);
    }

    @Override
    public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
        return new Asking(problem, history, seed).suggest(count, number);
    }

    @Override
    public Optional<Explanation> explain(Problem problem, History history, Point point, long seed, long number) {
        return new Asking(problem, history, seed).explain(point, number);
    }

    /** The first of {@link #ranked}. */
    public Optional<Observation> recommended(Problem problem, List<Observation> observations) {
        return ranked(problem, observations).stream().findFirst().map(Recommendation::observation);
    }

    @Override
    public List<Recommendation> ranked(Problem problem, List<Observation> observations) {
        var encoding = new Encoding(problem);
        var rows = new Rows(problem, encoding, observations);
        Optional<Surrogate> surrogate =
                isStarting(rows) ? Optional.empty() : Surrogate.of(Metric.objective(0), lengthPrior, rows);
        double[] losses = rows.objective(0).losses();
        double[] scores = IntStream.range(0, rows.size())
                .mapToDouble(
                        i -> surrogate.map(model -> model.mean(rows.encoded(i))).orElse(-losses[i]))
                .toArray();
        Objective objective = problem.objectives().get(0);
        return IntStream.range(0, rows.size())
                .filter(rows::isAdmitted)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparingLong(rows::number))
                .map(i -> new Recommendation(
                        observations.get(i),
                        surrogate
                                .map(model -> objective.value(-model.loss(scores[i])))
                                .orElse(null)))
                .toList();
    }

    private boolean isStarting(Rows rows) {
        long successes =
                IntStream.range(0, rows.size()).filter(i -> !rows.isFailure(i)).count();
        return rows.size() < awaited(rows) || successes < LEAST_SUCCESSES;
    }

    private int awaited(Rows rows) {
        return awaited(rows.kinds().length);
    }

    /** How many outcomes are awaited before the model is asked, in a space of so many parameters. */
    public int awaited(int parameters) {
        return startupTrials == null ? Math.min(10, Math.max(5, parameters / 2 + 1)) : startupTrials;
    }

    /** One call: what its suggestions share. */
    private final class Asking {
        private final Encoding encoding;
        private final long seed;
        private final Visited visited;
        private final Rows rows;
        private final boolean isStarting;
        private History history;
        private Optional<Model> model;

        Asking(Problem problem, History history, long seed) {
            this.encoding = new Encoding(problem);
            this.history = history;
            this.seed = seed;
            this.visited = Visited.of(history);
            this.rows = new Rows(problem, encoding, history.observations());
            this.isStarting = isStarting(rows);
            this.model = isStarting ? Optional.empty() : Model.of(problem, rows, GaussianProcessSampler.this);
            believe(history.pending());
        }

        private void believe(List<Point> pending) {
            double[][] places = pending.stream()
                    .map(point -> encoding.encode(encoding.latentOf(point)))
                    .toArray(double[][]::new);
            model = model.map(m -> places.length == 0 ? m : m.believing(places));
        }

        List<Suggestion> suggest(int count, long number) {
            var suggestions = new ArrayList<Suggestion>();
            while (suggestions.size() < count) {
                Optional<Suggestion> next = next(number + suggestions.size());
                if (next.isEmpty()) {
                    break;
                }
                Point point = next.get().point();
                suggestions.add(next.get());
                visited.add(point);
                history = history.withPending(List.of(point));
                believe(List.of(point));
            }
            return suggestions;
        }

        private Optional<Suggestion> next(long number) {
            RandomSource random = RandomSource.of(seed, number);
            Optional<Suggestion> first = Defaults.suggestion(encoding.problem(), visited, number);
            Optional<Suggestion> found = first.or(() -> isStarting
                    ? startup(number).map(s -> s.because(startupReason()))
                    : model.flatMap(m -> modelled(m, number, random).map(s -> s.because(m.reason()))));
            return found.or(() -> Draws.uniform(encoding, visited, random)
                    .map(point -> new Suggestion(point, "RANDOM", null, drawnBecause())));
        }

        private String drawnBecause() {
            if (isStarting) {
                return "the start's sequence came to a point that is taken";
            }
            return model.isPresent() ? "nothing new where the search looked" : "no model of such outcomes";
        }

        private String startupReason() {
            long successes = IntStream.range(0, rows.size())
                    .filter(i -> !rows.isFailure(i))
                    .count();
            return "start-up: " + rows.size() + " of " + awaited(rows) + " outcomes are in, " + successes + " of "
                    + LEAST_SUCCESSES + " successes";
        }

        /** The centre, then a scrambled Sobol sequence; empty where it repeats a point. */
        private Optional<Suggestion> startup(long number) {
            var centre = new double[encoding.dimensions()];
            Arrays.fill(centre, 0.5);
            double[] units = number == 0
                    ? centre
                    : Sobol.scrambled(centre.length, RandomSource.of(seed, -1)::nextLong)
                            .point(number);
            return Optional.of(encoding.latentAt(units))
                    .filter(encoding::admits)
                    .map(encoding::pointAt)
                    .filter(point -> !visited.contains(point))
                    .map(point -> new Suggestion(point, "STARTUP", null));
        }

        private Optional<Suggestion> modelled(Model model, long number, RandomSource random) {
            Model.Goal goal = model.goal(random);
            Scope whole = Scope.whole(encoding);
            double[] best = goal.favourites().get(0);
            boolean isProbe = probeEvery > 0 && number % probeEvery == probeEvery - 1;
            if (isProbe) {
                Map<Integer, Double> held = Probe.held(encoding, history, number / probeEvery, random);
                if (!held.isEmpty()) {
                    Scope near = whole.near(best, PROBE_REACH, 0);
                    Optional<Suggestion> probe = searched(model, goal, near.holding(held), "PROBE", random);
                    if (probe.isPresent()) {
                        return probe;
                    }
                }
            }
            if (localEvery > 0 && number % localEvery == 0) {
                Scope near = whole.near(best, LOCAL_REACH, 1);
                Optional<Suggestion> local = searched(model, goal, near, "LOCAL", random);
                if (local.isPresent()) {
                    return local;
                }
            }
            return searched(model, goal, whole, "MODEL", random);
        }

        private Optional<Suggestion> searched(
                Model model, Model.Goal goal, Scope scope, String origin, RandomSource random) {
            Surrogate first = model.objectives().get(0);
            int halfCount = Math.min(512, Math.max(128, 512 * 300 / first.rowCount()));
            return new AcquisitionSearch(
                            encoding, goal.acquisition(), first.parameters().lengths(), scope, model.beliefs())
                    .best(goal.favourites(), halfCount, visited, random)
                    .map(found -> new Suggestion(
                            found.point(), origin, model.predict(encoding.encode(found.latent()), found.value())));
        }

        Optional<Explanation> explain(Point point, long number) {
            double[] place = encoding.encode(encoding.latentOf(point));
            return model.map(m -> {
                double acquisition =
                        m.goal(RandomSource.of(seed, number)).acquisition().at(new double[][] {place})[0];
                return m.explain(place, acquisition);
            });
        }
    }
}
