package dev.cairn.client.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.client.Study;
import dev.cairn.search.Rules;
import dev.cairn.search.space.Point;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a worker is told. All but the trainer has a default. */
public final class WorkerBuilder {
    private static final int MOST_SLOTS = 1000;
    private static final Duration HOLD = Duration.ofSeconds(20);
    /** A question that is held open does not hear of its study's end. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final CairnClient client;
    private @Nullable Trainer<Lease> trainer;
    private @Nullable Long study;
    private boolean untilTheEnd;
    private int slots = 1;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"), "cairn-worker");
    private Duration grace = Duration.ofSeconds(8);
    private Duration checkpointInterval = Duration.ofSeconds(30);
    private Supplier<Duration> before = () -> Duration.ZERO;
    private Supplier<WorkerInfo> info;

    WorkerBuilder(CairnClient client) {
        // The loop has a patience of its own, which knows when the worker must stop.
        this.client = client.withoutRetries();
        String name = defaultName();
        this.info = () -> new WorkerInfo(name, null, null);
    }

    /** Host name and process id. */
    public static String defaultName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "worker";
        }
        return host.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "") + "-"
                + ProcessHandle.current().pid();
    }

    /** Trials of this study only. */
    public WorkerBuilder study(long id) {
        study = id;
        return this;
    }

    /**
     * Likewise, by its name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public WorkerBuilder study(String name) {
        StudyView found = client.studies()
                .named(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no study '" + name + "'"));
        return study(found.id());
    }

    /** Likewise. */
    public WorkerBuilder study(Study handle) {
        return study(handle.id());
    }

    /** {@link Worker#run} returns once the one study has ended. Otherwise it waits: a larger budget reopens a study. */
    public WorkerBuilder untilTheEnd() {
        untilTheEnd = true;
        return this;
    }

    /** Trains the points as they come. */
    public WorkerBuilder trainer(Trainer<Point> points) {
        trainer = (lease, trial) -> points.train(lease.point(), trial);
        return this;
    }

    /**
     * Trains points bound to a record.
     *
     * @throws dev.cairn.search.InvalidValueException if the record is no search space
     */
    public <H extends Record> WorkerBuilder trainer(Class<H> hyperparameters, Trainer<H> of) {
        return trainer(Trainer.of(hyperparameters, of));
    }

    /** How many trials at a time, each on a thread of its own; 1 unless told otherwise. */
    public WorkerBuilder slots(int count) {
        slots = count;
        return this;
    }

    /** Unique among workers; with several slots the slot's number is added. Host name and process id unless told otherwise. */
    public WorkerBuilder name(String name) {
        return describedBy(() -> new WorkerInfo(name, null, null));
    }

    /** Who asks and what it can do, asked before each question. */
    public WorkerBuilder describedBy(Supplier<WorkerInfo> description) {
        info = description;
        return this;
    }

    /** For scratch files; workers may share it. In the temporary folder unless told otherwise. */
    public WorkerBuilder directory(Path folder) {
        directory = folder;
        return this;
    }

    /** How long a worker that must stop takes at most to give its trials back; 8 s unless told otherwise, as Docker kills after 10. */
    public WorkerBuilder grace(Duration time) {
        grace = time;
        return this;
    }

    /** At least so long between two uploads of checkpoints; half a minute unless told otherwise. */
    public WorkerBuilder checkpointInterval(Duration time) {
        checkpointInterval = time;
        return this;
    }

    /** Called before each question: how long to wait before it is called again; zero to go on and ask. */
    public WorkerBuilder before(Supplier<Duration> readiness) {
        before = readiness;
        return this;
    }

    /** @throws dev.cairn.search.InvalidValueException naming everything that makes no sense */
    public Worker build() {
        Trainer<Lease> given = trainer;
        int count = slots;
        var rules = new Rules();
        rules.present(given, "trainer");
        rules.check(
                count >= 1 && count <= MOST_SLOTS,
                "/slots",
                () -> "slots must be in [1, " + MOST_SLOTS + "] but was " + count);
        rules.check(!untilTheEnd || study != null, "/study", () -> "study is required, to work until the end of one");
        rules.check(
                !grace.isNegative() && !grace.isZero(), "/grace", () -> "grace must be above PT0S but was " + grace);
        rules.check(
                !checkpointInterval.isNegative(),
                "/checkpointInterval",
                () -> "checkpointInterval must not be negative but was " + checkpointInterval);
        rules.hold();
        var stopping = new StopSignal();
        List<Slot> all = IntStream.rangeClosed(1, count)
                .mapToObj(number -> slot(Objects.requireNonNull(given), number, stopping))
                .toList();
        return new Worker(all, stopping, grace);
    }

    private Slot slot(Trainer<Lease> of, int number, StopSignal stopping) {
        Supplier<WorkerInfo> described = info;
        Supplier<WorkerInfo> one = slots == 1 ? described : () -> numbered(described.get(), number);
        return new Slot(
                client,
                new Asking(one, study, untilTheEnd ? GLANCE : HOLD),
                of,
                before,
                untilTheEnd,
                directory.resolve("scratch").resolve(one.get().name().replace(':', '-')),
                new Attempt.Times(grace, checkpointInterval),
                stopping);
    }

    private static WorkerInfo numbered(WorkerInfo worker, int number) {
        return new WorkerInfo(
                worker.name() + "-" + number,
                worker.tasks(),
                worker.backend(),
                worker.memoryMebibytes(),
                worker.deviceMemoryMebibytes());
    }
}
