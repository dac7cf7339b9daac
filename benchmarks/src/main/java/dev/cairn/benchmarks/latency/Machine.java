package dev.cairn.benchmarks.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a figure was measured.
 *
 * @param load how many programs wanted a processor in the last minute; negative where unknown
 */
public record Machine(String processor, int cores, double load, String java, long heapMegabytes) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** This process's. */
    public static Machine here() {
        return new Machine(
                model(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static String model() {
        String unknown = System.getProperty("os.arch");
        if (!Files.isReadable(PROCESSORS)) {
            return unknown;
        }
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(unknown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
