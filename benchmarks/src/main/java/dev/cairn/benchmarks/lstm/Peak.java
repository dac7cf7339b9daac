package dev.cairn.benchmarks.lstm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one core could multiply and add at most, from what Linux tells of the processor: its clock now, times the numbers in a
 * vector, times two operations, times two units. Processors with one unit for the widest vectors reach half of it.
 */
public final class Peak {
    private static final Pattern CLOCK = Pattern.compile("^cpu MHz\\s*:\\s*([0-9.]+)", Pattern.MULTILINE);
    private static final int UNITS = 2;

    private Peak() {}

    /** In GFLOP/s of single precision; empty where the system does not tell. */
    public static Optional<Double> gigaflops() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<Double> of(String processor) {
        Matcher clock = CLOCK.matcher(processor);
        int lanes = processor.contains(" avx512f") ? 16 : processor.contains(" avx2") ? 8 : 0;
        return clock.find() && lanes > 0
                ? Optional.of(Double.parseDouble(clock.group(1)) / 1000 * lanes * 2 * UNITS)
                : Optional.empty();
    }
}
