package dev.cairn.search.gp;

import java.util.Arrays;
import java.util.List;

/** How much a point is worth trying, as a logarithm: larger is better. Terms of several add up. */
public interface Acquisition {
    /** At many points at once, shape m x d: an order of magnitude faster than one by one. */
    double[] at(double[][] points);

    /**
     * At one point.
     *
     * @param gradient shape d, filled; 0 for categories and inactive coordinates
     */
    double at(double[] point, double[] gradient);

    /** The sum of terms; at least one. */
    static Acquisition sum(List<Acquisition> terms) {
        return terms.size() == 1 ? terms.get(0) : new Sum(List.copyOf(terms));
    }

    /** Terms that add up. */
    record Sum(List<Acquisition> terms) implements Acquisition {
        @Override
        public double[] at(double[][] points) {
            var sum = new double[points.length];
            for (Acquisition term : terms) {
                double[] values = term.at(points);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i];
                }
            }
            return sum;
        }

        @Override
        public double at(double[] point, double[] gradient) {
            var slopes = new double[gradient.length];
            Arrays.fill(gradient, 0);
            double sum = 0;
            for (Acquisition term : terms) {
                sum += term.at(point, slopes);
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] += slopes[i];
                }
            }
            return sum;
        }
    }
}
