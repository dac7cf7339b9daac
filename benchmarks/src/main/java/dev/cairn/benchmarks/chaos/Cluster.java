package dev.cairn.benchmarks.chaos;

import dev.cairn.benchmarks.server.MigratedPostgres;
import dev.cairn.cli.local.RunFolder;
import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Installation;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Ports;
import dev.cairn.cli.process.Watchdog;
import dev.cairn.client.CairnClient;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Postgres, services and workers as processes of their own on loopback, which can be killed and started again. */
final class Cluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
    /** Short, so that a killed worker's trial soon goes to another. */
    private static final Map<String, String> SETTINGS = Map.of(
            "CAIRN_LEASE_DURATION", "PT3S",
            "CAIRN_SWEEP_INTERVAL", "PT0.5S",
            "CAIRN_LOOK_INTERVAL", "PT1S");

    private final Installation installation = Installation.ofThisProcess();
    private final Watchdog watchdog = new Watchdog();
    private final RunFolder run = RunFolder.temporary();
    private final Path logs = run.folder("logs");
    private final List<Part> parts = new ArrayList<>();
    private final List<URI> services = new ArrayList<>();
    private final List<Journal> journals = new ArrayList<>();
    private final MigratedPostgres postgres;

    /** Something that can be killed and started again. */
    interface Part extends AutoCloseable {
        /** Its kind, such as a worker. */
        String kind();

        void kill();

        void startAgain();

        @Override
        void close();
    }

    Cluster() {
        watchdog.deleteAfterwards(run.path());
        try {
            postgres = MigratedPostgres.start(installation, run, QUICK_START, watchdog);
            parts.add(new Database());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private final class Database implements Part {
        @Override
        public String kind() {
            return "Postgres";
        }

        @Override
        public void kill() {
            postgres.kill();
        }

        @Override
        public void startAgain() {
            postgres.startAgain();
        }

        @Override
        public void close() {
            postgres.close();
        }
    }

    private static final class Program implements Part {
        private final String kind;
        private Child child;

        Program(String kind, Child child) {
            this.kind = kind;
            this.child = child;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public void kill() {
            child.kill();
        }

        @Override
        public void startAgain() {
            child = child.again();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    void startServices(int number) {
        for (int i = 1; i <= number; i++) {
            int port = Ports.free();
            var settings = new HashMap<>(SETTINGS);
            settings.putAll(postgres.forService(port));
            var command = installation.java("service", QUICK_START, "dev.cairn.service.CairnService");
            start("service", "service-" + i, command, settings);
            services.add(URI.create("http://127.0.0.1:" + port));
        }
        boolean up = Pause.until(
                () -> services.stream()
                        .allMatch(url -> CairnClient.builder()
                                .url(url)
                                .retryFor(Duration.ZERO)
                                .build()
                                .isUp()),
                LIMIT);
        if (!up) {
            throw new IllegalStateException("the services were not ready in time; their logs are in " + logs);
        }
    }

    void startWorkers(int number, long steps, Duration stepTime) {
        for (int i = 1; i <= number; i++) {
            String name = "worker-" + i;
            var journal = new Journal(run.path().resolve(name + ".journal"));
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(QUICK_START);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), CheapWorker.class.getName(), name));
            command.addAll(List.of("" + steps, "" + stepTime.toMillis(), "" + journal.file()));
            services.forEach(url -> command.add(url.toString()));
            start("worker", name, command, Map.of());
            journals.add(journal);
        }
    }

    private void start(String kind, String name, List<String> command, Map<String, String> environment) {
        var plan = new Child.Plan(name, command, environment, logs.resolve(name + ".log"));
        parts.add(new Program(kind, Child.start(plan, watchdog)));
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    List<Journal> journals() {
        return List.copyOf(journals);
    }

    CairnClient client() {
        return CairnClient.builder().url(services.get(0)).build();
    }

    Connection database() throws SQLException {
        return postgres.asOwner();
    }

    /** Ends what was started last first. */
    @Override
    public void close() {
        IntStream.range(0, parts.size())
                .mapToObj(i -> parts.get(parts.size() - 1 - i))
                .forEach(Part::close);
        run.delete();
        watchdog.close();
    }
}
