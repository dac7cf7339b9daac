package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.CsvOutput;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.Grid;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    @TempDir
    private Path folder;

    @Test
    void numbersInAFileAreThoseOnTheHeapBitForBit() {
        CsvTable table = Tables.daily(
                120, List.of("y", "x"), row -> List.of(row % 7 == 3 ? "" : 5 + Math.sin(row), 0.1 * row * row));
        Forecasting task = Tables.task(
                List.of("y"),
                List.of("y"),
                List.of("x"),
                List.of(CalendarFeature.DAY_OF_WEEK),
                3,
                Tables.HOLD_OUT,
                Forecasting.Missing.LAST_VALUE);
        for (Recipe recipe : Tables.recipes()) {
            ForecastingData heap =
                    ForecastingData.of(task, Purpose.SEARCH, table, recipe, 0.2).get(0);
            // Some on the heap, the rest in the file, as it comes when the heap is full.
            for (long heapBytes : new long[] {0, 3000}) {
                ForecastingData mapped = ForecastingData.of(
                                task, Purpose.SEARCH, table, recipe, 0.2, Room.of(folder, heapBytes))
                        .get(0);
                assertThat(mapped.preparation()).isEqualTo(heap.preparation());
                assertThat(everything(mapped.fitting())).isEqualTo(everything(heap.fitting()));
                assertThat(everything(mapped.held())).isEqualTo(everything(heap.held()));
                assertThat(mapped.baselines()).isEqualTo(heap.baselines());
            }
        }
    }

    private static float[] everything(Windows windows) {
        int[] all = IntStream.range(0, windows.count()).toArray();
        Batch batch = windows.batch(all, 0, all.length);
        float[] numbers = Arrays.copyOf(batch.inputs(), batch.inputs().length + batch.outputs().length);
        System.arraycopy(batch.outputs(), 0, numbers, batch.inputs().length, batch.outputs().length);
        return numbers;
    }

    @Test
    void theFileHasNoNameThatCouldStay() throws IOException {
        Grid grid = Room.of(folder, 0).grid(1000, 3);
        grid.set(999, 2, 4.5);
        assertThat(grid.get(999, 2)).isEqualTo(4.5);
        assertThat(grid.get(999, 1)).isNaN();
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aTableLargerThanTheHeapIsPrepared() throws Exception {
        Path file = folder.resolve("large.csv");
        try (var out = new CsvOutput(Files.newOutputStream(file), List.of("day", "y", "a", "b", "c", "d"))) {
            var start = LocalDateTime.of(2000, 1, 1, 0, 0);
            for (int row = 0; row < 60_000; row++) {
                String value = Double.toString(Math.sin(row));
                out.line(List.of(start.plusMinutes(row).toString(), value, value, value, value, value));
            }
        }
        // 60,000 lines of six texts take some 24 MB; with less the file is read and windows are made.
        Process small = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Small.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("48 windows to train on of 48000 rows");
        assertThat(small.waitFor()).isZero();
    }

    /** Prepares a table in a process of its own. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            Forecasting task = Tables.task(
                    List.of("y"), List.of("y", "a", "b", "c", "d"), 1, new TimeSplit.Chronological(0.2, null, null));
            ForecastingData data = ForecastingData.of(
                            task,
                            Purpose.SEARCH,
                            CsvFile.of(file),
                            Tables.recipe("windowLength", 100, "stride", 1000, "scaling", "ROBUST"),
                            0,
                            Room.of(file.getParent(), 1 << 20))
                    .get(0);
            int count = data.fitting().count();
            IntStream.range(0, count).forEach(i -> data.fitting().batch(new int[] {i}, 0, 1));
            System.out.print(count + " windows to train on of 48000 rows");
        }
    }

    @Test
    void aTableOfSeveralBlocksKeepsEveryNumber() {
        int columns = 3;
        int rows = 12_000_000;
        Floats floats = Room.of(folder, 0).floats(rows, columns);
        for (int row = 0; row < rows; row += 999_983) {
            for (int column = 0; column < columns; column++) {
                floats.set(row, column, row + column / 4f);
            }
        }
        for (int row = 0; row < rows; row += 999_983) {
            for (int column = 0; column < columns; column++) {
                assertThat(floats.get(row, column)).isEqualTo(row + column / 4f);
            }
        }
    }

    @Test
    void aRankedValueNeedsNoSorting() {
        double[] values = new SplittableRandom(3)
                .doubles(2001)
                .map(u -> Math.rint((u - 0.5) * 1000) * (u < 0.1 ? 1e-200 : u > 0.9 ? 1e200 : 1))
                .toArray();
        Sample.Numbers numbers = consumer -> Arrays.stream(values).forEach(consumer);
        Sample streamed = new StreamedSample(numbers, values.length);
        Sample sorted = Sample.of(numbers);
        for (int rank = 0; rank < values.length; rank += 50) {
            assertThat(streamed.ranked(rank)).isEqualTo(sorted.ranked(rank));
        }
        assertThat(streamed.quantile(0.25)).isEqualTo(sorted.quantile(0.25));
        double[] small = {1, 2.5, -4, 0, -0.5};
        Sample.Numbers few = consumer -> Arrays.stream(small).forEach(consumer);
        assertThat(new StreamedSample(few, 5).mean()).isEqualTo(Sample.of(few).mean(), within(1e-15));
        assertThat(new StreamedSample(few, 5).variance(1))
                .isEqualTo(Sample.of(few).variance(1), within(1e-14));
    }
}
