import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Makes hourly means with a label of NAB's machine temperatures, which come every five minutes and have repeated and missing
 * times: {@code java Prepare.java machine-temperature.csv machine-temperature-anomalies.csv > hourly.csv}.
 *
 * <p>An hour's mean is of the values in it, however many there are; no other hour is looked at. An hour without values has no
 * line. Its label is 1 if it lies in a labelled window, with any of its minutes.
 */
public class Prepare {
    public static void main(String[] args) throws IOException {
        var hours = new TreeMap<LocalDateTime, List<Double>>();
        for (String[] cells : lines(Path.of(args[0]))) {
            hours.computeIfAbsent(time(cells[0]).truncatedTo(ChronoUnit.HOURS), hour -> new ArrayList<>())
                    .add(Double.valueOf(cells[1]));
        }
        List<String[]> windows = lines(Path.of(args[1]));
        System.out.print("time,temperature,anomaly\n");
        hours.forEach((hour, values) -> {
            double mean = values.stream().mapToDouble(x -> x).average().orElseThrow();
            boolean anomalous = windows.stream()
                    .anyMatch(w -> time(w[0]).isBefore(hour.plusHours(1)) && !time(w[1]).isBefore(hour));
            System.out.print(String.format(
                    Locale.ROOT, "%s,%.4f,%d\n", hour.toString().replace('T', ' '), mean, anomalous ? 1 : 0));
        });
    }

    private static List<String[]> lines(Path csv) throws IOException {
        return Files.readAllLines(csv).stream().skip(1).map(line -> line.split(",")).toList();
    }

    private static LocalDateTime time(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }
}
