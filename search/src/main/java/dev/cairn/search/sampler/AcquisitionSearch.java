package dev.cairn.search.sampler;

import dev.cairn.search.gp.Acquisition;
import dev.cairn.search.gp.Lbfgs;
import dev.cairn.search.gp.Sobol;
import dev.cairn.search.space.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    private final Encoding encoding;
    private final Acquisition acquisition;
    private final double[] lengths;
    /** Latent coordinates that a probe holds, by dimension. */
    private final Map<Integer, Double> held;

    AcquisitionSearch(Encoding encoding, Acquisition acquisition, double[] lengths, Map<Integer, Double> held) {
        this.encoding = encoding;
        this.acquisition = acquisition;
        this.lengths = lengths;
        this.held = held;
    }

    /** A place and its acquisition. */
    record Candidate(double[] latent, double value) {}

    /** A new point and its place. */
    record Found(Point point, double[] latent, double value) {}

    Optional<Found> best(List<double[]> favourites, int halfCount, Visited visited, RandomSource random) {
        List<Candidate> spread = ranked(quasiRandom(halfCount, random));
        List<Candidate> local = ranked(perturbed(favourites, halfCount, random));
        var candidates = new ArrayList<>(starts(spread, local));
        candidates.addAll(ranked(List.of(holding(favourites.get(0).clone()))));
        var found = new ArrayList<Candidate>();
        candidates.forEach(start -> found.add(improved(start)));
        found.addAll(spread);
        found.addAll(local);
        found.sort(Comparator.comparingDouble((Candidate c) -> -c.value));
        found.removeIf(candidate -> !encoding.admits(candidate.latent));
        for (Candidate candidate : found) {
            Point point = encoding.pointAt(candidate.latent);
            if (!visited.contains(point)) {
                return Optional.of(new Found(point, candidate.latent, candidate.value));
            }
        }
        return Optional.empty();
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

    private List<double[]> quasiRandom(int count, RandomSource random) {
        Sobol sobol = Sobol.scrambled(encoding.dimensions(), random::nextLong);
        var places = new ArrayList<double[]>();
        for (int i = 0; i < count; i++) {
            places.add(holding(encoding.latentAt(sobol.point(i))));
        }
        return places;
    }

    private List<double[]> perturbed(List<double[]> favourites, int count, RandomSource random) {
        var places = new ArrayList<double[]>();
        for (int i = 0; i < count; i++) {
            double[] latent = favourites.get(i % favourites.size()).clone();
            int d = latent.length;
            boolean isAll = random.nextUnit() < 1.0 / 3;
            double step = StrictMath.pow(10, -0.5 - 2 * random.nextUnit());
            int certain = random.nextBelow(d);
            for (int j = 0; j < d; j++) {
                if (isAll || j == certain || random.nextUnit() < 1.0 / d) {
                    latent[j] = moved(j, latent[j], step, random);
                }
            }
            places.add(holding(latent));
        }
        return places;
    }

    private double moved(int i, double latent, double step, RandomSource random) {
        if (encoding.choices(i) > 0) {
            return encoding.latentAt(i, random.nextUnit());
        }
        double place = Math.abs(latent + step * random.nextNormal());
        return Math.max(0, place > 1 ? 2 - place : place); // reflected at both ends
    }

    private double[] holding(double[] latent) {
        held.forEach((i, value) -> latent[i] = value);
        return encoding.fix(latent);
    }

    /** Scored in one batch, the best first. */
    private List<Candidate> ranked(List<double[]> places) {
        double[] values = acquisition.at(encoding.encode(places));
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < values.length; i++) {
            candidates.add(
                    new Candidate(places.get(i), Double.isNaN(values[i]) ? Double.NEGATIVE_INFINITY : values[i]));
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
                .filter(i -> !Double.isNaN(encoded[i]) && encoding.choices(i) == 0 && !held.containsKey(i))
                .toArray();
        if (free.length == 0) {
            return start;
        }
        double[] unit =
                Arrays.stream(free).mapToDouble(i -> Math.min(1, lengths[i])).toArray();
        var from = new double[free.length];
        var upper = new double[free.length];
        for (int k = 0; k < free.length; k++) {
            from[k] = start.latent[free[k]] / unit[k];
            upper[k] = 1 / unit[k];
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
                new double[free.length],
                upper,
                ITERATIONS,
                TOLERANCE,
                1);
        double[] latent = start.latent.clone();
        for (int k = 0; k < free.length; k++) {
            double reached = minimum.place()[k];
            latent[free[k]] = reached >= upper[k] ? 1 : reached * unit[k];
        }
        Candidate climbed = ranked(List.of(latent)).get(0);
        return climbed.value > start.value ? climbed : start;
    }

    /** Tries every value of each active discrete coordinate, one coordinate after the other. */
    private Candidate chosen(Candidate start) {
        Candidate current = start;
        for (int i = 0; i < current.latent.length; i++) {
            int choices = encoding.choices(i);
            if (choices < 2 || held.containsKey(i) || Double.isNaN(encoding.encode(current.latent)[i])) {
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
