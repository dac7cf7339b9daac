package dev.cairn.worker.data;

import java.util.List;

/**
 * Multinomial logistic regression with a penalty on squared weights, by Nesterov's accelerated gradient with restarts where
 * the loss rises (O'Donoghue and Candès 2015).
 *
 * <pre>
 * N, d, C   examples, inputs, classes
 * x, y      an example's inputs, its class
 * W, b      weights [d][C] and constants [C], not penalised
 * p         softmax(x W + b)
 * loss      mean of -log p[y] + |W|² / (2 N)
 * </pre>
 *
 * The step is 1 over a bound on the loss's curvature: half the mean of |x|² + 1 (Böhning 1992), plus the penalty's.
 */
final class SoftmaxRegression {
    private static final int MOST_STEPS = 1000;
    /** Largest change of a weight in one step at which nothing more is to be gained. */
    private static final double AT_REST = 1e-5;

    private final int inputs;
    private final int classes;
    private double[] weights;

    private SoftmaxRegression(int inputs, int classes) {
        this.inputs = inputs;
        this.classes = classes;
        this.weights = new double[(inputs + 1) * classes];
    }

    /**
     * Fits.
     *
     * @param inputs d
     * @param examples [N], at least one
     * @param labels [N], each below {@code classes}
     */
    static SoftmaxRegression fit(int inputs, int classes, List<SparseVector> examples, int[] labels) {
        var regression = new SoftmaxRegression(inputs, classes);
        double penalty = 1.0 / labels.length;
        double curvature = penalty;
        for (SparseVector example : examples) {
            curvature += 0.5 * (example.squares() + 1) / labels.length;
        }
        double[] now = regression.weights;
        double[] ahead = now.clone();
        double[] gradient = new double[now.length];
        double pace = 1;
        double loss = Double.POSITIVE_INFINITY;
        for (int step = 0; step < MOST_STEPS; step++) {
            regression.weights = ahead;
            double reached = regression.differentiate(examples, labels, penalty, gradient);
            // Momentum that leads uphill is forgotten.
            pace = reached > loss ? 1 : pace;
            loss = reached;
            double next = (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
            double largest = 0;
            double[] then = new double[now.length];
            for (int i = 0; i < then.length; i++) {
                then[i] = ahead[i] - gradient[i] / curvature;
                largest = Math.max(largest, Math.abs(then[i] - now[i]));
                ahead[i] = then[i] + (pace - 1) / next * (then[i] - now[i]);
            }
            now = then;
            pace = next;
            if (largest < AT_REST) {
                break;
            }
        }
        regression.weights = now;
        return regression;
    }

    /** Fills the gradient and returns the loss. */
    private double differentiate(List<SparseVector> examples, int[] labels, double penalty, double[] gradient) {
        double loss = 0;
        for (int i = 0; i < gradient.length; i++) {
            boolean isPenalised = i < inputs * classes;
            gradient[i] = isPenalised ? penalty * weights[i] : 0;
            loss += isPenalised ? penalty * weights[i] * weights[i] / 2 : 0;
        }
        for (int n = 0; n < labels.length; n++) {
            SparseVector x = examples.get(n);
            double[] p = probabilities(x);
            loss -= Math.log(Math.max(p[labels[n]], Double.MIN_NORMAL)) / labels.length;
            for (int c = 0; c < classes; c++) {
                double error = (p[c] - (c == labels[n] ? 1 : 0)) / labels.length;
                for (int i = 0; i < x.at().length; i++) {
                    gradient[x.at()[i] * classes + c] += error * x.values()[i];
                }
                gradient[inputs * classes + c] += error;
            }
        }
        return loss;
    }

    /** Of each class. */
    double[] probabilities(SparseVector x) {
        double[] logits = new double[classes];
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            logits[c] = weights[inputs * classes + c];
            for (int i = 0; i < x.at().length; i++) {
                logits[c] += weights[x.at()[i] * classes + c] * x.values()[i];
            }
            largest = Math.max(largest, logits[c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            logits[c] = Math.exp(logits[c] - largest);
            sum += logits[c];
        }
        for (int c = 0; c < classes; c++) {
            logits[c] /= sum;
        }
        return logits;
    }
}
