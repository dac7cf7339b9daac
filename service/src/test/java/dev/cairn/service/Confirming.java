package dev.cairn.service;

import static dev.cairn.service.Fixtures.name;

import dev.cairn.api.dataset.DatasetView;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Studies with a sealed test part, for tests of their end. */
public final class Confirming {
    private Confirming() {}

    /** A small data set's address; the same each time. */
    public static String dataset(CairnClient client) {
        try {
            Path csv = Files.createTempFile("series", ".csv");
            try {
                Files.writeString(csv, series("any"));
                return client.datasets().upload("any", csv).address();
            } finally {
                Files.delete(csv);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String series(String name) {
        return "date,y\n"
                + IntStream.range(0, 80)
                        .mapToObj(i -> LocalDate.of(2024, 1, 1).plusDays(i) + "," + (i + name.hashCode() % 1000))
                        .collect(Collectors.joining("\n"));
    }

    /**
     * A new study of a forecasting task with a test part.
     *
     * @param rest JSON to add, such as {@code "seed": 7,}
     */
    public static StudyView create(CairnClient client, Path folder, int trials, String rest) throws IOException {
        String name = name();
        Path csv = folder.resolve(name + ".csv");
        Files.writeString(csv, series(name));
        DatasetView dataset = client.datasets().upload(name, csv);
        return client.studies().create("""
                {"name": "%s", %s "task": {"type": "FORECASTING", "dataset": "%s", "time": "date", "targets": ["y"],
                    "split": {"type": "CHRONOLOGICAL", "validation": 0.2, "test": 0.2}},
                 "space": {"parameters": [{"name": "units", "type": "INTEGER", "low": 4, "high": 320}]},
                 "objectives": [{"metric": "validation.rmse"}], "budget": {"trials": %d}}
                """.formatted(name, rest, dataset.address(), trials));
    }

    public static LeaseRequest request(StudyView study) {
        var worker = new WorkerInfo("trainer", List.of("FORECASTING"), "cpu");
        return new LeaseRequest(UUID.randomUUID(), worker, study.id(), Duration.ZERO);
    }

    public static Optional<Lease> next(CairnClient client, StudyView study) {
        return client.leases().take(request(study));
    }

    /** All that can be leased now. */
    static List<Lease> all(CairnClient client, StudyView study) {
        return Stream.generate(() -> next(client, study))
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static Outcome scored(Map<String, Double> metrics) {
        return new Outcome(Result.COMPLETED, null, metrics, null, null, null, null);
    }

    public static Outcome scored(double rmse) {
        return scored(Map.of("validation.rmse", rmse));
    }
}
