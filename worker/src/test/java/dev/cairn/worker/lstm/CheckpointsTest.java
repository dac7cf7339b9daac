package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Refit;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final Map<String, Object> POINT = Map.of(
            "units",
            6,
            "windowLength",
            5,
            "epochs",
            4,
            "learningRate",
            0.01,
            "batchSize",
            32,
            "dropRate",
            0.3,
            "layers",
            2);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTable() throws IOException {
        Files.writeString(folder.resolve("table.csv"), Trials.table(120, row -> Math.sin(row / 3.0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "RMSPROP", "NADAM", "AMSGRAD"})
    void aResumedTrainingContinuesTheSameCurveBitForBit(String optimizer) throws Exception {
        TrialOrder order = order(
                optimizer.equals("SGD")
                        ? Map.of("optimizer", optimizer, "l2", 1e-4, "momentum", 0.9)
                        : Map.of("optimizer", optimizer, "l2", 1e-4),
                7);
        Trials.Curve whole = assertResumesBitForBit(order, 2);
        // Nothing is left to resume after the last epoch.
        assertThat(whole.checkpoints).containsOnlyKeys(1L, 2L, 3L);
    }

    /**
     * Early stopping with the best weights, a falling rate, averaged weights: two seeds for each of two folds, of which some end
     * before others.
     */
    @ParameterizedTest
    @ValueSource(strings = {"EXPONENTIAL", "TAIL"})
    void allThatATrainingRemembersIsInItsCheckpoint(String averaging) throws Exception {
        var random = new SplittableRandom(3);
        Files.writeString(folder.resolve("table.csv"), Trials.table(60, row -> random.nextGaussian()));
        TrialOrder one = order(
                Map.of(
                        "layers", 1,
                        "epochs", 16,
                        "learningRate", 0.1,
                        "schedule", "PLATEAU",
                        "plateauPatience", 1,
                        "plateauFactor", 0.7,
                        "earlyStoppingPatience", 3,
                        "weightAveraging", averaging,
                        "seeds", 2),
                7);
        TrialOrder order = Trials.of(Trials.task(new TimeSplit.RollingOrigin(2, 0.15, null, 0.2, null)), one);
        var whole = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, whole);
        int last = whole.points.size() - 1;
        assertThat(last).isLessThan(15);
        byte[] model = Files.readAllBytes(folder.resolve("model.zip"));
        for (int step : List.of(2, last - 2, last)) {
            assertResumesBitForBit(order, step, whole, metrics, model);
        }
    }

    private Trials.Curve assertResumesBitForBit(TrialOrder order, int step) throws Exception {
        var whole = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, whole);
        assertResumesBitForBit(order, step, whole, metrics, Files.readAllBytes(folder.resolve("model.zip")));
        return whole;
    }

    /** All but what clocks and gauges tell: the rest of the curve, the final metrics, the model's bytes. */
    private void assertResumesBitForBit(
            TrialOrder order, int step, Trials.Curve whole, Map<String, Double> metrics, byte[] model)
            throws Exception {
        var rest = new Trials.Curve();
        Path checkpoint = whole.checkpoints.get((long) step);
        Map<String, Double> resumed = LstmTrial.run(Trials.resumed(order, checkpoint, step), rest);
        assertThat(rest.events()).containsExactly("goes on after epoch " + step + ", from a checkpoint");
        assertThat(numbers(rest)).isEqualTo(numbers(whole).subList(step, whole.points.size()));
        assertThat(Trials.numbers(resumed)).isEqualTo(Trials.numbers(metrics));
        assertThat(Files.readAllBytes(folder.resolve("model.zip"))).isEqualTo(model);
    }

    private static List<Map<String, Double>> numbers(Trials.Curve curve) {
        return curve.points.stream()
                .map(point -> Trials.numbers(point.metrics()))
                .toList();
    }

    @Test
    void theTimeOfEarlierAttemptsCounts() throws Exception {
        TrialOrder order = order(Map.of(), 7);
        var whole = new Trials.Curve();
        LstmTrial.run(order, whole);
        Path later = changed(
                whole.checkpoints.get(2L),
                entries -> with(entries, json(entries).replaceFirst("\"seconds\":[^,}]*", "\"seconds\":5000.5")));
        assertThat(LstmTrial.run(Trials.resumed(order, later, 2), new Trials.Curve())
                        .get("seconds"))
                .isBetween(5000.5, 5100.0);
    }

    @Test
    void aConfirmationResumesToo() throws Exception {
        TrialOrder order = Trials.order(folder, "table.csv", Purpose.CONFIRM, POINT, 7);
        var whole = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, whole);
        var rest = new Trials.Curve();
        assertThat(Trials.numbers(LstmTrial.run(Trials.resumed(order, whole.checkpoints.get(3L), 3), rest)))
                .isEqualTo(Trials.numbers(metrics));
        assertThat(rest.points).hasSize(1);
    }

    @Test
    void aRefitResumesWithAllItsSeeds() throws Exception {
        TrialOrder order = Trials.refit(
                Trials.order(folder, "table.csv", Purpose.CONFIRM, POINT, 7), new Refit(3, List.of(7L, 8L)));
        var whole = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, whole);
        Path checkpoint = whole.checkpoints.get(2L);
        var rest = new Trials.Curve();
        assertThat(Trials.numbers(LstmTrial.run(Trials.resumed(order, checkpoint, 2), rest)))
                .isEqualTo(Trials.numbers(metrics));
        assertThat(rest.points).hasSize(1);
        var other = new Trials.Curve();
        LstmTrial.run(Trials.resumed(Trials.refit(order, new Refit(3, List.of(7L, 9L))), checkpoint, 2), other);
        assertThat(other.notes.toString()).contains("is of another trial");
        assertThat(other.points).hasSize(3);
    }

    @Test
    void aCheckpointOfAnotherTrialIsNotUsed() throws Exception {
        assertBeginsAfresh(made(8), 2, "is of another trial");
    }

    @Test
    void aCheckpointOfAnotherEpochIsNotUsed() throws Exception {
        assertBeginsAfresh(made(7), 1, "is of epoch 2 but should be of epoch 1");
        Path finished = changed(made(7), entries -> with(entries, json(entries).replace("\"epoch\":2", "\"epoch\":4")));
        assertBeginsAfresh(finished, 4, "is of epoch 4 but should be of epoch 4 before 4");
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint.json, the file has only",
        "folds.bin, the file has only",
    })
    void aMissingEntryIsNotOverlooked(String name, String words) throws Exception {
        assertBeginsAfresh(
                changed(made(7), entries -> {
                    entries.remove(name);
                    return entries;
                }),
                2,
                words);
    }

    @Test
    void whatIsNoCheckpointIsNotUsed() throws Exception {
        Path made = made(7);
        Path none = Files.writeString(folder.resolve("none.zip"), "hello");
        assertBeginsAfresh(none, 2, "has only []");
        assertBeginsAfresh(folder.resolve("gone.zip"), 2, "NoSuchFileException");
        assertBeginsAfresh(
                changed(made, entries -> {
                    entries.put("updaterState.bin", new byte[10]);
                    return entries;
                }),
                2,
                "has no entry 'updaterState.bin'");
        for (int more : List.of(-4, 4)) {
            assertBeginsAfresh(
                    changed(made, entries -> {
                        byte[] folds = entries.get("folds.bin");
                        entries.put("folds.bin", Arrays.copyOf(folds, folds.length + more));
                        return entries;
                    }),
                    2,
                    more < 0 ? "folds end early" : "folds are more than 1");
        }
        // The first number is the epoch of the first fold.
        assertBeginsAfresh(
                changed(made, entries -> {
                    entries.get("folds.bin")[3] = 3;
                    return entries;
                }),
                2,
                "is of epoch 3 but the others of epoch 2");
        assertBeginsAfresh(
                changed(made, entries -> with(entries, json(entries).replace("\"format\":2", "\"format\":1"))),
                2,
                "format must be 2");
        assertBeginsAfresh(changed(made, entries -> with(entries, "null")), 2, "empty");
        assertBeginsAfresh(
                changed(made, entries -> {
                    entries.put("checkpoint.json", new byte[1 << 20]);
                    return entries;
                }),
                2,
                "unpacks to more than");
    }

    private void assertBeginsAfresh(Path file, long step, String words) throws Exception {
        TrialOrder order = order(Map.of(), 7);
        var whole = new Trials.Curve();
        LstmTrial.run(order, whole);
        var again = new Trials.Curve();
        LstmTrial.run(Trials.resumed(order, file, step), again);
        assertThat(again.events())
                .singleElement()
                .asString()
                .startsWith("begins afresh, because the checkpoint of epoch " + step + " cannot be used")
                .contains(words);
        assertThat(again.of("validation.rmse")).isEqualTo(whole.of("validation.rmse"));
    }

    /** A good checkpoint of the second epoch, kept under another name. */
    private Path made(long seed) throws Exception {
        var whole = new Trials.Curve();
        LstmTrial.run(order(Map.of(), seed), whole);
        return Files.copy(
                whole.checkpoints.get(2L),
                folder.resolve("good.zip"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private TrialOrder order(Map<String, Object> more, long seed) {
        var point = new HashMap<>(POINT);
        point.putAll(more);
        return Trials.order(folder, "table.csv", Purpose.SEARCH, point, seed);
    }

    private static String json(Map<String, byte[]> entries) {
        return new String(entries.get("checkpoint.json"), StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> with(Map<String, byte[]> entries, String json) {
        entries.put("checkpoint.json", json.getBytes(StandardCharsets.UTF_8));
        return entries;
    }

    private Path changed(Path file, UnaryOperator<Map<String, byte[]>> change) {
        var entries = new LinkedHashMap<String, byte[]>();
        Path changed = folder.resolve("changed.zip");
        try {
            try (var zip = new ZipInputStream(Files.newInputStream(file))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    entries.put(entry.getName(), zip.readAllBytes());
                }
            }
            try (var zip = new ZipOutputStream(Files.newOutputStream(changed))) {
                for (Map.Entry<String, byte[]> entry : change.apply(entries).entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changed;
    }
}
