package dev.cairn.benchmarks.chaos;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.Measurement;
import dev.cairn.cli.process.Pause;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/**
 * A worker as a process of its own that speaks the worker protocol and trains nothing. It sends each message to any of the
 * services until one answers, and some twice.
 */
public final class CheapWorker {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration HOLD = Duration.ofSeconds(2);
    /** Between two attempts to reach a service. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final double SHARE_SENT_TWICE = 0.1;

    private final String name;
    private final long steps;
    private final Duration stepTime;
    private final Journal journal;
    private final List<CairnClient> services;
    private final Random random = new Random();

    private CheapWorker(String name, long steps, Duration stepTime, Journal journal, List<CairnClient> services) {
        this.name = name;
        this.steps = steps;
        this.stepTime = stepTime;
        this.journal = journal;
        this.services = services;
    }

    /** Name, steps of a training, milliseconds of a step, the journal's file, the services' addresses. */
    public static void main(String[] arguments) {
        endWithParent();
        List<CairnClient> services = Arrays.stream(arguments)
                .skip(4)
                .map(url -> CairnClient.builder()
                        .url(url)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .timeout(TIMEOUT)
                        .retryFor(Duration.ZERO)
                        .build())
                .toList();
        var worker = new CheapWorker(
                arguments[0],
                Long.parseLong(arguments[1]),
                Duration.ofMillis(Long.parseLong(arguments[2])),
                new Journal(Path.of(arguments[3])),
                services);
        while (true) {
            worker.work();
        }
    }

    /** A parent that is killed cannot end us, but the pipe it held to our standard input breaks. */
    private static void endWithParent() {
        var watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever sent.
                }
            } catch (IOException e) {
                // It broke: the same as its end.
            }
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private void work() {
        var request = new LeaseRequest(UUID.randomUUID(), new WorkerInfo(name, null, null), null, HOLD);
        untilAnswered(service -> service.leases().take(request))
                .flatMap(lease -> lease)
                .ifPresent(this::train);
    }

    private void train(Lease lease) {
        for (long step = 1; step <= steps; step++) {
            Pause.of(stepTime);
            Measurement measured = CheapTraining.measurement(lease, step);
            var report = new Report(List.of(measured), null);
            if (untilAnswered(service -> service.leases().report(lease, report)).isEmpty()) {
                return;
            }
            journal.add(new Journal.Measured(
                    lease.attempt(), step, measured.metrics().get(CheapTraining.METRIC)));
        }
        Optional<Outcome.Answer> answer =
                untilAnswered(service -> service.leases().finish(lease, CheapTraining.outcome(lease, steps)));
        answer.ifPresent(given -> journal.add(
                new Journal.Ended(lease.attempt(), given.trial(), given.state().name())));
    }

    /** The answer of whichever service gives one; empty if this lease or request is over. */
    private <T> Optional<T> untilAnswered(Function<CairnClient, T> call) {
        while (true) {
            try {
                T answer = call.apply(any());
                if (random.nextDouble() < SHARE_SENT_TWICE) {
                    repeat(call, answer);
                }
                return Optional.of(answer);
            } catch (UncheckedIOException e) {
                Pause.of(PATIENCE);
            } catch (ProblemException e) {
                ProblemCode code = e.problem().code();
                if (code == ProblemCode.LEASE_SUPERSEDED || code == ProblemCode.REQUEST_REUSED) {
                    return Optional.empty();
                }
                if (code != ProblemCode.UNAVAILABLE) {
                    journal.addStrange(code + ": " + e.getMessage());
                }
                Pause.of(PATIENCE);
            }
        }
    }

    private <T> void repeat(Function<CairnClient, T> call, T answer) {
        try {
            T again = call.apply(any());
            if (answer instanceof Outcome.Answer && !again.equals(answer)) {
                journal.addStrange(answer + ", then " + again);
            }
        } catch (UncheckedIOException | ProblemException e) {
            // The first answer stands, whatever became of the second.
        }
    }

    private CairnClient any() {
        return services.get(random.nextInt(services.size()));
    }
}
