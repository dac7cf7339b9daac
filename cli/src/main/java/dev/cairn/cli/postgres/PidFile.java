package dev.cairn.cli.postgres;

import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a server writes beside its data: process id, folder, start, port, socket, address, memory key, status, one a line.
 *
 * @param ready whether it takes connections
 */
record PidFile(long pid, int port, boolean ready) {
    private static final int PORT = 3;
    private static final int STATUS = 7;

    static Optional<PidFile> in(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            if (lines.size() <= PORT) {
                return Optional.empty();
            }
            return Optional.of(new PidFile(
                    Long.parseLong(lines.get(0).strip()),
                    Integer.parseInt(lines.get(PORT).strip()),
                    lines.size() > STATUS && lines.get(STATUS).strip().equals("ready")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            // It is being written.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends a server that outlived the run which started it, and removes its traces. The caller holds the folder, so it is
     * nobody's.
     */
    static void clearLeftovers(Path data) {
        in(data).flatMap(found -> ProcessHandle.of(found.pid()))
                .filter(process -> serves(process, data))
                .ifPresent(PidFile::stop);
        try {
            // A server refuses to start when the number in here belongs to any process, even a stranger's after a
            // restart.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        boolean postgres = process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
        return postgres
                && process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(data.toString()))
                        .orElse(false);
    }

    private static void stop(ProcessHandle server) {
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            Shell.signal(signal, server.pid());
            if (Pause.until(() -> !server.isAlive(), Duration.ofSeconds(15))) {
                return;
            }
        }
    }
}
