package dev.cairn.cli.command;

import dev.cairn.cli.local.Folders;
import dev.cairn.cli.postgres.PostgresServer;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Checks this machine, one line a check, and says how to put right what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    private static final long MEMORY_NEEDED = 3L << 30;
    private static final int PORT = 8080;

    @Spec
    private CommandSpec spec;

    private record Finding(Level level, String sentence) {}

    private enum Level {
        GOOD("ok  "),
        /** Works, but not as well as it could. */
        WARNING("note"),
        BAD("BAD ");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    /** 1 if anything is bad. */
    @Override
    public Integer call() {
        Folders folders = Folders.ofThisUser();
        var findings = new ArrayList<>(List.of(java(), cores(), memory(), built(), port()));
        findings.add(writable("cache folder", folders.cache(), "CAIRN_CACHE"));
        findings.add(writable("data folder", folders.data(), "CAIRN_DATA"));
        findings.add(postgres(folders));
        findings.forEach(
                finding -> spec.commandLine().getOut().println(finding.level().word + "  " + finding.sentence()));
        return findings.stream().anyMatch(finding -> finding.level() == Level.BAD) ? 1 : 0;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String words = "Java " + System.getProperty("java.version") + " in " + System.getProperty("java.home");
        return version >= 17
                ? new Finding(Level.GOOD, words)
                : new Finding(Level.BAD, words + ": install Java 17 or newer and point JAVA_HOME to it");
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores >= 2
                ? new Finding(Level.GOOD, cores + " processor cores")
                : new Finding(Level.WARNING, "1 processor core: it works, but slowly");
    }

    private static Finding memory() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            return new Finding(Level.WARNING, "the memory cannot be measured on this Java");
        }
        long total = system.getTotalMemorySize();
        String words = String.format(java.util.Locale.ROOT, "%.1f GiB memory", total / (double) (1 << 30));
        return total >= MEMORY_NEEDED
                ? new Finding(Level.GOOD, words)
                : new Finding(Level.WARNING, words + ": service and two workers want 3; there will be fewer workers");
    }

    private static Finding built() {
        try {
            Installation installation = Installation.ofThisProcess();
            for (String module : List.of("migrations", "service", "worker")) {
                if (!Files.exists(installation.jar(module))) {
                    return new Finding(
                            Level.BAD, installation.jar(module) + " is missing: run ./cairn, which builds it");
                }
            }
            return new Finding(Level.GOOD, "built in " + installation.home());
        } catch (Failure e) {
            return new Finding(Level.BAD, e.getMessage());
        }
    }

    private static Finding port() {
        return Ports.isFree(PORT)
                ? new Finding(Level.GOOD, "port " + PORT + " is free")
                : new Finding(
                        Level.WARNING,
                        "port " + PORT + " is taken: stop who has it, or give ./cairn dev another with --port");
    }

    private static Finding writable(String what, Path folder, String variable) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".doctor-", ".try"));
            return new Finding(Level.GOOD, what + " " + folder + " can be written");
        } catch (IOException e) {
            return new Finding(
                    Level.BAD, what + " " + folder + " cannot be written: set " + variable + " to one that can");
        }
    }

    private static Finding postgres(Folders folders) {
        try {
            PostgresServer.tryOut(folders.cache());
            return new Finding(Level.GOOD, "embedded Postgres starts and stops");
        } catch (Failure | UncheckedIOException e) {
            return new Finding(Level.BAD, "embedded Postgres: " + e.getMessage());
        }
    }
}
