package dev.cairn.worker.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a JVM writes when native code crashes it: a head of lines that begin with a hash, and the crashed thread's stacks before
 * its registers. The rest is long and of use to nobody who tunes networks.
 */
record CrashReport(List<String> head, List<String> stacks) {
    private static final Logger LOG = LoggerFactory.getLogger(CrashReport.class);
    private static final int MOST_LINES = 150;
    private static final String NO_MEMORY = "insufficient memory";

    /** The option that makes a JVM write it there. */
    static String option(Path folder) {
        return "-XX:ErrorFile=" + folder.resolve("crash-%p.log");
    }

    /** Takes the report of a dead process, if it left one. */
    static Optional<CrashReport> take(Path folder, long pid) {
        Path file = folder.resolve("crash-" + pid + ".log");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            CrashReport report = of(Files.readAllLines(file));
            Files.delete(file);
            return Optional.of(report);
        } catch (IOException e) {
            LOG.debug("cannot read the crash report {}", file, e);
            return Optional.empty();
        }
    }

    static CrashReport of(List<String> lines) {
        var head = new ArrayList<String>();
        var stacks = new ArrayList<String>();
        boolean inStacks = false;
        for (String line : lines) {
            if (line.startsWith("# ") && !inStacks && stacks.isEmpty()) {
                head.add(line.substring(1).strip());
            }
            inStacks = (inStacks || line.startsWith("Current thread"))
                    && !line.startsWith("Registers:")
                    && stacks.size() < MOST_LINES;
            if (inStacks && !line.isBlank()) {
                stacks.add(line);
            }
        }
        return new CrashReport(List.copyOf(head), List.copyOf(stacks));
    }

    /** Such as "SIGSEGV (0xb) at pc=…, in C  [libnd4jcpu.so+0x1]". */
    String summary() {
        String what = head.stream()
                .filter(line -> line.startsWith("SIG") || line.contains(NO_MEMORY))
                .findFirst()
                .orElse("an internal error of the JVM");
        int frame = head.indexOf("Problematic frame:");
        return frame >= 0 && frame + 1 < head.size() ? what + ", in " + head.get(frame + 1) : what;
    }

    boolean isOutOfMemory() {
        return head.stream().anyMatch(line -> line.contains(NO_MEMORY));
    }

    /** For a log. */
    String text() {
        return String.join("\n", head) + "\n" + String.join("\n", stacks) + "\n";
    }
}
