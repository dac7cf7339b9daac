package dev.cairn.benchmarks.command;

import dev.cairn.api.access.Role;
import dev.cairn.api.access.TokenRequest;
import dev.cairn.benchmarks.latency.Machine;
import dev.cairn.benchmarks.run.Json;
import dev.cairn.benchmarks.server.BareWorker;
import dev.cairn.benchmarks.server.HandoverWorker;
import dev.cairn.benchmarks.server.HttpWorker;
import dev.cairn.benchmarks.server.Load;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.OptunaWorkers;
import dev.cairn.benchmarks.server.ProcessorTime;
import dev.cairn.benchmarks.server.WorkQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "queue",
        description = {
            "Measures how many trials a second workers can lease and complete, with a service and a durable Postgres of its own.",
            "bare: the limit, the service's own claim and outcome statements through JDBC, a connection a worker. "
                    + "separate: two HTTP calls. handover: the outcome and the next lease in one. random: two calls where no trial is queued, so that each lease needs a suggestion. "
                    + "optuna: study.ask and study.tell of Optuna's RDBStorage on the same Postgres, a process a worker.",
            "The ways take turns in every round; a ratio compares two ways of one round, and the median of the rounds is told. "
                    + "All share this machine's processors."
        })
final class QueueCommand implements Callable<Integer> {
    /** What the limit is called. */
    private static final String LIMIT = "bare";

    private static final int QUEUED = 20_000;
    private static final int WARM_UP_WORKERS = 8;
    private static final int SLICE_SECONDS = 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workers",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,8,32,64",
            description = "${DEFAULT-VALUE}")
    private List<Integer> workers = new ArrayList<>();

    @Option(
            names = "--ways",
            split = ",",
            paramLabel = "WAY",
            defaultValue = "bare,separate,handover,random",
            description = "${DEFAULT-VALUE}; also optuna")
    private List<String> ways = new ArrayList<>();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "each (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--rounds", paramLabel = "R", defaultValue = "5", description = "${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "15",
            description = "seconds for each way (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "python3",
            description = "with optuna and psycopg2 (${DEFAULT-VALUE})")
    private String python = "";

    @Option(
            names = "--callers",
            paramLabel = "WHO",
            defaultValue = "ANYBODY",
            description =
                    "how workers are known: ${COMPLETION-CANDIDATES}: not at all, by the token that is set in the service's environment, or by one that was made (${DEFAULT-VALUE})")
    private Callers callers = Callers.ANYBODY;

    @Option(names = "--json", paramLabel = "FILE", description = "where results are appended, a line for each")
    private @Nullable Path json;

    private enum Callers {
        ANYBODY,
        ENVIRONMENT,
        DATABASE;

        private static final String ADMIN = "benchmark-admin-benchmark-admin-benchmark";
        private static final String WORKER = "benchmark-worker-benchmark-worker-benchmark";

        Map<String, String> environment() {
            return this == ANYBODY ? Map.of() : Map.of("CAIRN_ADMIN_TOKEN", ADMIN, "CAIRN_WORKER_TOKEN", WORKER);
        }

        void introduce(MeasuredService service) {
            if (this == ENVIRONMENT) {
                service.callAs(WORKER);
            } else if (this == DATABASE) {
                service.callAs(service.client()
                        .access()
                        .createToken(new TokenRequest("fleet", Role.WORKER, null, null))
                        .secret());
            }
        }
    }

    /**
     * One way with so many workers in one round.
     *
     * @param spent processor time of a lease and its outcome, in milliseconds; null where the system does not tell
     */
    private record Result(
            String version,
            Machine machine,
            String way,
            Callers callers,
            int workers,
            int round,
            double perSecond,
            double p50,
            double p99,
            @Nullable ProcessorTime spent) {}

    private interface Way {
        Load run(int workers, Duration time);
    }

    @Override
    public Integer call() throws IOException {
        try (MeasuredService service = MeasuredService.start(callers.environment())) {
            callers.introduce(service);
            var queue = new WorkQueue(service, "queue");
            queue.fill(QUEUED);
            BareWorker.Sent sent = BareWorker.Sent.watch(service, queue.study());
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "A lease is %d statements, an outcome %d.%n",
                            sent.lease().size(),
                            sent.outcome().size());
            Map<String, Way> all = ways(service, queue, sent);
            for (String way : ways) {
                if (!all.containsKey(way)) {
                    throw new IllegalArgumentException("there is no way '" + way + "' but " + all.keySet());
                }
            }
            // In slices, so that the queue does not run dry.
            for (int warm = 0; warm < warmUp; warm += SLICE_SECONDS) {
                for (String way : ways) {
                    queue.fill(QUEUED);
                    all.get(way).run(WARM_UP_WORKERS, Duration.ofSeconds(Math.min(SLICE_SECONDS, warmUp - warm)));
                }
            }
            for (int number : workers) {
                measure(service, number, all, queue);
            }
        }
        return 0;
    }

    private Map<String, Way> ways(MeasuredService service, WorkQueue queue, BareWorker.Sent sent) {
        var fresh = new WorkQueue(service, "random");
        var optuna = new OptunaWorkers(service, python);
        var all = new LinkedHashMap<String, Way>();
        all.put(LIMIT, (n, time) -> Load.of(n, time, number -> new BareWorker(service, sent, number)));
        all.put("separate", (n, time) -> Load.of(n, time, number -> new HttpWorker(service, queue.study(), number)));
        all.put(
                "handover",
                (n, time) ->
                        Load.of(n, time, number -> new HandoverWorker(new HttpWorker(service, queue.study(), number))));
        all.put("random", (n, time) -> Load.of(n, time, number -> new HttpWorker(service, fresh.study(), number)));
        all.put("optuna", optuna::run);
        return all;
    }

    private void measure(MeasuredService service, int number, Map<String, Way> all, WorkQueue queue)
            throws IOException {
        var results = new LinkedHashMap<String, List<Result>>();
        var order = new ArrayList<>(ways);
        for (int round = 1; round <= rounds; round++) {
            for (String way : order) {
                queue.fill(QUEUED);
                queue.settle();
                Optional<ProcessorTime> before = ProcessorTime.now(service);
                Load load = all.get(way).run(number, Duration.ofSeconds(seconds));
                ProcessorTime spent = before.flatMap(
                                then -> ProcessorTime.now(service).map(now -> now.since(then)))
                        .map(time -> time.each(load.perSecond() * seconds))
                        .orElse(null);
                var result = new Result(
                        System.getProperty("cairn.version", "unknown"),
                        Machine.here(),
                        way,
                        callers,
                        number,
                        round,
                        load.perSecond(),
                        load.quantile(0.5),
                        load.quantile(0.99),
                        spent);
                results.computeIfAbsent(way, key -> new ArrayList<>()).add(result);
                append(result);
            }
            Collections.rotate(order, 1);
        }
        results.forEach((way, measured) -> spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%3d workers  %-10s %8.1f a second  %6.2f of %s  p50 %7.2f ms  p99 %7.2f ms%s%n",
                        number,
                        way,
                        median(measured.stream().map(Result::perSecond).toList()),
                        median(ratios(measured, results.getOrDefault(LIMIT, measured))),
                        LIMIT,
                        median(measured.stream().map(Result::p50).toList()),
                        median(measured.stream().map(Result::p99).toList()),
                        processors(measured)));
    }

    /** Of each program, the medians of the rounds. */
    private static String processors(List<Result> measured) {
        List<ProcessorTime> spent = new ArrayList<>();
        for (Result result : measured) {
            if (result.spent() != null) {
                spent.add(result.spent());
            }
        }
        return spent.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  processor ms: load %.2f, service %.2f, Postgres %.2f",
                        median(spent.stream().map(ProcessorTime::load).toList()),
                        median(spent.stream().map(ProcessorTime::service).toList()),
                        median(spent.stream().map(ProcessorTime::postgres).toList()));
    }

    private static List<Double> ratios(List<Result> measured, List<Result> limit) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < measured.size(); i++) {
            ratios.add(measured.get(i).perSecond() / limit.get(i).perSecond());
        }
        return ratios;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private void append(Result result) throws IOException {
        if (json != null) {
            byte[] line = (Json.MAPPER.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(json, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
