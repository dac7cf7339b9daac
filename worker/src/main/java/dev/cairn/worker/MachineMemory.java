package dev.cairn.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Memory that programs could still take, in mebibytes: of the machine, or of the container where that is less. */
final class MachineMemory {
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

    private MachineMemory() {}

    /** As much as an int holds where it is unknown, which is anywhere but on Linux. */
    static int available() {
        long machine = lines(MACHINE).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        OptionalLong limit = number(LIMIT);
        OptionalLong used = number(USED);
        // The page cache counts as used there, though it would give way: too little is stated rather than too much.
        long container =
                limit.isPresent() && used.isPresent() ? limit.getAsLong() - used.getAsLong() >> 20 : Integer.MAX_VALUE;
        return (int) Math.max(0, Math.min(Math.min(machine, container), Integer.MAX_VALUE));
    }

    private static OptionalLong number(Path file) {
        // "max" is no limit.
        return lines(file).stream()
                .filter(line -> line.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
