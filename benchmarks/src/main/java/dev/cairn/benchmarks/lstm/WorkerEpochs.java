package dev.cairn.benchmarks.lstm;

import dev.cairn.api.CairnJson;
import dev.cairn.api.trial.Measurement;
import dev.cairn.worker.lstm.LstmTrial;
import dev.cairn.worker.lstm.TrialListener;
import dev.cairn.worker.lstm.TrialOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A worker's training: all metrics after every epoch, signs of life, checkpoints, and each told as JSON to somebody who listens, as
 * a training process tells its worker. The training waits between epochs until the next one is asked for.
 */
final class WorkerEpochs implements TimedLoop.Epochs, TrialListener {
    private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SynchronousQueue<Boolean> asked = new SynchronousQueue<>();
    private final SynchronousQueue<Object> done = new SynchronousQueue<>();
    private final OutputStream listening = OutputStream.nullOutputStream();
    private long lastTold;

    WorkerEpochs(LoopStudy study) throws Exception {
        LstmTrial.warmUp();
        TrialOrder order = study.order();
        var training = new Thread(() -> train(order), "training");
        training.setDaemon(true);
        training.start();
    }

    private void train(TrialOrder order) {
        try {
            asked.take();
            LstmTrial.run(order, this);
        } catch (Exception e) {
            hand(e);
        }
    }

    /** Waits for whoever asks for an epoch: an error that came first would be lost, and the epoch awaited for ever. */
    private void hand(Object what) {
        try {
            done.put(what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void next() throws Exception {
        asked.put(true);
        if (done.take() instanceof Exception e) {
            throw e;
        }
    }

    @Override
    public void expects(long bytes, double epochSeconds) {
        tell(epochSeconds);
    }

    @Override
    public void progressed() {
        if (System.nanoTime() - lastTold >= TELL_EVERY_NANOS) {
            tell("progressed");
        }
    }

    @Override
    public void measured(Measurement measurement) {
        tell("epoch " + measurement.step() + ": " + measurement.metrics());
        tell(measurement);
        try {
            done.put(true);
            asked.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void checkpointed(long step, Path file, boolean due) {
        tell(step);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void noted(String line) {
        tell(line);
    }

    private void tell(Object what) {
        try {
            listening.write(CairnJson.strict().writeValueAsBytes(what));
            lastTold = System.nanoTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
