package dev.cairn.search.sampler;

import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.gp.GaussianProcess;
import dev.cairn.search.gp.LogExpectedImprovement;
import dev.cairn.search.gp.Sobol;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bayesian optimisation of the first objective: after a quasi-random start, each point maximises the expected improvement
 * under a Gaussian process fitted to the whole history. The classes of {@link dev.cairn.search.gp} say how, with papers and
 * equations.
 *
 * <ul>
 *   <li>Pending points are believed to come out as predicted (kriging believer).
 *   <li>Infeasible trials count as the worst score observed, which makes the search leave a failing region.
 *   <li>A pruned trial counts as if its last value had been its final one: pessimistic where it would have improved, but it was
 *       pruned because others were better by then. Curves are not looked at.
 *   <li>Origins: STARTUP, MODEL, PROBE (a category held at its least tried value), and RANDOM where the model has nothing new
 *       to offer or no numbers to go by.
 * </ul>
 *
 * @param startupTrials outcomes awaited before the model is asked; absent: one more than there are parameters, at least 5, at
 *     most 10. Three of them must be successes in any case
 * @param probeEvery every so many suggestions one is a probe; 8 when absent, 0 for never
 */
public record GaussianProcessSampler(
        @Nullable Integer startupTrials, @Nullable Integer probeEvery) implements Sampler {
    public static final GaussianProcessSampler DEFAULT = new GaussianProcessSampler(null, null);

    private static final int LEAST_SUCCESSES = 3;
    private static final int FAVOURITES = 5;

    public GaussianProcessSampler {
        probeEvery = probeEvery == null ? 8 : probeEvery;
        Integer startup = startupTrials;
        int every = probeEvery;
        var rules = new Rules();
        rules.check(
                startup == null || startup >= 1 && startup <= 1000,
                "/startupTrials",
                () -> "startupTrials must be from 1 to 1000 but was " + startup);
        rules.check(
                every == 0 || every >= 2, "/probeEvery", () -> "probeEvery must be 0 or at least 2 but was " + every);
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

    @Override
    public List<Suggestion> suggest(Problem problem, History history, int count, long seed, long number) {
        return new Asking(problem, history, seed).suggest(count, number);
    }

    /**
     * The completed trial to trust: the one with the best posterior mean. Under noise the best observed value is lucky more
     * often than good. Before the model has its first say, the best observed; empty without a completed trial.
     */
    public Optional<Observation> recommended(Problem problem, List<Observation> observations) {
        var encoding = new Encoding(problem);
        Objective objective = problem.objectives().get(0);
        Optional<Surrogate> surrogate = isStarting(encoding, observations)
                ? Optional.empty()
                : Surrogate.of(encoding, objective, observations, FAVOURITES);
        ToDoubleFunction<Observation> score = surrogate
                .<ToDoubleFunction<Observation>>map(model -> observation -> model.process()
                        .at(encoding.encode(encoding.latentOf(observation.point())))
                        .mean())
                .orElse(observation -> objective.score(
                        ((Observation.Completed) observation.result()).values().get(0)));
        return observations.stream()
                .filter(observation -> observation.result() instanceof Observation.Completed)
                .max(Comparator.comparingDouble(score));
    }

    private boolean isStarting(Encoding encoding, List<Observation> observations) {
        int wanted = startupTrials == null ? Math.min(10, Math.max(5, encoding.dimensions() + 1)) : startupTrials;
        long successes = observations.stream()
                .filter(o -> !(o.result() instanceof Observation.Infeasible))
                .count();
        return observations.size() < wanted || successes < LEAST_SUCCESSES;
    }

    /** One call: what its suggestions share. */
    private final class Asking {
        private final Encoding encoding;
        private final long seed;
        private final Visited visited;
        private final Optional<Surrogate> surrogate;
        private History history;

        Asking(Problem problem, History history, long seed) {
            this.encoding = new Encoding(problem);
            this.history = history;
            this.seed = seed;
            this.visited = Visited.of(history);
            List<Observation> observations = history.observations();
            this.surrogate = isStarting(encoding, observations)
                    ? Optional.empty()
                    : Surrogate.of(encoding, problem.objectives().get(0), observations, FAVOURITES);
        }

        List<Suggestion> suggest(int count, long number) {
            var suggestions = new ArrayList<Suggestion>();
            for (int i = 0; i < count; i++) {
                next(number + i).ifPresent(suggestion -> {
                    suggestions.add(suggestion);
                    visited.add(suggestion.point());
                    var pending = new ArrayList<>(history.pending());
                    pending.add(suggestion.point());
                    history = new History(history.observations(), pending, history.spent());
                });
            }
            return suggestions;
        }

        private Optional<Suggestion> next(long number) {
            RandomSource random = RandomSource.of(seed, number);
            Optional<Suggestion> found = isStarting(encoding, history.observations())
                    ? startup(number)
                    : surrogate.flatMap(model -> modelled(model, number, random));
            return found.or(
                    () -> Draws.uniform(encoding, visited, random).map(point -> new Suggestion(point, "RANDOM", null)));
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

        private Optional<Suggestion> modelled(Surrogate model, long number, RandomSource random) {
            GaussianProcess process = model.process();
            double best = model.best();
            for (Point pending : history.pending()) {
                double[] place = encoding.encode(encoding.latentOf(pending));
                best = Math.max(best, process.at(place).mean());
                process = process.believing(place);
            }
            var acquisition = new LogExpectedImprovement(process, best);
            boolean isProbe = probeEvery > 0 && number % probeEvery == probeEvery - 1;
            if (isProbe) {
                Map<Integer, Double> held = Probe.held(encoding, history, number / probeEvery, random);
                if (!held.isEmpty()) {
                    Optional<Suggestion> probe = searched(model, acquisition, held, "PROBE", random);
                    if (probe.isPresent()) {
                        return probe;
                    }
                }
            }
            return searched(model, acquisition, Map.of(), "MODEL", random);
        }

        private Optional<Suggestion> searched(
                Surrogate model,
                LogExpectedImprovement acquisition,
                Map<Integer, Double> held,
                String origin,
                RandomSource random) {
            int halfCount = Math.min(512, Math.max(128, 512 * 300 / model.rows()));
            return new AcquisitionSearch(
                            encoding, acquisition, model.parameters().lengths(), held)
                    .best(model.favourites(), halfCount, visited, random)
                    .map(found -> new Suggestion(
                            found.point(),
                            origin,
                            model.predict(acquisition.process().at(encoding.encode(found.latent())), found.value())));
        }
    }
}
