package dev.cairn.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.task.Task;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.client.ProblemException;
import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Stop;
import dev.cairn.client.worker.Trainer;
import dev.cairn.client.worker.TrialContext;
import dev.cairn.search.space.Point;
import dev.cairn.worker.data.DatasetCache;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Trains a trial with a task in a child JVM. One trial at a time: more cores, more workers. */
final class LstmTrainer implements Trainer<Point> {
    private final Children children;
    private final Estimates estimates;
    private final DatasetCache datasets;
    private final WorkerSettings settings;
    private final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime}, for how long a training may take */
    LstmTrainer(
            Children children,
            Estimates estimates,
            DatasetCache datasets,
            WorkerSettings settings,
            LongSupplier nanoTime) {
        this.children = children;
        this.estimates = estimates;
        this.datasets = datasets;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    @Override
    public Result train(Point point, TrialContext trial) throws InterruptedException, IOException {
        Task task = trial.lease().task();
        if (task == null) {
            return Result.failed(FailureCause.CRASHED, "a trial without a task is not for this worker");
        }
        Optional<DatasetCache.Use> fetched;
        try {
            fetched = trial.insist("fetch the data set", () -> dataset(task.dataset()));
        } catch (ProblemException e) {
            return Result.failed(FailureCause.DATA_ERROR, "the data set cannot be fetched: " + e.getMessage());
        } catch (DatasetCache.DigestMismatchException e) {
            return Result.failed(FailureCause.DATA_ERROR, String.valueOf(e.getMessage()));
        } catch (LocalDiskException e) {
            // Nothing is wrong with the trial: by the retry rule it may run elsewhere.
            return Result.failed(
                    FailureCause.CRASHED,
                    "the worker " + settings.name() + " cannot store the data set: " + e.getMessage());
        }
        if (fetched.isEmpty()) {
            return Endings.early(trial.stop().orElse(Stop.PREEMPTED), Map.of());
        }
        try (DatasetCache.Use dataset = fetched.get()) {
            return train(trial, task, dataset.file());
        }
    }

    private Result train(TrialContext trial, Task task, Path dataset) throws InterruptedException {
        TrialOrder.Resumption resumption = trial.resumedFrom()
                .map(saved -> new TrialOrder.Resumption(saved.file().toString(), saved.step()))
                .orElse(null);
        Optional<Stop> stop = trial.stop();
        if (stop.isPresent()) {
            return Endings.early(stop.get(), Map.of());
        }
        Lease lease = trial.lease();
        Path model = trial.folder().resolve("model.zip");
        var order = new TrialOrder(
                lease.study(),
                lease.studyName(),
                lease.trial(),
                lease.purpose(),
                task,
                lease.point().values(),
                lease.seed(),
                lease.refit(),
                dataset.toAbsolutePath().toString(),
                model.toString(),
                settings.checkpointing(trial.folder()),
                resumption);
        var limits = new TimeLimits(settings.trialLimit(), settings.progressLimit(), nanoTime);
        return new Execution(children, estimates, settings, trial, limits)
                .run(order)
                .withModel(model);
    }

    /** In use until the training is over, so that nobody deletes it. */
    private DatasetCache.Use dataset(String address) {
        try {
            return datasets.use(address);
        } catch (IOException e) {
            throw new LocalDiskException(e);
        }
    }
}
