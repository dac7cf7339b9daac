package dev.cairn.search.sampler;

import dev.cairn.search.gp.Acquisition;
import dev.cairn.search.gp.GaussianProcess;
import dev.cairn.search.gp.LengthPrior;
import dev.cairn.search.gp.LogChebyshevImprovement;
import dev.cairn.search.gp.LogExpectedImprovement;
import dev.cairn.search.gp.LogProbability;
import dev.cairn.search.gp.ScaledMean;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All that is modelled of a problem: each objective, each limit on an outcome, and where wanted which points fail and what they
 * cost; each a Gaussian process by itself.
 *
 * @param limits of outcomes that were measured, and of failures where those are modelled
 * @param admitted rows to be improved on, see {@link #admitted(Rows, List)}
 * @param cost of the logarithm of seconds
 * @param costExponent how much cost weighs, from 1 (improvement per second) to 0
 * @param beliefs encoded places whose results are pending and believed to come out as predicted
 */
record Model(
        Problem problem,
        Rows rows,
        LengthPrior prior,
        List<Surrogate> objectives,
        List<Limit> limits,
        int[] admitted,
        @Nullable Surrogate cost,
        double costExponent,
        List<double[]> beliefs) {
    private static final int SAMPLES = 64;
    private static final int FAVOURITES = 5;
    /** One of so many suggestions improves one of several objectives alone. */
    private static final int ONE_ALONE_IN = 4;
    /** In place of a constraint. */
    private static final int FAILURES = -1;

    /** A loss of at most 0 is wanted. */
    record Limit(int constraint, Surrogate surrogate) {
        double threshold() {
            return surrogate.score(0);
        }

        boolean isKept(double[] encoded) {
            return surrogate.mean(encoded) >= threshold();
        }

        /** Those of some rows at which it is expected to be kept. */
        int[] keeping(Rows rows, int[] of) {
            double[] means = surrogate.process().means(rows.encoded(of));
            return IntStream.range(0, of.length)
                    .filter(k -> means[k] >= threshold())
                    .map(k -> of[k])
                    .toArray();
        }

        double logProbability(double[] encoded) {
            return LogProbability.of(surrogate.process().at(encoded), threshold());
        }
    }

    /** Empty if an objective was not measured yet, or if its numbers defeat the model. */
    static Optional<Model> of(Problem problem, Rows rows, GaussianProcessSampler settings) {
        LengthPrior prior = settings.lengthPrior();
        var objectives = new ArrayList<Surrogate>();
        for (int k = 0; k < problem.objectives().size(); k++) {
            Surrogate.of(Metric.objective(k), prior, rows).ifPresent(objectives::add);
        }
        if (objectives.size() < problem.objectives().size()) {
            return Optional.empty();
        }
        double exponent = settings.costExponent(rows);
        Surrogate cost = exponent > 0 ? Surrogate.of(Metric.COST, prior, rows).orElse(null) : null;
        List<Limit> limits = limits(problem, rows, settings);
        return Optional.of(
                new Model(problem, rows, prior, objectives, limits, admitted(rows, limits), cost, exponent, List.of()));
    }

    private static List<Limit> limits(Problem problem, Rows rows, GaussianProcessSampler settings) {
        LengthPrior prior = settings.lengthPrior();
        var limits = new ArrayList<Limit>();
        for (int i = 0; i < problem.constraints().size(); i++) {
            int c = i;
            OutcomeConstraint constraint = problem.constraints().get(c);
            if (constraint.atMost() != null) {
                Surrogate.of(Metric.outcome(c, true), prior, rows).ifPresent(s -> limits.add(new Limit(c, s)));
            }
            if (constraint.atLeast() != null) {
                Surrogate.of(Metric.outcome(c, false), prior, rows).ifPresent(s -> limits.add(new Limit(c, s)));
            }
        }
        if (settings.learnsFailures() && IntStream.range(0, rows.size()).anyMatch(rows::isFailure)) {
            feasibility(prior, rows).ifPresent(limits::add);
        }
        return List.copyOf(limits);
    }

    /** A model of which points fail; not of an outcome. */
    static Optional<Limit> feasibility(LengthPrior prior, Rows rows) {
        return Surrogate.ofFailures(prior, rows).map(s -> new Limit(FAILURES, s));
    }

    /** The same after each model has seen its own mean at these places. */
    Model believing(double[]... encoded) {
        var more = new ArrayList<>(beliefs);
        more.addAll(List.of(encoded));
        return new Model(
                problem,
                rows,
                prior,
                objectives.stream().map(s -> s.believing(encoded)).toList(),
                limits.stream()
                        .map(l -> new Limit(l.constraint, l.surrogate.believing(encoded)))
                        .toList(),
                admitted,
                cost == null ? null : cost.believing(encoded),
                costExponent,
                more);
    }

    private List<GaussianProcess> processes() {
        return objectives.stream().map(Surrogate::process).toList();
    }

    /**
     * What is to be improved on: completed rows that keep to every limit. Where there are any, only those with the values that are
     * given, for another context's best may be out of reach or elsewhere; and of these only those that by the model would keep to
     * the limits again, for next to one that was lucky there is nothing to gain but beyond the limit.
     */
    private static int[] admitted(Rows rows, List<Limit> limits) {
        int[] observed =
                IntStream.range(0, rows.size()).filter(rows::isAdmitted).toArray();
        int[] here = IntStream.of(observed).filter(rows::hasGivenValues).toArray();
        int[] of = here.length > 0 ? here : observed;
        int[] expected = of;
        for (Limit limit : limits) {
            expected = limit.constraint == FAILURES ? expected : limit.keeping(rows, expected);
        }
        return expected.length > 0 ? expected : of;
    }

    private double[] scores(int row) {
        return objectives.stream().mapToDouble(s -> s.scores()[row]).toArray();
    }

    /** What a suggestion maximises, and where to look first. */
    record Goal(Acquisition acquisition, List<double[]> favourites) {}

    /**
     * The objective's expected improvement over the best observed; of several objectives, that of a scalarisation with random
     * weights, or now and then of one alone: random weights seldom ask for the ends of the front. Without a row that keeps to
     * the limits, the probability of keeping to them alone.
     */
    Goal goal(RandomSource random) {
        var terms = new ArrayList<Acquisition>();
        IntToDoubleFunction worth = row -> objectives.get(0).scores()[row];
        int alone = objectives.size() == 1 ? 0 : random.nextBelow(ONE_ALONE_IN * objectives.size());
        if (admitted.length > 0 && alone < objectives.size()) {
            terms.add(improvement(admitted, objectives.get(alone)));
            worth = row -> objectives.get(alone).scores()[row];
        } else if (admitted.length > 0) {
            LogChebyshevImprovement.Weights weights = weights(admitted, random);
            terms.add(improvement(admitted, weights, random));
            worth = row -> weights.scalar(scores(row));
        }
        limits.forEach(limit -> terms.add(new LogProbability(limit.surrogate.process(), limit.threshold())));
        if (terms.isEmpty()) {
            terms.add(new LogExpectedImprovement(objectives.get(0).process(), 0));
        }
        if (cost != null) {
            // A score falls as the logarithm of seconds rises.
            terms.add(new ScaledMean(
                    cost.process(), costExponent * cost.warp().spread() * Math.scalb(1, cost.exponent())));
        }
        return new Goal(Acquisition.sum(terms), favourites(admitted, worth));
    }

    private Acquisition improvement(int[] admitted, Surrogate of) {
        double best =
                IntStream.of(admitted).mapToDouble(i -> of.scores()[i]).max().orElseThrow();
        for (double[] place : beliefs) {
            best = keepsLimits(place) ? Math.max(best, of.mean(place)) : best;
        }
        return new LogExpectedImprovement(of.process(), best);
    }

    private boolean keepsLimits(double[] place) {
        return limits.stream().allMatch(limit -> limit.isKept(place));
    }

    /** Uniform on the simplex (Knowles 2006, section 3). */
    private LogChebyshevImprovement.Weights weights(int[] admitted, RandomSource random) {
        var shares = new double[objectives.size()];
        var tops = new double[objectives.size()];
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = -StrictMath.log(1 - random.nextUnit());
            sum += shares[k];
            double[] scores = objectives.get(k).scores();
            tops[k] = IntStream.of(admitted).mapToDouble(i -> scores[i]).max().orElseThrow();
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return new LogChebyshevImprovement.Weights(shares, tops);
    }

    private Acquisition improvement(int[] admitted, LogChebyshevImprovement.Weights weights, RandomSource random) {
        double best = IntStream.of(admitted)
                .mapToDouble(row -> weights.scalar(scores(row)))
                .max()
                .orElseThrow();
        for (double[] place : beliefs) {
            double[] means = objectives.stream().mapToDouble(s -> s.mean(place)).toArray();
            best = keepsLimits(place) ? Math.max(best, weights.scalar(means)) : best;
        }
        var samples = new double[SAMPLES][objectives.size()];
        for (int s = 0; s < SAMPLES; s += 2) {
            for (int k = 0; k < objectives.size(); k++) {
                samples[s][k] = random.nextNormal();
                samples[s + 1][k] = -samples[s][k];
            }
        }
        return new LogChebyshevImprovement(processes(), weights, best, samples);
    }

    /** The best rows; those that keep to the limits, or if there is none any that was measured. */
    private List<double[]> favourites(int[] admitted, IntToDoubleFunction worth) {
        IntStream of = admitted.length > 0
                ? IntStream.of(admitted)
                : IntStream.range(0, rows.size()).filter(i -> !rows.isFailure(i));
        return of.boxed()
                .sorted(Comparator.comparingDouble(i -> -worth.applyAsDouble(i)))
                .limit(FAVOURITES)
                .map(rows::latent)
                .toList();
    }

    /** What a suggestion was conditioned on, for people. */
    String reason() {
        int seen = objectives.get(0).rowCount();
        String of = seen == rows.size()
                ? "all " + seen + " outcomes"
                : seen + " of " + rows.size() + " outcomes, half of them nearest to the best";
        return "Gaussian process of " + of + (beliefs.isEmpty() ? "" : " and " + beliefs.size() + " pending trials");
    }

    /** The first objective at a place. */
    Suggestion.Prediction predict(double[] encoded, double acquisition) {
        Explanation.Expected first = expected(0, encoded);
        return new Suggestion.Prediction(first.median(), first.low(), first.high(), acquisition);
    }

    private Explanation.Expected expected(int k, double[] encoded) {
        Surrogate surrogate = objectives.get(k);
        Objective objective = problem.objectives().get(k);
        GaussianProcess.Posterior posterior = surrogate.process().at(encoded);
        double median = objective.score(-surrogate.loss(posterior.mean())) + 0.0;
        double better = objective.score(-surrogate.loss(posterior.mean() + posterior.deviation())) + 0.0;
        double worse = objective.score(-surrogate.loss(posterior.mean() - posterior.deviation())) + 0.0;
        return new Explanation.Expected(objective.metric(), median, Math.min(better, worse), Math.max(better, worse));
    }

    Explanation explain(double[] encoded, double acquisition) {
        var outcomes = new ArrayList<Explanation.Kept>();
        for (int i = 0; i < problem.constraints().size(); i++) {
            int c = i;
            List<Limit> of = limits.stream().filter(l -> l.constraint == c).toList();
            if (!of.isEmpty()) {
                double log =
                        of.stream().mapToDouble(l -> l.logProbability(encoded)).sum();
                outcomes.add(new Explanation.Kept(problem.constraints().get(c).metric(), StrictMath.exp(log)));
            }
        }
        boolean hasFailures = IntStream.range(0, rows.size()).anyMatch(rows::isFailure);
        Double feasibility = hasFailures
                ? feasibility(prior, rows)
                        .map(limit -> StrictMath.exp(limit.logProbability(encoded)))
                        .orElse(null)
                : null;
        Double seconds = Surrogate.of(Metric.COST, prior, rows)
                .map(s -> StrictMath.exp(s.loss(s.mean(encoded))))
                .filter(Double::isFinite)
                .orElse(null);
        Surrogate first = objectives.get(0);
        var lengths = new TreeMap<String, Double>();
        for (int i = 0; i < problem.space().parameters().size(); i++) {
            lengths.put(
                    problem.space().parameters().get(i).name(),
                    first.parameters().lengths()[i]);
        }
        return new Explanation(
                IntStream.range(0, objectives.size())
                        .mapToObj(k -> expected(k, encoded))
                        .toList(),
                List.copyOf(outcomes),
                feasibility,
                seconds,
                acquisition,
                new Explanation.Basis(
                        rows.size(),
                        first.rowCount(),
                        beliefs.size(),
                        !first.warp().isIdentity(),
                        lengths));
    }
}
