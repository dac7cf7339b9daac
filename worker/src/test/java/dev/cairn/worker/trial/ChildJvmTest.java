package dev.cairn.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.lstm.TrialOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real child whose limit is below what it is given to do; nobody here refuses to begin because of the prediction. */
class ChildJvmTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void nativeMemoryThatRunsOutIsToldAsTheCause() throws Exception {
        Path table = Files.writeString(
                folder.resolve("table.csv"),
                IntStream.range(0, 1000)
                        .mapToObj(day -> LocalDate.of(2020, 1, 1).plusDays(day) + "," + day % 7)
                        .collect(Collectors.joining("\n", "day,x\n", "\n")));
        var task = new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                List.of("x"),
                List.of("x"),
                1,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                Map.of());
        // More than the limit by far: it is looked at where arrays are made, so a shape that is just beyond it may get
        // by.
        var order = new TrialOrder(
                1,
                "study",
                1,
                Purpose.SEARCH,
                task,
                Map.of("units", 256, "windowLength", 50, "batchSize", 512, "epochs", 1),
                1,
                null,
                table.toString(),
                folder.resolve("model.zip").toString(),
                new TrialOrder.Checkpointing(folder.toString(), 0, 1000),
                null);
        try (ChildJvm child = ChildJvm.start(new ChildSettings(200, folder, null))) {
            assertThat(child.awaitStart(PATIENCE).failure()).isNull();
            child.run(order);
            double predicted = 0;
            TrialEvent event = child.next(PATIENCE).orElseThrow();
            while (event instanceof TrialEvent.Predicted
                    || event instanceof TrialEvent.Progressed
                    || event instanceof TrialEvent.Used) {
                if (event instanceof TrialEvent.Predicted told) {
                    predicted = told.peakMebibytes();
                }
                event = child.next(PATIENCE).orElseThrow();
            }
            // A trial that gets by has an end of its own, after which the child is silent until it is given another.
            assertThat(event).isInstanceOf(TrialEvent.Failed.class);
            var failed = (TrialEvent.Failed) event;
            assertThat(failed.message()).contains("more native memory", "physicalBytes");
            assertThat(failed.cause()).isEqualTo(FailureCause.HOST_OOM);
            assertThat(predicted).isGreaterThan(200);
            assertThat(child.log()).contains("java.lang.OutOfMemoryError", "\tat dev.cairn.worker.lstm");
        }
    }
}
