package dev.cairn.search.gp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Sobol's low-discrepancy sequence with the direction numbers of Joe and Kuo 2008, in Gray code order (Antonov and Saleev
 * 1979).
 *
 * <p>Scrambled by a random lower triangular matrix on the bits of each dimension and a random shift (Matousek 1998), which
 * keeps the balance of the sequence and moves it off 0.
 */
public final class Sobol {
    private static final int BITS = 32;

    /** The table's dimensions, and so the most that a sequence can have. */
    public static final int MOST_DIMENSIONS = 256;

    /** directions[i][b]: dimension i, bit b of the Gray code; 32 bits, the highest is worth a half. */
    private final int[][] directions;

    private final int[] shift;
    private final double offset;

    private Sobol(int[][] directions, int[] shift, double offset) {
        this.directions = directions;
        this.shift = shift;
        this.offset = offset;
    }

    /** The sequence as published: point 0 is the origin. */
    public static Sobol plain(int dimensions) {
        return new Sobol(directions(dimensions), new int[dimensions], 0);
    }

    /** A scrambled sequence; no coordinate is 0 or 1. */
    public static Sobol scrambled(int dimensions, LongSupplier random) {
        int[][] directions = directions(dimensions);
        var shift = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            var rows = new int[BITS];
            for (int r = 0; r < BITS; r++) {
                int diagonal = 1 << BITS - 1 - r;
                int above = r == 0 ? 0 : -1 << BITS - r;
                rows[r] = diagonal | (int) random.getAsLong() & above;
            }
            for (int b = 0; b < BITS; b++) {
                int mixed = 0;
                for (int r = 0; r < BITS; r++) {
                    mixed |= (Integer.bitCount(rows[r] & directions[i][b]) & 1) << BITS - 1 - r;
                }
                directions[i][b] = mixed;
            }
            shift[i] = (int) random.getAsLong();
        }
        return new Sobol(directions, shift, 0.5);
    }

    /**
     * One point of the sequence, shape d.
     *
     * @param index counted modulo 2^32
     */
    public double[] point(long index) {
        int gray = (int) (index ^ index >>> 1);
        var point = new double[directions.length];
        for (int i = 0; i < point.length; i++) {
            int x = shift[i];
            for (int rest = gray; rest != 0; rest &= rest - 1) {
                x ^= directions[i][Integer.numberOfTrailingZeros(rest)];
            }
            point[i] = ((x & 0xffffffffL) + offset) * 0x1p-32;
        }
        return point;
    }

    private static int[][] directions(int dimensions) {
        Objects.checkIndex(dimensions, MOST_DIMENSIONS + 1);
        var directions = new int[dimensions][];
        for (int i = 0; i < dimensions; i++) {
            directions[i] = i == 0 ? vanDerCorput() : extended(Table.ROWS.get(i - 1));
        }
        return directions;
    }

    private static int[] vanDerCorput() {
        var v = new int[BITS];
        for (int b = 0; b < BITS; b++) {
            v[b] = 1 << BITS - 1 - b;
        }
        return v;
    }

    /** The recurrence of Joe and Kuo 2008, eq. 2.2, on numbers shifted to the top of the word. */
    private static int[] extended(int[] row) {
        int polynomial = row[0];
        int degree = row.length - 1;
        var v = new int[BITS];
        for (int b = 0; b < BITS; b++) {
            if (b < degree) {
                v[b] = row[b + 1] << BITS - 1 - b;
                continue;
            }
            v[b] = v[b - degree] ^ v[b - degree] >>> degree;
            for (int k = 1; k < degree; k++) {
                if ((polynomial >> degree - k & 1) == 1) {
                    v[b] ^= v[b - k];
                }
            }
        }
        return v;
    }

    /** Read once. */
    private static final class Table {
        static final List<int[]> ROWS = read();

        private static List<int[]> read() {
            InputStream stream = Objects.requireNonNull(Sobol.class.getResourceAsStream("joe-kuo-6.txt"));
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
                var rows = new ArrayList<int[]>();
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.startsWith("#")) {
                        String[] numbers = line.split(" ");
                        var row = new int[numbers.length];
                        for (int i = 0; i < row.length; i++) {
                            row[i] = Integer.parseInt(numbers[i]);
                        }
                        rows.add(row);
                    }
                }
                return rows;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
