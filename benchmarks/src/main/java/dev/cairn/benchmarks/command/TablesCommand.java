package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.BigTables;
import dev.cairn.benchmarks.server.Cycle;
import dev.cairn.benchmarks.server.HandoverWorker;
import dev.cairn.benchmarks.server.HttpWorker;
import dev.cairn.benchmarks.server.Load;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.RawHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "tables",
        description = {
            "Measures how long calls take with many trials in the tables, asked by one client of a service and a durable Postgres "
                    + "of its own. A fifth of the trials is in one study, which is asked for; one in twenty is queued.",
        })
final class TablesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
    private long trials;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "each (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "10",
            description = "seconds for each (${DEFAULT-VALUE})")
    private int warmUp;

    @Override
    public Integer call() {
        try (MeasuredService service = MeasuredService.start(Map.of())) {
            var tables = new BigTables(service, trials);
            String study = "/api/v1/studies/" + tables.largest();
            var calls = new LinkedHashMap<String, Load.Hire>();
            calls.put("claim", number -> new HandoverWorker(new HttpWorker(service, tables.largest(), number)));
            calls.put("best trial", number -> new Asking(service, study + "/best"));
            calls.put("first page", number -> new Asking(service, study + "/trials"));
            calls.put(
                    "deep page", number -> new Asking(service, study + "/trials?cursor=" + cursor(trials / 5 - 1000)));
            calls.forEach((name, call) -> {
                Load.of(1, Duration.ofSeconds(warmUp), call);
                Load load = Load.of(1, Duration.ofSeconds(seconds), call);
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%-12s %6d calls  p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms%n",
                                name,
                                load.nanos().length,
                                load.quantile(0.5),
                                load.quantile(0.99),
                                load.quantile(1));
            });
        }
        return 0;
    }

    /** As the service writes it. */
    private static String cursor(long after) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("after:" + after).getBytes(StandardCharsets.US_ASCII));
    }

    /** Gets the same again and again. */
    private record Asking(RawHttp http, String path) implements Cycle {
        Asking(MeasuredService service, String path) {
            this(service.http(), path);
        }

        @Override
        public void run() {
            http.get(path).ok();
        }

        @Override
        public void close() {
            http.close();
        }
    }
}
