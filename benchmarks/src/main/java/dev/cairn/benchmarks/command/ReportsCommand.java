package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.Cycle;
import dev.cairn.benchmarks.server.HttpWorker;
import dev.cairn.benchmarks.server.Load;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.WorkQueue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reports",
        description = {
            "Measures how long a report takes while many workers report one step each in every interval, to a service and a "
                    + "durable Postgres of its own. The answer comes when the measurement is stored."
        })
final class ReportsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "200", description = "${DEFAULT-VALUE}")
    private int workers;

    @Option(names = "--interval", paramLabel = "S", defaultValue = "2", description = "seconds (${DEFAULT-VALUE})")
    private int interval;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "60", description = "${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "30", description = "seconds (${DEFAULT-VALUE})")
    private int warmUp;

    @Override
    public Integer call() {
        try (MeasuredService service = MeasuredService.start(Map.of())) {
            var queue = new WorkQueue(service, "reports");
            queue.fill(2L * workers);
            Load.Hire hire = number -> new Reporting(new HttpWorker(service, queue.study(), number));
            Duration pause = Duration.ofSeconds(interval);
            Load.of(workers, Duration.ofSeconds(warmUp), pause, hire);
            queue.settle();
            Load load = Load.of(workers, Duration.ofSeconds(seconds), pause, hire);
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%d workers, a report every %d s: %.1f a second  p50 %.2f ms  p99 %.2f ms  max %.2f ms%n",
                            workers,
                            interval,
                            load.perSecond(),
                            load.quantile(0.5),
                            load.quantile(0.99),
                            load.quantile(1));
        }
        return 0;
    }

    /** A trial that reports a further step each time. */
    private static final class Reporting implements Cycle {
        private final HttpWorker worker;
        private final HttpWorker.Held held;
        private long step;

        Reporting(HttpWorker worker) {
            this.worker = worker;
            this.held = worker.lease();
        }

        @Override
        public void run() {
            step++;
            worker.report(held, step);
        }

        @Override
        public void close() {
            worker.complete(held);
            worker.close();
        }
    }
}
