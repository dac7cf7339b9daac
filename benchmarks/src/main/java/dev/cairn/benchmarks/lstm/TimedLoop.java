package dev.cairn.benchmarks.lstm;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
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
        answer(arguments[0].equals("worker") ? new WorkerEpochs(study) : new BareEpochs(study));
        // The worker's training waits for another epoch.
        Runtime.getRuntime().halt(0);
    }

    private static void answer(Epochs epochs) throws Exception {
        var clock = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = line(lines); line != null; line = line(lines)) {
            long began = clock.getProcessCpuTime();
            for (int left = Integer.parseInt(line.split(" ")[1]); left > 0; left--) {
                epochs.next();
            }
            System.out.println("= " + (clock.getProcessCpuTime() - began) * 1e-9);
            System.out.flush();
        }
    }

    private static String line(BufferedReader lines) throws IOException {
        return lines.readLine();
    }
}
