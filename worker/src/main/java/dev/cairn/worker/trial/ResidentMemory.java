package dev.cairn.worker.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process holds, as Linux tells; elsewhere nothing is known. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private ResidentMemory() {}

    /** Lets the peak be counted from now on. */
    static void forgetPeak() {
        try {
            // proc(5): 5 resets the peak resident set size to the current one.
            Files.writeString(CLEAR, "5");
        } catch (IOException e) {
            // Then it is the peak of all trials of this process, which still bounds this one's.
        }
    }

    /** Since it was forgotten; 0 where it is unknown. */
    static int peakMebibytes() {
        return mebibytes("VmHWM:");
    }

    /** 0 where it is unknown. */
    static int nowMebibytes() {
        return mebibytes("VmRSS:");
    }

    private static int mebibytes(String name) {
        try {
            return mebibytes(Files.readAllLines(STATUS), name);
        } catch (IOException e) {
            return 0;
        }
    }

    static int mebibytes(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0);
    }
}
