package dev.cairn.worker.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many processes Linux has killed because memory ran out: in this container where that is told, else on the machine. A kill
 * leaves no other trace that a process without privileges could see.
 */
final class OomKills {
    /** Files with lines of a name and a number each: control groups of version 2 and 1, the whole machine. */
    private static final List<Path> COUNTERS = List.of(
            Path.of("/sys/fs/cgroup/memory.events"),
            Path.of("/sys/fs/cgroup/memory/memory.oom_control"),
            Path.of("/proc/vmstat"));

    private static final String NAME = "oom_kill";

    private OomKills() {}

    /** So far; 0 where it is unknown. */
    static long count() {
        for (Path counter : COUNTERS) {
            try {
                if (Files.isReadable(counter)) {
                    return count(Files.readAllLines(counter));
                }
            } catch (IOException e) {
                // The next one may tell.
            }
        }
        return 0;
    }

    static long count(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 2 && words[0].equals(NAME))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst()
                .orElse(0);
    }
}
