package dev.cairn.worker.lstm.cell;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The matrix products, by the OpenBLAS that ND4J brings. Matrices are column by column; "leading" is the distance between
 * columns. Called directly, as an ND4J operation costs several times what a product of this size does.
 */
final class Blas {
    private static final int UNCOPIED = 1_000_000;
    private static final int FEW_ROWS = 64;
    private static final int DEEPEST = 400;
    private static final int WIDEST = 256;
    private static final int MANY_ROWS = 128;
    private static final int SHALLOW = 80;
    private static final int WIDE = 96;

    private static final boolean HAS_SMALL_KERNELS = hasSmallKernels();

    private Blas() {}

    /**
     * Whether OpenBLAS (0.3.19) multiplies small matrices where they lie: only on Intel's processors with AVX-512. It does not tell
     * through ND4J's binding; Linux tells the processor.
     */
    private static boolean hasSmallKernels() {
        try {
            String processor = Files.readString(Path.of("/proc/cpuinfo"));
            return processor.contains("GenuineIntel") && processor.contains(" avx512vl");
        } catch (IOException e) {
            return false;
        }
    }

    /** A matrix somewhere in memory: where it begins, and the distance between its columns. */
    record Matrix(Floats memory, long from, int leading) {
        Matrix from(int row, int column) {
            return new Matrix(memory, from + row + (long) column * leading, leading);
        }
    }

    /** c = a b; a is [rows, inner], b [inner, columns]. */
    static void product(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
        product(rows, columns, inner, a, b, 0, c);
    }

    /** c = a b + kept c; a is [rows, inner], b [inner, columns]. */
    static void product(int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        sliced(CblasNoTrans, rows, columns, inner, a, b, kept, c);
    }

    /** c = a b' + kept c; a is [rows, inner], b [columns, inner]. */
    static void productWithTransposed(int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        sliced(CblasTrans, rows, columns, inner, a, b, kept, c);
    }

    /**
     * OpenBLAS multiplies up to a million numbers where they lie, and beyond copies both matrices first, each time. For few
     * rows the copying takes as long as the product, for a hundred a third of it: these go in slices of a million. Where it always
     * copies, slices would be a tenth slower.
     */
    private static void sliced(int second, int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        if (!HAS_SMALL_KERNELS || (long) rows * columns * inner <= UNCOPIED) {
            gemm(CblasNoTrans, second, rows, columns, inner, a, b, kept, c);
            return;
        }
        for (int row = 0; row < rows; row += MANY_ROWS) {
            int height = Math.min(MANY_ROWS, rows - row);
            slices(second, height, columns, inner, a.from(row, 0), b, kept, c.from(row, 0));
        }
    }

    private static void slices(int second, int rows, int columns, int inner, Matrix a, Matrix b, float kept, Matrix c) {
        int deep = even(inner, deepest(second, rows, columns));
        int most = rows > FEW_ROWS ? WIDE : columns;
        int wide = even(columns, Math.min(most, Math.max(16, UNCOPIED / (rows * deep) / 16 * 16)));
        for (int column = 0; column < columns; column += wide) {
            int width = Math.min(wide, columns - column);
            Matrix target = c.from(0, column);
            for (int depth = 0; depth < inner; depth += deep) {
                Matrix factor = second == CblasTrans ? b.from(column, depth) : b.from(depth, column);
                gemm(
                        CblasNoTrans,
                        second,
                        rows,
                        width,
                        Math.min(deep, inner - depth),
                        a.from(0, depth),
                        factor,
                        depth == 0 ? kept : 1,
                        target);
            }
        }
    }

    /** Of the inner numbers, in one slice. A transposed factor is read across: all of its columns at once, and fewer rows. */
    private static int deepest(int second, int rows, int columns) {
        if (rows > FEW_ROWS) {
            return SHALLOW;
        }
        return second == CblasTrans ? UNCOPIED / (rows * Math.min(columns, WIDEST)) : DEEPEST;
    }

    /** The length of equal parts, none longer than that. */
    private static int even(int length, int longest) {
        int parts = (length + longest - 1) / longest;
        return (length + parts - 1) / parts;
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
