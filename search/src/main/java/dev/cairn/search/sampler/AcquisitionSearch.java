package dev.cairn.search.sampler;

import dev.cairn.search.gp.Acquisition;
import dev.cairn.search.gp.Lbfgs;
import dev.cairn.search.gp.Sobol;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the point, new and admissible, with the largest acquisition.
 *
 * <p>Quasi-random places and perturbations of the best observations are scored in one batch. The best two, the best of the
 * other kind and the incumbent are improved in turn by L-BFGS over active coordinates and by trying every value of discrete
 * ones. Numbers are rounded to admissible values before they are scored, so what is compared is what would be run.
 */
final class AcquisitionSearch {
    private static final int ROUNDS = 4;
    private static final int ITERATIONS = 30;
    /** In nats: less is not worth another round. */
    private static final double TOLERANCE = 1e-4;

    /** Where few places are admissible, a perturbation is drawn so often, and so many are drawn from what is. */
    private static final int TRIES = 8;

    private static final int ADMISSIBLE_DRAWS = 16;
    /** Of the way back from a place that breaks a constraint: a half, a quarter and so on. */
    private static final int HALVINGS = 6;

    /** Of a pending point, in some coordinate: nearer than that, one of the two would teach nothing. */
    private static final double APART = 1e-3;

    private final Encoding encoding;
    private final Acquisition acquisition;
    private final double[] lengths;
    private final Scope scope;
    private final List<double[]> pending;

    /** @param pending encoded places that are being tried */
    AcquisitionSearch(
            Encoding encoding, Acquisition acquisition, double[] lengths, Scope scope, List<double[]> pending) {
        this.encoding = encoding;
        this.acquisition = acquisition;
        this.lengths = lengths;
        this.scope = scope;
        this.pending = pending;
    }

    /** A place and its acquisition. */
    record Candidate(double[] latent, double value) {}

    /** A new point and its place. */
    record Found(Point point, double[] latent, double value) {}

    Optional<Found> best(List<double[]> favourites, int halfCount, Visited visited, RandomSource random) {
        List<Candidate> spread = ranked(quasiRandom(halfCount, visited, random));
        List<Candidate> local = ranked(perturbed(favourites, halfCount, random));
        var candidates = new ArrayList<>(starts(spread, local));
        candidates.addAll(ranked(List.of(scope.confine(favourites.get(0).clone(), random))));
        var found = new ArrayList<Candidate>();
        candidates.forEach(start -> found.add(improved(start)));
        found.addAll(spread);
        found.addAll(local);
        found.sort(Comparator.comparingDouble((Candidate c) -> -c.value));
        for (Candidate candidate : found) {
            if (!encoding.admits(candidate.latent)) {
                continue;
            }
            Point point = encoding.pointAt(candidate.latent);
            if (!visited.contains(point) && !isBesidePending(candidate.latent)) {
                return Optional.of(new Found(point, candidate.latent, candidate.value));
            }
        }
        return Optional.empty();
    }

    private boolean isBesidePending(double[] latent) {
        double[] encoded = encoding.encode(latent);
        return pending.stream().anyMatch(place -> Encoding.areWithin(APART, encoded, place));
    }

    private static List<Candidate> starts(List<Candidate> spread, List<Candidate> local) {
        var all = new ArrayList<>(spread);
        all.addAll(local);
        all.sort(Comparator.comparingDouble((Candidate c) -> -c.value));
        var starts = new ArrayList<>(all.subList(0, Math.min(2, all.size())));
        if (!starts.contains(spread.get(0))) {
            starts.add(spread.get(0));
        } else if (!starts.contains(local.get(0))) {
            starts.add(local.get(0));
        }
        return starts;
    }

    private List<double[]> quasiRandom(int count, Visited visited, RandomSource random) {
        Sobol sobol = Sobol.scrambled(encoding.dimensions(), random::nextLong);
        var places = new ArrayList<double[]>();
        int admissible = 0;
        for (int i = 0; i < count; i++) {
            double[] latent = scope.at(sobol.point(i), random);
            places.add(latent);
            admissible += encoding.isConstrained() && encoding.admits(latent) ? 1 : 0;
        }
        if (encoding.isConstrained() && admissible < ADMISSIBLE_DRAWS) {
            for (Point point : Draws.several(encoding, visited, ADMISSIBLE_DRAWS, random)) {
                places.add(scope.confine(encoding.latentOf(point), random));
            }
        }
        return places;
    }

    private List<double[]> perturbed(List<double[]> favourites, int count, RandomSource random) {
        var places = new ArrayList<double[]>();
        for (int i = 0; i < count; i++) {
            double[] favourite = favourites.get(i % favourites.size());
            double[] latent = perturbed(favourite, random);
            for (int tries = 1; tries < TRIES && encoding.isConstrained() && !encoding.admits(latent); tries++) {
                latent = perturbed(favourite, random);
            }
            places.add(latent);
        }
        return places;
    }

    private double[] perturbed(double[] favourite, RandomSource random) {
        double[] latent = favourite.clone();
        int d = latent.length;
        boolean isAll = random.nextUnit() < 1.0 / 3;
        double step = StrictMath.pow(10, -0.5 - 2 * random.nextUnit());
        int certain = random.nextBelow(d);
        for (int j = 0; j < d; j++) {
            if (isAll || j == certain || random.nextUnit() < 1.0 / d) {
                latent[j] = moved(j, latent[j], step, random);
            }
        }
        return scope.confine(latent, random);
    }

    private double moved(int i, double latent, double step, RandomSource random) {
        if (encoding.choices(i) > 0) {
            return encoding.latentAt(i, random.nextUnit());
        }
        double place = Math.abs(latent + step * random.nextNormal());
        return Math.max(0, place > 1 ? 2 - place : place); // reflected at both ends
    }

    /** Scored in one batch, the best first; what breaks a constraint is worth nothing. */
    private List<Candidate> ranked(List<double[]> places) {
        double[] values = acquisition.at(encoding.encode(places));
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < values.length; i++) {
            boolean isWorthless =
                    Double.isNaN(values[i]) || encoding.isConstrained() && !encoding.admits(places.get(i));
            candidates.add(new Candidate(places.get(i), isWorthless ? Double.NEGATIVE_INFINITY : values[i]));
        }
        candidates.sort(Comparator.comparingDouble((Candidate c) -> -c.value));
        return candidates;
    }

    private Candidate improved(Candidate start) {
        Candidate current = start;
        for (int round = 0; round < ROUNDS; round++) {
            Candidate next = chosen(climbed(current));
            if (next.value <= current.value + TOLERANCE) {
                return next;
            }
            current = next;
        }
        return current;
    }

    /** Moves the active numbers that are searched as a continuum, in units of min(1, length). */
    private Candidate climbed(Candidate start) {
        double[] encoded = encoding.encode(start.latent);
        int[] free = IntStream.range(0, encoded.length)
                .filter(i -> !Double.isNaN(encoded[i]) && encoding.choices(i) == 0 && !scope.isHeld(i))
                .toArray();
        if (free.length == 0) {
            return start;
        }
        double[] unit =
                Arrays.stream(free).mapToDouble(i -> Math.min(1, lengths[i])).toArray();
        var from = new double[free.length];
        var lower = new double[free.length];
        var upper = new double[free.length];
        for (int k = 0; k < free.length; k++) {
            from[k] = start.latent[free[k]] / unit[k];
            lower[k] = scope.low(free[k]) / unit[k];
            upper[k] = scope.high(free[k]) / unit[k];
        }
        double[] place = encoded.clone();
        var slope = new double[encoded.length];
        Lbfgs.Minimum minimum = Lbfgs.minimise(
                (x, gradient) -> {
                    for (int k = 0; k < free.length; k++) {
                        place[free[k]] = x[k] * unit[k];
                    }
                    double value = acquisition.at(place, slope);
                    for (int k = 0; k < free.length; k++) {
                        gradient[k] = -slope[free[k]] * unit[k];
                    }
                    return -value;
                },
                from,
                lower,
                upper,
                ITERATIONS,
                TOLERANCE,
                1);
        double[] latent = start.latent.clone();
        for (int k = 0; k < free.length; k++) {
            latent[free[k]] = minimum.place()[k] * unit[k];
        }
        Candidate climbed = ranked(wayBack(scope.limit(latent), start.latent)).get(0);
        return climbed.value > start.value ? climbed : start;
    }

    /** The place reached; under constraints also places between there and the start, for the slope knows nothing of them. */
    private List<double[]> wayBack(double[] reached, double[] start) {
        var places = new ArrayList<double[]>();
        places.add(reached);
        double share = 1;
        for (int i = 0; i < HALVINGS && encoding.isConstrained() && !encoding.admits(reached); i++) {
            share /= 2;
            var between = new double[start.length];
            for (int j = 0; j < between.length; j++) {
                between[j] = reached[j] == start[j] ? start[j] : start[j] + share * (reached[j] - start[j]);
            }
            places.add(between);
        }
        return places;
    }

    /** Tries every value of each active discrete coordinate, one coordinate after the other. */
    private Candidate chosen(Candidate start) {
        Candidate current = start;
        for (int i = 0; i < current.latent.length; i++) {
            int choices = encoding.choices(i);
            if (choices < 2
                    || !scope.mayChange(current.latent, i)
                    || Double.isNaN(encoding.encode(current.latent)[i])) {
                continue;
            }
            var places = new ArrayList<double[]>();
            for (int choice = 0; choice < choices; choice++) {
                double[] latent = current.latent.clone();
                latent[i] = encoding.latentOfChoice(i, choice);
                places.add(latent);
            }
            Candidate best = ranked(places).get(0);
            current = best.value > current.value ? best : current;
        }
        return current;
    }
}
