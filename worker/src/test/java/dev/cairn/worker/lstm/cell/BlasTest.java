package dev.cairn.worker.lstm.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.worker.lstm.cell.Blas.Matrix;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that go in slices are those that a loop computes. */
class BlasTest {
    private final Random random = new Random(1);

    /** Few rows and many, in one slice and in several along each side. */
    @ParameterizedTest
    @CsvSource({"3,5,7", "32,512,137", "64,300,265", "65,200,90", "128,256,73", "150,97,161", "300,100,81"})
    void aProductIsTheSameInSlices(int rows, int columns, int inner) {
        float[] a = numbers(rows * inner);
        float[] b = numbers(inner * columns);
        float[] across = new float[b.length];
        for (int i = 0; i < inner; i++) {
            for (int column = 0; column < columns; column++) {
                across[i * columns + column] = b[column * inner + i];
            }
        }
        float[] c = numbers(rows * columns);
        Floats plain = floats(c);
        Blas.product(
                rows,
                columns,
                inner,
                new Matrix(floats(a), 0, rows),
                new Matrix(floats(b), 0, inner),
                1,
                new Matrix(plain, 0, rows));
        Floats transposed = floats(new float[c.length]);
        Blas.productWithTransposed(
                rows,
                columns,
                inner,
                new Matrix(floats(a), 0, rows),
                new Matrix(floats(across), 0, columns),
                0,
                new Matrix(transposed, 0, rows));

        float[] one = new float[c.length];
        float[] other = new float[c.length];
        plain.get(0, one, c.length);
        transposed.get(0, other, c.length);
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int i = 0; i < inner; i++) {
                    sum += (double) a[i * rows + row] * b[column * inner + i];
                }
                int at = column * rows + row;
                assertThat((double) other[at]).isCloseTo(sum, within(1e-4));
                assertThat((double) one[at]).isCloseTo(c[at] + sum, within(1e-4));
            }
        }
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static Floats floats(float[] values) {
        var floats = new Floats(values.length);
        floats.put(0, values, values.length);
        return floats;
    }
}
