package dev.cairn.client.worker;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.NoWork;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.client.CairnClient;
import dev.cairn.client.LeaseAnswer;
import dev.cairn.client.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks for a trial, runs it, asks again; goes on when the service is away. */
final class Slot {
    private final CairnClient client;
    private final Asking asking;
    private final Trainer<Lease> trainer;
    private final Supplier<Duration> before;
    private final boolean untilTheEnd;
    private final Path folder;
    private final Attempt.Times times;
    private final StopSignal stopping;
    private final Patience patience;
    private volatile boolean busy;
    private boolean over;

    /**
     * @param before is asked before each question: how long to wait before it is asked again; zero to go on
     * @param untilTheEnd whether to leave when the study has ended
     */
    Slot(
            CairnClient client,
            Asking asking,
            Trainer<Lease> trainer,
            Supplier<Duration> before,
            boolean untilTheEnd,
            Path folder,
            Attempt.Times times,
            StopSignal stopping) {
        this.client = client;
        this.asking = asking;
        this.trainer = trainer;
        this.before = before;
        this.untilTheEnd = untilTheEnd;
        this.folder = folder;
        this.times = times;
        this.stopping = stopping;
        this.patience = new Patience(stopping, () -> false);
    }

    /** Whether there is a trial at hand. */
    boolean isBusy() {
        return busy;
    }

    /** @throws ProblemException if the service refuses this worker for good */
    void run() throws InterruptedException, IOException {
        Optional<Lease> next = Optional.empty();
        // One that came with the last outcome is given back if the worker must stop.
        while (next.isPresent() || !stopping.isSet() && !over) {
            Optional<Lease> lease = next.isPresent() ? next : lease();
            busy = lease.isPresent();
            next = lease.isPresent()
                    ? new Attempt(client, lease.get(), asking, trainer, folder, times, stopping).run()
                    : Optional.empty();
            busy = next.isPresent();
        }
    }

    private Optional<Lease> lease() throws InterruptedException {
        Duration pause = before.get();
        if (!pause.isZero()) {
            stopping.pause(pause);
            return Optional.empty();
        }
        try {
            long asked = System.nanoTime();
            Optional<LeaseAnswer> answer =
                    patience.insist("ask for a trial", () -> client.leases().ask(asking.waiting()));
            if (answer.isPresent() && answer.get().lease().isEmpty()) {
                Optional<NoWork> why = answer.get().why();
                over = untilTheEnd && why.isPresent() && why.get() == NoWork.STUDY_ENDED;
                // The service held the call open as long as it could, or says how long to stay away.
                Duration held = Duration.ofNanos(System.nanoTime() - asked);
                boolean wait = !over && held.compareTo(asking.hold()) < 0;
                stopping.pause(wait ? answer.get().retryAfter() : Duration.ZERO);
            }
            return asking.answered(answer.flatMap(LeaseAnswer::lease));
        } catch (ProblemException e) {
            if (e.code() == ProblemCode.REQUEST_REUSED) {
                asking.forget();
                return Optional.empty();
            }
            throw e;
        }
    }
}
