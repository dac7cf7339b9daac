package dev.cairn.worker.lstm.cell;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

/**
 * The matrix products, by the OpenBLAS that ND4J brings. Matrices are column by column; "leading" is the distance between
 * columns. Called directly, as an ND4J operation costs several times what a product of this size does.
 */
final class Blas {
    private Blas() {}

    /** A matrix somewhere in memory: where it begins, and the distance between its columns. */
    record Matrix(Floats memory, long from, int leading) {}

    /** c = a b; a is [rows, inner], b [inner, columns]. */
    static void product(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
        gemm(CblasNoTrans, CblasNoTrans, rows, columns, inner, a, b, 0, c);
    }

    /** c = a b'; a is [rows, inner], b [columns, inner]. */
    static void productWithTransposed(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
        gemm(CblasNoTrans, CblasTrans, rows, columns, inner, a, b, 0, c);
    }

    /** c = a' b + kept c; a is [inner, rows], b [inner, columns]. */
    static void transposedProduct(int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        gemm(CblasTrans, CblasNoTrans, rows, columns, inner, a, b, kept, c);
    }

    private static void gemm(
            int first, int second, int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        cblas_sgemm(
                CblasColMajor,
                first,
                second,
                rows,
                columns,
                inner,
                1,
                a.memory().at(a.from()),
                a.leading(),
                b.memory().at(b.from()),
                b.leading(),
                kept,
                c.memory().at(c.from()),
                c.leading());
    }
}
