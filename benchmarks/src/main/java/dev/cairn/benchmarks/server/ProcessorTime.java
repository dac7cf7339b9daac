package dev.cairn.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Processor time that was spent so far, in seconds. Where machines are shared by load, service and database, it tells what each
 * call costs whom.
 *
 * @param load by this process, with the children that it waited for
 * @param service by the first service
 * @param postgres by the server and every connection's process, ended ones too
 */
public record ProcessorTime(double load, double service, double postgres) {
    private static final Path PROCESSES = Path.of("/proc");
    /** What Linux counts in, whatever its kernel's own tick. */
    private static final double TICKS_A_SECOND = 100;

    /** As of now; empty where the system has no {@code /proc} of Linux's kind. */
    public static Optional<ProcessorTime> now(MeasuredService service) {
        if (!Files.isReadable(PROCESSES.resolve("self/stat"))) {
            return Optional.empty();
        }
        long server = service.postgresPid();
        LongStream connections = ProcessHandle.of(server).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(child -> ticks(child.pid(), 13, 14));
        return Optional.of(new ProcessorTime(
                ticks(ProcessHandle.current().pid(), 13, 14, 15, 16) / TICKS_A_SECOND,
                ticks(service.pid(), 13, 14) / TICKS_A_SECOND,
                (ticks(server, 13, 14, 15, 16) + connections.sum()) / TICKS_A_SECOND));
    }

    /** What was spent since then. */
    public ProcessorTime since(ProcessorTime before) {
        return new ProcessorTime(load - before.load, service - before.service, postgres - before.postgres);
    }

    /** Milliseconds of each of so many things that were done in these seconds. */
    public ProcessorTime each(double things) {
        double share = 1000 / Math.max(1, things);
        return new ProcessorTime(load * share, service * share, postgres * share);
    }

    /** The sum of such fields of {@code /proc/PID/stat}, counted from 0; see proc(5): utime, stime, cutime, cstime from 13. */
    private static long ticks(long process, int... fields) {
        try {
            String stat = Files.readString(PROCESSES.resolve(process + "/stat"));
            // The second field is the program's name in brackets, which may contain anything.
            List<String> rest =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            return Arrays.stream(fields)
                    .mapToLong(field -> Long.parseLong(rest.get(field - 2)))
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
