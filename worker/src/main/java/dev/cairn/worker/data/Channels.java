package dev.cairn.worker.data;

/**
 * One series as windows are cut from it. A row that is not known has not-a-numbers.
 *
 * <pre>
 * P, A, T   numbers of features known up to the forecast, of those known ahead, of targets
 * </pre>
 *
 * @param past [row][P] in the network's units
 * @param ahead [row][A] likewise
 * @param targets [row][T] likewise
 * @param seenTargets [row][T] likewise, as the network may see them: with limits. The same array where nothing is clipped
 * @param levels [row][T] after the logarithm, before differencing
 * @param seen [row][T] as given, with missing values filled by the task's rule
 * @param actual [row][T] as given: only these are forecast and judged
 */
record Channels(
        float[][] past,
        float[][] ahead,
        float[][] targets,
        float[][] seenTargets,
        double[][] levels,
        double[][] seen,
        double[][] actual) {

    int rows() {
        return actual.length;
    }

    /** Whether a window before {@code first} that reaches back to {@code from} can be made and its forecast be judged. */
    boolean holds(int from, int first, int horizon, int lag) {
        if (from < 0 || first + horizon > rows()) {
            return false;
        }
        for (int row = from; row < first; row++) {
            boolean isDifference = row - from >= lag;
            if (lacks(levels[row]) || lacks(ahead[row]) || isDifference && (lacks(past[row]) || lacks(targets[row]))) {
                return false;
            }
        }
        for (int row = first; row < first + horizon; row++) {
            if (lacks(actual[row]) || lacks(ahead[row])) {
                return false;
            }
        }
        return true;
    }

    private static boolean lacks(double[] row) {
        for (double value : row) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lacks(float[] row) {
        for (float value : row) {
            if (Float.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
