package dev.cairn.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Optuna's ask and tell on a database of its own beside the service's. */
public final class OptunaWorkers {
    private static final String DATABASE = "optuna";

    private final MeasuredService service;
    private final String python;
    private boolean created;

    /** @param python a program with optuna and psycopg2 */
    public OptunaWorkers(MeasuredService service, String python) {
        this.service = service;
        this.python = python;
    }

    /** So many processes, each asking and telling as fast as it can; the script tells how many trials they got done. */
    public Load run(int workers, Duration time) {
        if (!created) {
            service.execute("create database " + DATABASE);
            created = true;
        }
        Path script = Path.of(System.getProperty("cairn.source"), "benchmarks", "peers", "queue_peer.py");
        try {
            Process process = new ProcessBuilder(
                            python,
                            script.toString(),
                            service.peerUrl("postgresql+psycopg2", DATABASE),
                            Integer.toString(workers),
                            Long.toString(time.toSeconds()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(script + " ended with " + process.exitValue());
            }
            return new Load(Long.parseLong(told) * 1e9 / time.toNanos(), new long[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
