package dev.cairn.worker.data;

import dev.cairn.search.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one number of a row's errors, large where they are larger than usual. What is usual is learnt from a slice of the training
 * part that the network was not fitted to: on rows that it was, errors are too small.
 *
 * <pre>
 * T   features
 * e   [T] errors of a row, in the network's units
 * m   [T] {@code center}
 * A   [T][T] {@code precision}
 * </pre>
 *
 * @param center m: the mean error with MAHALANOBIS, else zeros
 * @param precision A: the inverse covariance with MAHALANOBIS; else what is usual of each feature, inverted, on the diagonal
 */
public record ErrorScale(Kind kind, List<Double> center, List<List<Double>> precision) {
    /** Errors of features that were always forecast exactly have this size, in the network's units: the next is an alarm. */
    private static final double LEAST_ERROR = 1e-6;

    /** Added to the covariance, of its mean variance: features that err alike make it singular. */
    private static final double RIDGE = 1e-6;

    /** How a row's score follows from its errors; each is 1 on average over the slice. */
    public enum Kind {
        /** Mean over features of e², each over its mean. */
        SQUARED,
        /** Mean over features of |e|, each over its mean. */
        ABSOLUTE,
        /** (e - m)' A (e - m) / T (Malhotra et al. 2015). */
        MAHALANOBIS
    }

    public ErrorScale {
        var rules = new Rules();
        if (rules.present(center, "center") & rules.present(precision, "precision")) {
            int features = center.size();
            center = List.copyOf(center);
            precision = precision.stream().map(List::copyOf).toList();
            rules.check(
                    precision.size() == features && precision.stream().allMatch(row -> row.size() == features),
                    "/precision",
                    () -> "precision must be " + features + " by " + features);
        }
        rules.present(kind, "kind");
        rules.hold();
    }

    /**
     * Learns what is usual.
     *
     * @param errors [row][T], at least one
     */
    static ErrorScale fit(Kind kind, double[][] errors) {
        int features = errors[0].length;
        double[] center = new double[features];
        double[][] matrix = new double[features][features];
        if (kind == Kind.MAHALANOBIS) {
            for (double[] row : errors) {
                for (int i = 0; i < features; i++) {
                    center[i] += row[i] / errors.length;
                }
            }
            matrix = inverse(covariance(errors, center));
        } else {
            for (int i = 0; i < features; i++) {
                double usual = 0;
                for (double[] row : errors) {
                    usual += (kind == Kind.SQUARED ? row[i] * row[i] : Math.abs(row[i])) / errors.length;
                }
                double least = kind == Kind.SQUARED ? LEAST_ERROR * LEAST_ERROR : LEAST_ERROR;
                matrix[i][i] = 1 / Math.max(usual, least);
            }
        }
        List<List<Double>> rows = new ArrayList<>();
        for (double[] row : matrix) {
            rows.add(boxed(row));
        }
        return new ErrorScale(kind, boxed(center), rows);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double[][] covariance(double[][] errors, double[] center) {
        int features = center.length;
        double[][] covariance = new double[features][features];
        double trace = 0;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < features; j++) {
                for (double[] row : errors) {
                    covariance[i][j] += (row[i] - center[i]) * (row[j] - center[j]) / errors.length;
                }
            }
            trace += covariance[i][i];
        }
        for (int i = 0; i < features; i++) {
            covariance[i][i] += RIDGE * trace / features + LEAST_ERROR * LEAST_ERROR;
        }
        return covariance;
    }

    /** Of a symmetric positive definite matrix, by Gauss and Jordan, which then needs no pivoting. */
    private static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            inverse[i][i] = 1;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            double by = a[pivot][pivot];
            for (int j = 0; j < n; j++) {
                a[pivot][j] /= by;
                inverse[pivot][j] /= by;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i][pivot];
                for (int j = 0; i != pivot && j < n; j++) {
                    a[i][j] -= factor * a[pivot][j];
                    inverse[i][j] -= factor * inverse[pivot][j];
                }
            }
        }
        return inverse;
    }

    /** The score of one row's errors [T]. */
    double score(double[] errors) {
        double sum = 0;
        for (int i = 0; i < errors.length; i++) {
            if (kind == Kind.ABSOLUTE) {
                sum += Math.abs(errors[i]) * precision.get(i).get(i);
            } else {
                for (int j = 0; j < errors.length; j++) {
                    sum += (errors[i] - center.get(i)) * precision.get(i).get(j) * (errors[j] - center.get(j));
                }
            }
        }
        return sum / errors.length;
    }
}
