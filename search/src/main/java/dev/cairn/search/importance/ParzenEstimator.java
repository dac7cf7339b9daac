package dev.cairn.search.importance;

import dev.cairn.search.gp.Normal;

/**
 * A distribution over cells, estimated from how often each was seen: a kernel on each cell that was, weighted by its count, and
 * one of weight 1 over all cells, so that no cell is impossible.
 *
 * <p>Kernels along a range are normal distributions cut to it and summed up within each cell, their width by Scott's rule (D. W.
 * Scott, Multivariate Density Estimation, 1992) from the smaller of standard deviation and interquartile range; at least as wide
 * that nine tenths stay in a cell. The kernel of a category adds 1 to an even share of the prior's weight.
 */
final class ParzenEstimator {
    private static final double SCOTT = 1.059;
    /** The interquartile range of the standard normal distribution. */
    private static final double QUARTILES = 1.34;
    /** 1.64 standard deviations to either side hold nine tenths. */
    private static final double NARROWEST = 0.5 / 1.64;

    private ParzenEstimator() {}

    /**
     * @param counts observations by cell; at least one in all
     * @return a probability by cell, their sum 1
     */
    static double[] density(int[] counts, boolean ordered) {
        long total = 0;
        int kernels = 1;
        for (int count : counts) {
            total += count;
            kernels += count > 0 ? 1 : 0;
        }
        var density = new double[counts.length];
        double width = ordered ? width(counts, total) : 0;
        for (int cell = 0; cell < counts.length; cell++) {
            if (counts[cell] > 0) {
                double weight = counts[cell] / (total + 1.0);
                if (ordered) {
                    addNormal(density, weight, cell, width);
                } else {
                    addCategory(density, weight, cell, 1.0 / kernels);
                }
            }
        }
        double prior = 1 / (total + 1.0);
        if (ordered) {
            addNormal(density, prior, (counts.length - 1) / 2.0, counts.length);
        } else {
            for (int cell = 0; cell < counts.length; cell++) {
                density[cell] += prior / counts.length;
            }
        }
        return density;
    }

    private static void addNormal(double[] density, double weight, double middle, double width) {
        double all = mass(-0.5, density.length - 0.5, middle, width);
        for (int cell = 0; cell < density.length; cell++) {
            density[cell] += weight * mass(cell - 0.5, cell + 0.5, middle, width) / all;
        }
    }

    /** Taken in the left tail, where a difference of small numbers is exact. */
    private static double mass(double from, double to, double middle, double width) {
        double a = (from - middle) / width;
        double b = (to - middle) / width;
        return a > 0
                ? Normal.distribution(-a) - Normal.distribution(-b)
                : Normal.distribution(b) - Normal.distribution(a);
    }

    private static void addCategory(double[] density, double weight, int seen, double even) {
        double sum = 1 + even * density.length;
        for (int cell = 0; cell < density.length; cell++) {
            density[cell] += weight * (even + (cell == seen ? 1 : 0)) / sum;
        }
    }

    private static double width(int[] counts, long total) {
        double mean = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            mean += (double) counts[cell] * cell / total;
        }
        double squares = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            squares += counts[cell] * (cell - mean) * (cell - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, total - 1));
        double range = upperQuartile(counts, total * 3 / 4) - lowerQuartile(counts, total / 4);
        double scott = SCOTT * Math.min(range / QUARTILES, deviation) * StrictMath.pow(total, -0.2);
        return Math.max(scott, NARROWEST);
    }

    /** The first seen cell up to which at least {@code wanted} observations lie. */
    private static int lowerQuartile(int[] counts, long wanted) {
        long seen = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            seen += counts[cell];
            if (counts[cell] > 0 && seen >= wanted) {
                return cell;
            }
        }
        return counts.length - 1;
    }

    /** The first seen cell up to which more than {@code wanted} observations lie, else the last seen one. */
    private static int upperQuartile(int[] counts, long wanted) {
        long seen = 0;
        int last = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            seen += counts[cell];
            if (counts[cell] > 0) {
                last = cell;
                if (seen > wanted) {
                    return cell;
                }
            }
        }
        return last;
    }
}
