package ridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** Daily weather, and how it becomes examples: the days up to one, and the highest temperature of the day after. */
public record Weather(LocalDate[] dates, double[] highest, double[] lowest, double[] wind) {
    private static final double DAYS_OF_A_YEAR = 365.25;

    /** Reads a table with the columns date, precipitation, temp_max, temp_min, wind and weather. */
    public static Weather read(Path csv) throws IOException {
        List<String[]> rows = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        return new Weather(
                rows.stream().map(row -> LocalDate.parse(row[0])).toArray(LocalDate[]::new),
                column(rows, 2),
                column(rows, 3),
                column(rows, 4));
    }

    private static double[] column(List<String[]> rows, int at) {
        return rows.stream().mapToDouble(row -> Double.parseDouble(row[at])).toArray();
    }

    public int days() {
        return dates.length;
    }

    /** Features of the days up to this one; it must have enough days before it. */
    double[] features(int day, Hyperparameters h) {
        double[] features = new double[h.days() * (h.wind() ? 3 : 2) + 2 * h.harmonics()];
        int next = 0;
        for (int back = 0; back < h.days(); back++) {
            features[next++] = highest[day - back];
            features[next++] = lowest[day - back];
            if (h.wind()) {
                features[next++] = wind[day - back];
            }
        }
        double angle = 2 * Math.PI * dates[day].getDayOfYear() / DAYS_OF_A_YEAR;
        for (int harmonic = 1; harmonic <= h.harmonics(); harmonic++) {
            features[next++] = Math.sin(harmonic * angle);
            features[next++] = Math.cos(harmonic * angle);
        }
        return features;
    }

    /** Features of each day in [from, to). */
    double[][] features(int from, int to, Hyperparameters h) {
        double[][] rows = new double[to - from][];
        Arrays.setAll(rows, i -> features(from + i, h));
        return rows;
    }

    /** What is to be forecast on each day in [from, to): the next day's highest temperature. */
    double[] answers(int from, int to) {
        return Arrays.copyOfRange(highest, from + 1, to + 1);
    }
}
