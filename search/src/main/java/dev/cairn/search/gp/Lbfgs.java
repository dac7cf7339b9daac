package dev.cairn.search.gp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Minimises a smooth function in a box by projected L-BFGS.
 *
 * <pre>
 * x, g  d   place and gradient
 * free      coordinates not held at a bound by the gradient
 * </pre>
 *
 * Direction by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4) on the free coordinates, then backtracking
 * along the projected path until Armijo's condition holds (Bertsekas 1982), or doubling while it is still steep. A value that is not finite counts as no decrease,
 * so a failed factorisation only shortens the step.
 */
public final class Lbfgs {
    private static final int MEMORY = 8;
    private static final int MOST_HALVINGS = 20;
    private static final int MOST_DOUBLINGS = 5;
    private static final double ARMIJO = 1e-4;
    private static final double STILL_STEEP = 0.9;

    /** A function with its gradient. */
    @FunctionalInterface
    public interface Function {
        /**
         * @param x shape d, not to be kept or changed
         * @param gradient shape d, to be filled
         */
        double evaluate(double[] x, double[] gradient);
    }

    /** Where the search ended; {@code value} is not finite only if it was so at the start. */
    public record Minimum(double[] place, double value) {}

    private record Step(double[] s, double[] y, double rho) {}

    private Lbfgs() {}

    /**
     * @param tolerance ends when an iteration lowers the value by less
     * @param longestStep no coordinate moves further than this in one iteration
     */
    public static Minimum minimise(
            Function function,
            double[] start,
            double[] lower,
            double[] upper,
            int iterations,
            double tolerance,
            double longestStep) {
        return new Search(function, lower, upper, longestStep).from(start, iterations, tolerance);
    }

    /** One minimisation: what stays the same from step to step, and the place reached. */
    private static final class Search {
        private final Function function;
        private final double[] lower;
        private final double[] upper;
        private final double longestStep;
        private final ArrayDeque<Step> memory = new ArrayDeque<>();

        Search(Function function, double[] lower, double[] upper, double longestStep) {
            this.function = function;
            this.lower = lower;
            this.upper = upper;
            this.longestStep = longestStep;
        }

        Minimum from(double[] start, int iterations, double tolerance) {
            var x = new double[start.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.min(upper[i], Math.max(lower[i], start[i]));
            }
            Place here = evaluated(x);
            for (int iteration = 0; iteration < iterations && Double.isFinite(here.value); iteration++) {
                double[] p = descent(here);
                double longest = longest(p);
                if (longest == 0) {
                    break;
                }
                Place next = searched(here, p, longest);
                if (next == null) {
                    if (memory.isEmpty()) {
                        break;
                    }
                    memory.clear(); // stale curvature: try the steepest descent
                    continue;
                }
                remember(memory, here.x, next.x, here.g, next.g);
                double decrease = here.value - next.value;
                here = next;
                if (decrease < tolerance) {
                    break;
                }
            }
            return new Minimum(here.x, here.value);
        }

        private double[] descent(Place here) {
            double[] p = direction(here.x, here.g, lower, upper, memory);
            if (Cholesky.dot(p, here.g, p.length) >= 0) {
                memory.clear();
                p = direction(here.x, here.g, lower, upper, memory);
            }
            return p;
        }

        private @Nullable Place searched(Place here, double[] p, double longest) {
            double most = longestStep / longest;
            double rate = Math.min(memory.isEmpty() ? Math.min(1, most / 4) : 1, most);
            for (int halving = 0; halving < MOST_HALVINGS; halving++, rate /= 2) {
                Place there = moved(here, p, rate);
                if (decreases(here, there)) {
                    return halving == 0 ? expanded(here, there, p, rate, most) : there;
                }
            }
            return null;
        }

        /** Doubles a step that ends while the way is still steep: short steps would teach no positive curvature. */
        private Place expanded(Place here, Place first, double[] p, double firstRate, double most) {
            Place there = first;
            double slope = STILL_STEEP * Cholesky.dot(here.g, p, p.length);
            double rate = firstRate;
            for (int doubling = 0; doubling < MOST_DOUBLINGS && 2 * rate <= most; doubling++) {
                if (Cholesky.dot(there.g, p, p.length) >= slope) {
                    break;
                }
                rate *= 2;
                Place further = moved(here, p, rate);
                if (!decreases(here, further) || further.value >= there.value) {
                    break;
                }
                there = further;
            }
            return there;
        }

        private Place moved(Place here, double[] p, double rate) {
            var x = new double[p.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.min(upper[i], Math.max(lower[i], here.x[i] + rate * p[i]));
            }
            return evaluated(x);
        }

        private static boolean decreases(Place here, Place there) {
            double promised = 0;
            for (int i = 0; i < here.x.length; i++) {
                promised += here.g[i] * (there.x[i] - here.x[i]);
            }
            return Double.isFinite(there.value) && there.value <= here.value + ARMIJO * promised;
        }

        private Place evaluated(double[] x) {
            var g = new double[x.length];
            double value = function.evaluate(x, g);
            return new Place(x, g, value);
        }
    }

    private record Place(double[] x, double[] g, double value) {}

    private static double longest(double[] p) {
        double longest = 0;
        for (double move : p) {
            longest = Math.max(longest, Math.abs(move));
        }
        return longest;
    }

    private static void remember(ArrayDeque<Step> memory, double[] x, double[] next, double[] g, double[] nextG) {
        int d = x.length;
        var s = new double[d];
        var y = new double[d];
        for (int i = 0; i < d; i++) {
            s[i] = next[i] - x[i];
            y[i] = nextG[i] - g[i];
        }
        double curvature = Cholesky.dot(s, y, d);
        if (curvature > 1e-10 * Math.sqrt(Cholesky.dot(s, s, d) * Cholesky.dot(y, y, d))) {
            if (memory.size() == MEMORY) {
                memory.removeFirst();
            }
            memory.addLast(new Step(s, y, 1 / curvature));
        }
    }

    private static double[] direction(double[] x, double[] g, double[] lower, double[] upper, ArrayDeque<Step> memory) {
        int d = x.length;
        var p = new double[d];
        var held = new boolean[d];
        for (int i = 0; i < d; i++) {
            held[i] = x[i] <= lower[i] && g[i] > 0 || x[i] >= upper[i] && g[i] < 0;
            p[i] = held[i] ? 0 : -g[i];
        }
        var steps = new ArrayList<>(memory);
        var alpha = new double[steps.size()];
        for (int m = steps.size() - 1; m >= 0; m--) {
            Step step = steps.get(m);
            alpha[m] = step.rho * Cholesky.dot(step.s, p, d);
            add(p, -alpha[m], step.y);
        }
        if (!steps.isEmpty()) {
            Step last = steps.get(steps.size() - 1);
            double scale = 1 / (last.rho * Cholesky.dot(last.y, last.y, d));
            for (int i = 0; i < d; i++) {
                p[i] *= scale;
            }
        }
        for (int m = 0; m < steps.size(); m++) {
            Step step = steps.get(m);
            add(p, alpha[m] - step.rho * Cholesky.dot(step.y, p, d), step.s);
        }
        for (int i = 0; i < d; i++) {
            if (held[i]) {
                p[i] = 0;
            }
        }
        return p;
    }

    private static void add(double[] p, double factor, double[] v) {
        for (int i = 0; i < p.length; i++) {
            p[i] += factor * v[i];
        }
    }
}
