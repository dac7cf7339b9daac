package dev.cairn.benchmarks.problem;

import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A long search for the least noiseless loss, to check stated optima and to find those of real trainings: random points, then
 * random steps of all sizes from the best ones, each of which keeps what is not worse.
 */
public final class OptimumSearch {
    private static final int PARENTS = 5;

    private final BenchmarkProblem problem;
    private final Random random;

    private OptimumSearch(BenchmarkProblem problem, long seed) {
        this.problem = problem;
        this.random = new Random(seed);
    }

    /**
     * @param units a place in [0, 1] for each parameter, active or not
     * @param loss infinite where a trial fails
     */
    public record Found(double[] units, Point point, double loss) {}

    /** Spends a fifth of the evaluations on random points. */
    public static Found best(BenchmarkProblem problem, int evaluations, long seed) {
        var search = new OptimumSearch(problem, seed);
        int drawn = Math.max(PARENTS, evaluations / 5);
        Found[] parents = Stream.generate(() -> search.at(search.drawn()))
                .limit(drawn)
                .sorted(Comparator.comparingDouble(Found::loss))
                .limit(PARENTS)
                .toArray(Found[]::new);
        int left = evaluations - drawn;
        for (int i = 0; i < left; i++) {
            // The second half goes to the best of them.
            int which = i < left / 2 ? i % PARENTS : 0;
            if (i == left / 2) {
                Arrays.sort(parents, Comparator.comparingDouble(Found::loss));
            }
            Found child = search.at(search.near(parents[which].units()));
            if (child.loss() <= parents[which].loss()) {
                parents[which] = child;
            }
        }
        return Stream.of(parents).min(Comparator.comparingDouble(Found::loss)).orElseThrow();
    }

    private double[] drawn() {
        return random.doubles(problem.space().parameters().size()).toArray();
    }

    private double[] near(double[] units) {
        double[] moved = units.clone();
        double step = StrictMath.pow(10, -7 * random.nextDouble());
        double share = random.nextInt(3) == 0 ? 1 : 2.0 / units.length;
        int always = random.nextInt(units.length);
        for (int i = 0; i < units.length; i++) {
            if (i != always && random.nextDouble() >= share) {
                continue;
            }
            Parameter parameter = problem.space().parameters().get(i);
            boolean isListed = parameter instanceof Parameter.Listed;
            moved[i] = isListed
                    ? random.nextInt(4) == 0 ? random.nextDouble() : units[i]
                    : Math.min(1, Math.max(0, units[i] + step * random.nextGaussian()));
        }
        return moved;
    }

    private Found at(double[] units) {
        var values = new TreeMap<String, Object>();
        for (int i = 0; i < units.length; i++) {
            Parameter parameter = problem.space().parameters().get(i);
            if (SearchSpace.isActive(parameter, values)) {
                values.put(parameter.name(), parameter.fromUnit(units[i]));
            }
        }
        var point = new Point(values);
        double loss = problem.noiseless(point);
        return new Found(units, point, Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss);
    }
}
