package dev.cairn.browser;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Studies to look at, made by the same calls that workers and people make. */
final class Seeds {
    private static final String SPACE = """
            "space": {"parameters": [
               {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
               {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
               {"name": "batchSize", "type": "ORDINAL", "values": [16, 32, 64, 128]},
               {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "RMSPROP", "SGD"]},
               {"name": "momentum", "type": "REAL", "low": 0.0, "high": 0.99, "when": {"optimizer": ["SGD"]}},
               {"name": "dropRate", "type": "REAL", "low": 0.0, "high": 0.6}]}
            """;
    private static final int EPOCHS = 12;

    private final CairnClient client;

    Seeds(TestService service) {
        client = service.client();
    }

    private static String spec(String name, int trials, String objectives) {
        return """
                {"name": "%s", "labels": {"team": "research"}, "seed": 7, "sampler": {"type": "RANDOM"}, %s,
                 "objectives": [%s], "budget": {"trials": %d, "parallel": 4}}
                """.formatted(name, SPACE, objectives, trials);
    }

    private static final String ONE = "{\"metric\": \"validation.rmse\"}";

    /** A study with a few ended trials and two that run, of which the second has just begun. */
    StudyView running(String name) {
        StudyView study = client.studies().create(spec(name, 40, ONE));
        for (int i = 0; i < 12; i++) {
            run(lease(study, i), i);
        }
        Lease first = lease(study, 0);
        report(first, 1, 5);
        report(lease(study, 1), 1, 1);
        return client.studies().get(study.id());
    }

    /** A study that has spent its budget; some of its trials were pruned, some could not be trained. */
    StudyView ended(String name, int trials) {
        StudyView study = client.studies().create(spec(name, trials, ONE));
        for (int i = 0; i < trials; i++) {
            run(lease(study, i), i);
        }
        return client.studies().get(study.id());
    }

    StudyView twoObjectives(String name, int trials) {
        StudyView study = client.studies()
                .create(spec(name, trials, ONE + ", {\"metric\": \"accuracy\", \"direction\": \"MAXIMIZE\"}"));
        importAll(study, trials);
        return client.studies().get(study.id());
    }

    /** A study of so many ended trials, brought in from a file. */
    StudyView many(String name, int trials) {
        StudyView study = client.studies().create(spec(name, trials, ONE));
        importAll(study, trials);
        return client.studies().get(study.id());
    }

    Lease lease(StudyView study, int worker) {
        return client.leases()
                .take(Fixtures.ask(study, "worker-" + worker % 4, Duration.ofSeconds(5)))
                .orElseThrow();
    }

    /** Points of a falling curve, from one step to another. */
    void report(Lease lease, int from, int to) {
        client.leases()
                .report(
                        lease,
                        new Report(points(from, to, 1 + lease.trialNumber() % 7 * 0.1), "epoch " + to + " ended"));
    }

    private static List<Measurement> points(int from, int to, double level) {
        List<Measurement> points = new ArrayList<>();
        for (long step = from; step <= to; step++) {
            double loss = level * (1 + 2 * Math.exp(-step / 3.0));
            points.add(new Measurement(step, Map.of("validation.rmse", loss, "train.loss", loss * 0.9)));
        }
        return points;
    }

    private void run(Lease lease, int number) {
        var random = new SplittableRandom(number);
        double level = 0.6 + random.nextDouble() * 2 / Math.sqrt(1 + number);
        boolean isPruned = number % 6 == 4;
        client.leases()
                .report(lease, new Report(points(1, isPruned ? 4 : EPOCHS, level), "epoch " + EPOCHS + " ended"));
        if (number % 11 == 7) {
            client.leases().finish(lease, Fixtures.ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        } else if (isPruned) {
            client.leases()
                    .finish(lease, new Outcome(Result.PRUNED, null, null, null, null, "others did better", null));
        } else {
            client.leases()
                    .finish(
                            lease,
                            new Outcome(
                                    Result.COMPLETED, null, Map.of("validation.rmse", level), null, null, null, null));
        }
    }

    private void importAll(StudyView study, int trials) {
        try {
            Path file = Files.createTempFile("cairn-seed", ".ndjson");
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                var random = new SplittableRandom(1);
                Instant begin = Instant.now().minusSeconds(trials * 10L);
                for (int number = 1; number <= trials; number++) {
                    out.write(line(number, begin.plusSeconds(number * 10L), random));
                    out.newLine();
                }
            }
            client.studies().importTrials(study.id(), file, "application/x-ndjson", false, false);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(int number, Instant at, SplittableRandom random) {
        double rate = Math.pow(10, -5 + 4 * random.nextDouble());
        int units = (int) Math.round(8 * Math.pow(32, random.nextDouble()));
        int batch = 16 << random.nextInt(4);
        String optimizer = List.of("ADAM", "RMSPROP", "SGD").get(random.nextInt(3));
        double drop = 0.6 * random.nextDouble();
        double rmse = 1
                + 0.4 * Math.pow(Math.log10(rate) + 2.5, 2)
                + 0.3 * Math.pow(drop - 0.2, 2)
                + 20.0 / units
                + (optimizer.equals("SGD") ? 0.3 : 0)
                + 0.1 * random.nextDouble();
        String momentum = optimizer.equals("SGD")
                ? String.format(Locale.ROOT, ", \"momentum\": %.4f", random.nextDouble(0.99))
                : "";
        String result = number % 9 == 0
                ? String.format(Locale.ROOT, "\"state\": \"PRUNED\", \"lastStep\": 4, \"lastValue\": %.5f", rmse * 1.5)
                : number % 31 == 0
                        ? "\"state\": \"INFEASIBLE\", \"cause\": \"DIVERGED\""
                        : String.format(
                                Locale.ROOT,
                                "\"state\": \"COMPLETED\", \"metrics\": {\"validation.rmse\": %.5f, \"accuracy\": %.5f}",
                                rmse,
                                1 / (1 + rmse * (0.4 + units / 256.0)));
        String attempt = String.format(
                "{\"number\": 1, \"state\": \"%s\"%s, \"worker\": \"worker-%d\", \"startedAt\": \"%s\", \"endedAt\": \"%s\"}",
                number % 31 == 0 && number % 9 != 0 ? "FAILED" : "SUCCEEDED",
                number % 31 == 0 && number % 9 != 0 ? ", \"cause\": \"DIVERGED\"" : "",
                number % 4,
                at,
                at.plusSeconds(8 + number % 30));
        return String.format(
                Locale.ROOT,
                "{\"type\": \"TRIAL\", \"number\": %d, %s, \"point\": {\"learningRate\": %.8f, \"units\": %d, \"batchSize\": %d,"
                        + " \"optimizer\": \"%s\", \"dropRate\": %.5f%s}, \"attempts\": [%s], \"createdAt\": \"%s\", \"endedAt\": \"%s\"}",
                number,
                result,
                rate,
                units,
                batch,
                optimizer,
                drop,
                momentum,
                attempt,
                at,
                at.plusSeconds(8 + number % 30));
    }
}
