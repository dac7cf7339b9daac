package dev.cairn.worker.data;

/**
 * A vector most of whose numbers are 0.
 *
 * @param at where the others stand
 * @param values of these
 */
record SparseVector(int[] at, double[] values) {

    static SparseVector of(double[] dense) {
        int[] at = new int[dense.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = i;
        }
        return new SparseVector(at, dense);
    }

    double squares() {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
