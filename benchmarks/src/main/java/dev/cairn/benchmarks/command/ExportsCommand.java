package dev.cairn.benchmarks.command;

import dev.cairn.benchmarks.server.BigTables;
import dev.cairn.benchmarks.server.Download;
import dev.cairn.benchmarks.server.Heap;
import dev.cairn.benchmarks.server.MeasuredService;
import dev.cairn.benchmarks.server.WorkQueue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "exports",
        description = {
            "Reads all trials of a study as CSV and as NDJSON, compressed, whole and with fewer columns and digits; then those of a "
                    + "far larger study, and looks at the service's heap of 512 MiB in the middle of each stream."
        })
final class ExportsCommand implements Callable<Integer> {
    private static final List<String> WAYS = List.of(
            "format=csv",
            "format=csv&digits=6",
            "format=csv&columns=number,score,point&digits=6",
            "format=csv&columns=number,score",
            "format=ndjson");
    private static final List<String> STREAMS = List.of("format=csv", "format=ndjson");

    @Spec
    private CommandSpec spec;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "10000", description = "${DEFAULT-VALUE}")
    private int trials;

    @Option(
            names = "--stream",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "trials of the large study (${DEFAULT-VALUE})")
    private int stream;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3",
            description = "readings of each kind before the one that is timed (${DEFAULT-VALUE})")
    private int warmUp;

    private void line(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
        spec.commandLine().getOut().flush();
    }

    @Override
    public Integer call() {
        try (MeasuredService service = MeasuredService.start(Map.of())) {
            long small = seeded(service, "small", trials);
            for (String way : WAYS) {
                Download download = null;
                for (int i = 0; i <= warmUp; i++) {
                    download = Download.of(url(service, small, way), 0, () -> {});
                }
                line(
                        "%d trials, %s: %,d bytes, %,d compressed, %.2f s",
                        trials, way, download.bytes(), download.compressed(), download.seconds());
            }
            long large = seeded(service, "large", stream);
            line("heap before: %d MiB after collecting", Heap.of(service.pid()).liveMebibytes());
            for (String way : STREAMS) {
                // By then most of what would be kept has been sent.
                Download download = Download.of(
                        url(service, large, way),
                        stream * 9L / 10,
                        () -> line(
                                "heap when nine tenths have come: %d of %d MiB after collecting",
                                Heap.of(service.pid()).liveMebibytes(),
                                Heap.of(service.pid()).limitMebibytes()));
                line(
                        "%d trials, %s: %,d lines, %,d bytes, %,d compressed, %.1f s with a look at the heap",
                        stream, way, download.lines(), download.bytes(), download.compressed(), download.seconds());
            }
        }
        return 0;
    }

    private static long seeded(MeasuredService service, String name, int trials) {
        long study = new WorkQueue(service, name).study();
        BigTables.seed(service, study, trials);
        service.execute("vacuum (analyze)", "checkpoint");
        return study;
    }

    private static String url(MeasuredService service, long study, String query) {
        return "http://127.0.0.1:" + service.port() + "/api/v1/studies/" + study + "/trials?" + query;
    }
}
