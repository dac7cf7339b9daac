package dev.cairn.benchmarks.lstm;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process that trains on a table, epoch by epoch: the way a worker does, or a bare loop over DL4J. For each line {@code fit N}
 * on standard input it runs so many epochs and answers {@code = SECONDS}, the processor time of the whole process.
 */
final class TimedLoop {
    /** Runs an epoch. */
    interface Epochs {
        void next() throws Exception;
    }

    private TimedLoop() {}

    /** Takes worker or bare, a folder for files, and a network's shape. */
    public static void main(String[] arguments) throws Exception {
        NetworkShape shape =
                NetworkShape.parse(String.join(",", Arrays.asList(arguments).subList(2, arguments.length)));
        var study = new LoopStudy(shape, Path.of(arguments[1]));
        Epochs epochs = arguments[0].equals("worker") ? new WorkerEpochs(study) : new BareEpochs(study);
        TimedAnswers.give(epoch -> epochs.next());
        // The worker's training waits for another epoch.
        Runtime.getRuntime().halt(0);
    }
}
