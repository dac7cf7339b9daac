package dev.cairn.search.gp;

import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Minimises a smooth function in a box by projected L-BFGS.
 *
 * <pre>
 * x, g  d   place and gradient
 * free      coordinates not held at a bound by the gradient
 * </pre>
 *
 * Direction by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4) on the free coordinates, then backtracking
 * along the projected path until Armijo's condition holds (Bertsekas 1982). A value that is not finite counts as no decrease,
 * so a failed factorisation only shortens the step.
 */
public final class Lbfgs {
    private static final int MEMORY = 8;
    private static final int MOST_HALVINGS = 20;
    private static final double ARMIJO = 1e-4;

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
        int d = start.length;
        double[] x = new double[d];
        for (int i = 0; i < d; i++) {
            x[i] = Math.min(upper[i], Math.max(lower[i], start[i]));
        }
        double[] g = new double[d];
        double value = function.evaluate(x, g);
        var memory = new ArrayDeque<Step>();
        for (int iteration = 0; iteration < iterations && Double.isFinite(value); iteration++) {
            double[] p = direction(x, g, lower, upper, memory);
            if (Cholesky.dot(p, g, d) >= 0) {
                memory.clear();
                p = direction(x, g, lower, upper, memory);
            }
            double longest = 0;
            for (double move : p) {
                longest = Math.max(longest, Math.abs(move));
            }
            if (longest == 0) {
                break;
            }
            double rate =
                    Math.min(memory.isEmpty() ? Math.min(1, longestStep / 4 / longest) : 1, longestStep / longest);
            double[] next = new double[d];
            double[] nextG = new double[d];
            double lower0 = value;
            boolean found = false;
            for (int halving = 0; halving < MOST_HALVINGS && !found; halving++, rate /= 2) {
                double promised = 0;
                for (int i = 0; i < d; i++) {
                    next[i] = Math.min(upper[i], Math.max(lower[i], x[i] + rate * p[i]));
                    promised += g[i] * (next[i] - x[i]);
                }
                double candidate = function.evaluate(next, nextG);
                if (candidate <= value + ARMIJO * promised && Double.isFinite(candidate)) {
                    lower0 = candidate;
                    found = true;
                }
            }
            if (!found) {
                if (memory.isEmpty()) {
                    break;
                }
                memory.clear(); // a stale curvature: try steepest descent once
                continue;
            }
            remember(memory, x, next, g, nextG);
            double decrease = value - lower0;
            x = next;
            g = nextG;
            value = lower0;
            if (decrease < tolerance) {
                break;
            }
        }
        return new Minimum(x, value);
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
