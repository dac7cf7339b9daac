package dev.cairn.worker.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How child JVMs are started.
 *
 * @param memoryMebibytes a trial may use, heap and native memory together
 * @param directory for unpacked native libraries where the home directory cannot be written
 * @param threads that compute
 * @param gpu the only one that it sees, by its number in {@code nvidia-smi}; all that the parent sees when absent
 */
public record ChildSettings(
        int memoryMebibytes,
        Path directory,
        int threads,
        @Nullable Integer gpu) {
    /** What a fresh child holds while it waits, somewhat rounded up. */
    public static final int IDLE_MEBIBYTES = 180;

    /** For the smallest training. */
    private static final int LEAST_HEAP_MEBIBYTES = 512;

    /** The first release that warns of native access that was not allowed. */
    private static final int WARNS_OF_NATIVE_ACCESS = 22;

    /** With one thread: more make small networks slower, as they spin. More cores serve more workers. */
    public ChildSettings(int memoryMebibytes, Path directory, @Nullable Integer gpu) {
        this(memoryMebibytes, directory, 1, gpu);
    }

    /** What a child's environment has beyond its parent's. */
    Map<String, String> environment() {
        String many = Integer.toString(threads);
        var variables = new TreeMap<>(Map.of("OMP_NUM_THREADS", many, "OPENBLAS_NUM_THREADS", many));
        if (gpu != null) {
            variables.put("CUDA_VISIBLE_DEVICES", gpu.toString());
            // By default CUDA counts the fastest first, and nvidia-smi by slots.
            variables.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        }
        return variables;
    }

    /** Where a crashing child leaves its report. */
    Path crashes() {
        return directory.resolve("scratch");
    }

    List<String> command(Class<?> main, int port) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What a training remembers of its weights is in the heap, the arrays of networks are outside. One thread
        // trains, so the collector needs no more.
        int heap = Math.max(LEAST_HEAP_MEBIBYTES, memoryMebibytes * 2 / 3);
        command.addAll(List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        // By default the heap begins with a share of the machine's memory and is filled before it is collected: a small
        // network's training held 100 MiB more.
        command.addAll(List.of("-Xms48m", "-Xmn32m"));
        // Of JavaCPP's limits the only one that ND4J's arrays obey; counts the whole process. Not set, though it would
        // halve the time of a batch: nopointergc, which leaks about a megabyte per batch.
        command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + memoryMebibytes + "m");
        // DL4J would leave a file in the working directory for each trial that needs too much.
        command.add("-Dorg.deeplearning4j.crash.reporting.enabled=false");
        command.addAll(List.of(CrashReport.option(crashes()), "-XX:-CreateCoredumpOnCrash"));
        if (!Files.isWritable(Path.of(System.getProperty("user.home")))) {
            command.add("-Dorg.bytedeco.javacpp.cachedir=" + directory.resolve("native"));
        }
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), Integer.toString(port)));
        return command;
    }
}
