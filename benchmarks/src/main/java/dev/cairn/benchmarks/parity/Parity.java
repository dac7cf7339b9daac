package dev.cairn.benchmarks.parity;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.data.TaskData;
import dev.cairn.worker.lstm.LstmTrial;
import dev.cairn.worker.lstm.TrialFailedException;
import dev.cairn.worker.lstm.TrialListener;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.lstm.TrialStoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One network, fitted with several seeds to the first fold of a task's data by the worker and by PyTorch. Each starts from
 * weights of its own, drawn from the same distribution, and shuffles by itself.
 *
 * @param folder for files on the way
 */
public record Parity(Task task, PlainNetwork network, Path table, int seeds, Path folder) {
    /** Sees nothing. */
    private static final class Unheard implements TrialListener {
        @Override
        public void expects(long bytes, double epochSeconds) {}

        @Override
        public void progressed() {}

        @Override
        public void measured(Measurement measurement) {}

        @Override
        public void checkpointed(long step, Path file, boolean due) {}

        @Override
        public void noted(String line) {}
    }

    /** The loss of the validation examples after the last epoch, by seed. */
    public List<Double> byWorker() throws TrialFailedException, TrialStoppedException {
        var losses = new ArrayList<Double>();
        for (int seed = 1; seed <= seeds; seed++) {
            var order = new TrialOrder(
                    1,
                    "parity",
                    seed,
                    Purpose.SEARCH,
                    task,
                    network.values(),
                    seed,
                    null,
                    table.toString(),
                    folder.resolve("model.zip").toString(),
                    new TrialOrder.Checkpointing(folder.toString(), 0, Double.POSITIVE_INFINITY),
                    null);
            Map<String, Double> metrics = LstmTrial.run(order, new Unheard());
            Double ofFirstFold = metrics.get("fold1.validation.loss");
            losses.add(ofFirstFold == null ? Objects.requireNonNull(metrics.get("validation.loss")) : ofFirstFold);
        }
        return losses;
    }

    /** Writes what the first fold trains on into the folder, see {@link Exported}. */
    public void export() throws IOException {
        try (InputStream in = Files.newInputStream(table)) {
            TaskData data = TaskData.of(
                            task.using(network.values()), Purpose.SEARCH, CsvTable.read(in), network.values(), 0)
                    .get(0);
            Exported.write(folder, network, data, seeds);
        }
    }

    /** The same by a script that is given a folder as {@link Exported} fills it, and prints one loss a line. */
    public List<Double> byScript(Path python, Path script) throws IOException, InterruptedException {
        export();
        var builder = new ProcessBuilder(python.toString(), script.toString(), folder.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT).environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(script + " ended with " + code);
        }
        return printed.lines().map(Double::valueOf).toList();
    }
}
