package dev.cairn.browser;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.client.CairnClient;
import dev.cairn.search.space.Point;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Trials with all that a trial can have: losses, gradients, logs, models, attempts that failed. What ran is what a worker sends. */
final class Trainings {
    /** Whoever reads this as HTML says so in the title. */
    static final String PAYLOAD =
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private static final int EPOCHS = 14;
    private static final byte[] MODEL = "a model".getBytes(StandardCharsets.UTF_8);

    private final CairnClient client;

    Trainings(CairnClient client) {
        this.client = client;
    }

    /** Suggested by a model from the sixth trial on; its third trial failed, of text that nobody should trust. */
    StudyView modelled(String name, int trials, int begun) {
        StudyView study = client.studies().create("""
                {"name": "%s", "labels": {"team": "research"}, "seed": 7, "sampler": {"type": "GAUSSIAN_PROCESS"},
                 "retry": {"CRASHED": 0}, "objectives": [{"metric": "validation.loss"}], "budget": {"trials": %d},
                 "space": {"parameters": [
                   {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
                   {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
                   {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "SGD", "%s"]},
                   {"name": "momentum", "type": "REAL", "low": 0.0, "high": 0.99, "when": {"optimizer": ["SGD"]}}]}}
                """.formatted(name, trials, PAYLOAD.replace("\"", "\\\"")));
        for (int i = 0; i < begun; i++) {
            run(lease(study, i), i);
        }
        return client.studies().get(study.id());
    }

    Lease lease(StudyView study, int worker) {
        var info = new WorkerInfo("node-" + worker % 3, null, worker % 3 == 0 ? "cuda-12.9" : "cpu", 8192);
        return client.leases()
                .take(new LeaseRequest(UUID.randomUUID(), info, study.id(), Duration.ofSeconds(20)))
                .orElseThrow();
    }

    void run(Lease lease, int number) {
        double level = loss(lease.point());
        client.leases().report(lease, new Report(points(EPOCHS / 2, level), log(EPOCHS / 2)));
        if (number == 2) {
            client.leases()
                    .finish(
                            lease,
                            new Outcome(
                                    Result.FAILED, FailureCause.CRASHED, null, null, null, PAYLOAD, log(7) + PAYLOAD));
            return;
        }
        client.leases().report(lease, new Report(points(EPOCHS, level), log(EPOCHS)));
        String digest = digest(MODEL);
        client.blobs().put(digest, MODEL);
        Map<String, Double> metrics = Map.of(
                "validation.loss", level, "bestEpoch", 12.0, "memory.peak.mebibytes", 612.0, "parameters", 41_217.0);
        client.leases()
                .finish(
                        lease,
                        new Outcome(
                                Result.COMPLETED,
                                null,
                                metrics,
                                null,
                                Map.of(Outcome.BlobKind.MODEL, digest),
                                null,
                                log(EPOCHS)));
    }

    /** A bowl around a rate of 0.003 and many units. */
    static double loss(Point point) {
        double rate = ((Number) point.values().get("learningRate")).doubleValue();
        double units = ((Number) point.values().get("units")).doubleValue();
        return 0.4
                + 0.2 * Math.pow(Math.log10(rate) + 2.5, 2)
                + 8 / units
                + ("SGD".equals(point.values().get("optimizer")) ? 0.15 : 0);
    }

    private static List<Measurement> points(int to, double level) {
        List<Measurement> points = new ArrayList<>();
        for (long step = 1; step <= to; step++) {
            double fall = Math.exp(-step / 3.0);
            points.add(new Measurement(
                    step,
                    Map.of(
                            "train.loss", level * (0.8 + 2 * fall),
                            "validation.loss", level * (1 + 1.8 * fall) + 0.004 * step,
                            "gradientNorm.recurrent1", 0.4 * fall + 0.01,
                            "gradientNorm.recurrent2", 0.9 * fall + 0.02,
                            "gradientNorm.output", 1.8 * fall + 0.05,
                            "seconds", 1.7 * step)));
        }
        return points;
    }

    private static String log(int to) {
        var text = new StringBuilder();
        for (int epoch = 1; epoch <= to; epoch++) {
            text.append("epoch ").append(epoch).append(" of ").append(EPOCHS).append(" ended\n");
        }
        return text.toString();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
