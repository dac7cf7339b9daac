package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.lease.Refit;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.lstm.cell.Cells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LstmTrialTest {
    private static final int ROWS = 200;
    /** With shares of 0.2 and 0.2: rows from here on are the test part. */
    private static final int TEST_FROM = 160;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTables() throws IOException {
        Files.writeString(folder.resolve("sine.csv"), Trials.table(ROWS, LstmTrialTest::sine));
    }

    private static double sine(int row) {
        return 10 + 3 * Math.sin(row * 2 * Math.PI / 17);
    }

    @Test
    void aSineIsForecastFarBetterThanByTheNaiveForecast() throws Exception {
        Map<String, Double> metrics = run(
                Purpose.SEARCH,
                Map.of("units", 12, "windowLength", 8, "epochs", 30, "learningRate", 0.02, "batchSize", 32));
        assertThat(metrics.get("naive.validation.rmse")).isGreaterThan(0.7);
        assertThat(metrics.get("validation.rmse")).isLessThan(metrics.get("naive.validation.rmse") / 4);
        assertThat(metrics.get("validation.skill")).isGreaterThan(0.75);
        assertThat(metrics.get("validation.mae")).isLessThanOrEqualTo(metrics.get("validation.rmse"));
    }

    @Test
    void aNetworkOfOneStepForecastsSeveralFromItsOwnForecasts() throws Exception {
        Map<String, Object> point = Map.of(
                "units", 12, "windowLength", 8, "epochs", 30, "learningRate", 0.02, "horizonStrategy", "RECURSIVE");
        TrialOrder order = Trials.of(Trials.task(List.of("x"), 4), order("sine.csv", Purpose.SEARCH, point, 1));
        Map<String, Double> metrics = LstmTrial.run(order, new Trials.Curve());
        assertThat(metrics.get("validation.rmse")).isLessThan(metrics.get("naive.validation.rmse") / 3);
        assertThat(metrics).containsKeys("validation.rmse.step4", "gap.loss");
        // One output: 12 weights and a bias.
        assertThat(metrics).containsEntry("parameters", 4.0 * (1 + 12 + 1) * 12 + 13);
        double[][] forecast = ForecastModel.load(Path.of(order.model())).predict(folder.resolve("sine.csv"));
        assertThat(forecast).hasDimensions(4, 1);
        for (int step = 0; step < 4; step++) {
            assertThat(forecast[step][0]).isEqualTo(sine(ROWS + step), org.assertj.core.api.Assertions.within(1.5));
        }
    }

    @Test
    void aDataSetThatDoesNotFitIntoMemoryIsNoFaultOfTheHyperparameters() {
        TrialFailedException failed = catchThrowableOfType(
                TrialFailedException.class,
                () -> LstmTrial.data(order("sine.csv", Purpose.SEARCH, Trials.QUICK, 1), () -> {
                    throw new OutOfMemoryError("Java heap space");
                }));
        assertThat(failed.failure()).isEqualTo(FailureCause.DATA_ERROR);
        assertThat(failed).hasMessageMatching("the data set does not fit into \\d+ MiB");
    }

    @Test
    void eachEpochIsMeasured() throws Exception {
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order("sine.csv", Purpose.SEARCH, Trials.QUICK, 1), curve);
        assertThat(curve.points).extracting(Measurement::step).containsExactly(1L, 2L);
        assertThat(curve.points.get(1).metrics())
                .containsOnlyKeys(
                        "train.loss",
                        "train.rmse",
                        "train.mae",
                        "train.wape",
                        "train.smape",
                        "train.mase",
                        "train.rmsse",
                        "train.r2",
                        "validation.loss",
                        "learningRate",
                        "gradientNorm.recurrent1",
                        "gradientNorm.output",
                        "updateRatio.recurrent1",
                        "updateRatio.output",
                        "samplesPerSecond",
                        "inferenceMilliseconds",
                        "peakMemoryMegabytes",
                        "validation.rmse",
                        "validation.mae",
                        "validation.wape",
                        "validation.smape",
                        "validation.mase",
                        "validation.rmsse",
                        "validation.r2",
                        "validation.skill",
                        "seconds");
        assertThat(metrics)
                .containsAllEntriesOf(Trials.numbers(curve.points.get(1).metrics()))
                .containsEntry("epochs", 2.0)
                .containsKeys("naive.validation.rmse", "naive.validation.mae", "linear.validation.rmse")
                // Four gates of (1 input + 6 recurrent + 1 bias) weights for 6 units, and 6 + 1 of the output.
                .containsEntry("parameters", 4.0 * (1 + 6 + 1) * 6 + 7);
    }

    @Test
    void layersThatDeeplearning4jComputesAreInTheTrialsRecord() throws Exception {
        var curve = new Trials.Curve();
        assertThat(LstmTrial.run(order("sine.csv", Purpose.SEARCH, Trials.QUICK, 1), curve))
                .containsEntry("stockLayers", Cells.configured() == Cells.FAST ? 0.0 : 1.0);
        assertThat(curve.notes).hasSize(Cells.configured() == Cells.FAST ? 0 : 1);
        curve.notes.clear();
        var slow = new HashMap<>(Trials.QUICK);
        slow.putAll(Map.of("activation", "SOFTSIGN", "layers", 2));
        assertThat(LstmTrial.run(order("sine.csv", Purpose.SEARCH, slow, 1), curve))
                .containsEntry("stockLayers", 2.0);
        assertThat(curve.notes)
                .containsExactly(
                        "layer recurrent1 (LSTM): DL4J's own code, because its activation is softsign",
                        "layer recurrent2 (LSTM): DL4J's own code, because its activation is softsign");
    }

    @Test
    void whyANetworkIsNotTrainedAsAWholeIsInTheTrialsRecord() throws Exception {
        var curve = new Trials.Curve();
        LstmTrial.run(order("sine.csv", Purpose.SEARCH, with(Trials.QUICK, Map.of("inputDropRate", 0.2)), 1), curve);
        assertThat(curve.notes)
                .containsExactly(
                        Cells.configured() == Cells.FAST
                                ? "the network is trained layer by layer, because of the drop-out before recurrent1"
                                : "layer recurrent1 (LSTM): DL4J's own code, because it was asked for");
    }

    @Test
    void aConfirmationOpensTheTestPartAndReportsNothingOfItBefore() throws Exception {
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order("sine.csv", Purpose.CONFIRM, Trials.QUICK, 1), curve);
        assertThat(metrics)
                .containsKeys(
                        "test.rmse", "test.mae", "test.skill", "naive.test.rmse", "linear.test.rmse", "parameters")
                .allSatisfy((name, value) -> assertThat(name).doesNotContain("validation", "train"));
        assertThat(curve.points)
                .hasSize(2)
                .allSatisfy(point -> assertThat(point.metrics().keySet())
                        .contains("train.loss")
                        .noneMatch(name -> name.startsWith("test") || name.startsWith("validation")));
    }

    @Test
    void aRefitTrainsOneNetworkForEachSeedAndTellsTheirSpreadApartFromItsInterval() throws Exception {
        TrialOrder order = order("sine.csv", Purpose.CONFIRM, with(Trials.QUICK, Map.of("epochs", 9)), 1);
        var single = new java.util.ArrayList<Double>();
        for (long seed : List.of(11L, 12L, 13L)) {
            single.add(LstmTrial.run(Trials.refit(order, new Refit(3, List.of(seed))), new Trials.Curve())
                    .get("test.rmse"));
        }
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(Trials.refit(order, new Refit(3, List.of(11L, 12L, 13L))), curve);

        assertThat(curve.points).hasSize(3);
        double mean = single.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares =
                single.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        assertThat(metrics.get("test.rmse")).isCloseTo(mean, within(1e-12));
        assertThat(metrics.get("test.rmse.seedDeviation")).isCloseTo(Math.sqrt(squares / 2), within(1e-12));
        for (String metric : List.of("test.rmse", "test.mae", "test.skill")) {
            assertThat(metrics.get(metric)).isBetween(metrics.get(metric + ".low"), metrics.get(metric + ".high"));
        }
        assertThat(metrics).containsEntry("epochs", 3.0).containsKeys("naive.test.rmse", "linear.test.rmse");
        assertThat(metrics.keySet()).noneMatch(name -> name.startsWith("fold"));
    }

    @Test
    void aRefitExpectsToHoldANetworkForEachSeed() throws Exception {
        TrialOrder order = order("sine.csv", Purpose.CONFIRM, Trials.QUICK, 1);
        long one = expectedBytes(Trials.refit(order, new Refit(1, List.of(11L))));
        long two = expectedBytes(Trials.refit(order, new Refit(1, List.of(11L, 12L))));
        long three = expectedBytes(Trials.refit(order, new Refit(1, List.of(11L, 12L, 13L))));
        assertThat(two).isGreaterThan(one);
        assertThat(three - one).isEqualTo(2 * (two - one));
    }

    private static long expectedBytes(TrialOrder order) throws Exception {
        var expected = new AtomicLong();
        LstmTrial.run(order, new Trials.Curve() {
            @Override
            public void expects(long bytes, double epochSeconds) {
                expected.set(bytes);
            }
        });
        return expected.get();
    }

    @Test
    void aRefitStopsNeitherEarlyNorKeepsAnythingBackToWatch() throws Exception {
        Map<String, Object> stopping =
                with(Trials.QUICK, Map.of("epochs", 30, "earlyStoppingPatience", 1, "learningRate", 0.3));
        var curve = new Trials.Curve();
        TrialOrder order = Trials.refit(order("sine.csv", Purpose.CONFIRM, stopping, 1), new Refit(12, List.of(5L)));
        LstmTrial.run(order, curve);

        assertThat(curve.points).hasSize(12);
        assertThat(curve.points).allSatisfy(point -> assertThat(point.metrics()).doesNotContainKey("watched.loss"));
        var plateau = new Trials.Curve();
        LstmTrial.run(
                Trials.refit(
                        order("sine.csv", Purpose.CONFIRM, with(stopping, Map.of("schedule", "PLATEAU")), 1),
                        new Refit(4, List.of(5L))),
                plateau);
        assertThat(plateau.of("watched.loss"))
                .as("the schedule needs it")
                .hasSize(4)
                .doesNotContainNull();
    }

    @Test
    void aTrialTellsAfterWhichEpochItHadTheWeightsThatWereJudged() throws Exception {
        assertThat(run(Purpose.REPEAT, Trials.QUICK)).containsEntry("bestEpoch", 2.0);
        var curve = new Trials.Curve();
        Map<String, Double> stopped = LstmTrial.run(
                order(
                        "sine.csv",
                        Purpose.SEARCH,
                        with(Trials.QUICK, Map.of("epochs", 30, "earlyStoppingPatience", 2, "learningRate", 0.3)),
                        1),
                curve);
        List<Double> watched = curve.of("watched.loss");
        assertThat(watched.indexOf(java.util.Collections.min(watched)) + 1.0)
                .isEqualTo(stopped.get("bestEpoch"))
                .isLessThan(stopped.get("epochs"));
    }

    @Test
    void everyFoldTrainsANetworkOfItsOwnAndTheMeanIsReported() throws Exception {
        var split = new TimeSplit.RollingOrigin(2, 0.1, null, 0.2, null);
        var task = new Forecasting(
                Trials.task(List.of("x"), 1).dataset(), "day", List.of("x"), null, 3, split, null, Map.of());
        TrialOrder order = Trials.of(task, order("sine.csv", Purpose.SEARCH, Trials.QUICK, 1));
        var curve = new Trials.Curve();
        Map<String, Double> metrics = LstmTrial.run(order, curve);
        assertThat(curve.points).extracting(Measurement::step).containsExactly(1L, 2L);
        for (String metric : List.of("rmse", "mae", "skill", "rmse.step3")) {
            assertThat(metrics.get("validation." + metric))
                    .as(metric)
                    .isEqualTo((metrics.get("fold1.validation." + metric) + metrics.get("fold2.validation." + metric))
                            / 2);
        }
        assertThat(metrics.get("fold1.validation.rmse")).isNotEqualTo(metrics.get("fold2.validation.rmse"));
        assertThat(curve.points.get(1).metrics()).doesNotContainKey("validation.rmse.step3");
    }

    @Test
    void severalSeedsTrainANetworkEachAndTheMeanIsReported() throws Exception {
        Map<String, Double> one = run(Purpose.SEARCH, Trials.QUICK);
        byte[] first = Files.readAllBytes(folder.resolve("model.zip"));
        Map<String, Double> both = run(Purpose.SEARCH, with(Trials.QUICK, Map.of("seeds", 2)));
        assertThat(both).containsEntry("fold1.validation.rmse", one.get("validation.rmse"));
        assertThat(both.get("fold2.validation.rmse")).isNotEqualTo(one.get("validation.rmse"));
        assertThat(both.get("validation.rmse"))
                .isEqualTo((both.get("fold1.validation.rmse") + both.get("fold2.validation.rmse")) / 2);
        assertThat(coefficients(Files.readAllBytes(folder.resolve("model.zip"))))
                .isEqualTo(coefficients(first));
    }

    private static byte[] coefficients(byte[] model) throws IOException {
        try (var zip = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(model))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("coefficients.bin")) {
                    return zip.readAllBytes();
                }
            }
        }
        throw new IOException("no coefficients");
    }

    @Test
    void aColumnThatThePointDoesNotUseIsNotSeen() throws Exception {
        Files.writeString(
                folder.resolve("two.csv"),
                Trials.table(ROWS, LstmTrialTest::sine)
                        .lines()
                        .map(line -> line + "," + (line.startsWith("day") ? "z" : line.hashCode()))
                        .collect(java.util.stream.Collectors.joining("\n")));
        TrialOrder one = order("two.csv", Purpose.SEARCH, with(Trials.QUICK, Map.of("use.z", "NO")), 1);
        TrialOrder both = Trials.of(Trials.task(List.of("x", "z"), 1), one);
        assertThat(Trials.numbers(LstmTrial.run(both, new Trials.Curve())))
                .isEqualTo(Trials.numbers(run("sine.csv", Purpose.SEARCH)));
        assertThat(ForecastModel.load(Path.of(both.model())).task().features()).containsExactly("x");
        TrialOrder none = Trials.of(Trials.task(List.of("z"), 1), one);
        TrialFailedException failure =
                catchThrowableOfType(TrialFailedException.class, () -> LstmTrial.run(none, new Trials.Curve()));
        assertThat(failure.failure()).isEqualTo(FailureCause.INVALID_CONFIG);
    }

    @Test
    void aLogarithmThatDoesNotExistIsAnInvalidConfiguration() throws Exception {
        Files.writeString(folder.resolve("negative.csv"), Trials.table(ROWS, row -> sine(row) - 10));
        TrialFailedException failure = catchThrowableOfType(
                TrialFailedException.class,
                () -> LstmTrial.run(
                        order("negative.csv", Purpose.SEARCH, with(Trials.QUICK, Map.of("logTarget", "LOG")), 1),
                        new Trials.Curve()));
        assertThat(failure.failure()).isEqualTo(FailureCause.INVALID_CONFIG);
    }

    @Test
    void theSameSeedGivesTheSameBits() throws Exception {
        Map<String, Object> noisy = with(Trials.QUICK, Map.of("dropRate", 0.3, "layers", 2));
        List<Double> first = curve("sine.csv", noisy, 7).of("validation.rmse");
        byte[] model = Files.readAllBytes(folder.resolve("model.zip"));
        curve("sine.csv", noisy, 8);
        assertThat(curve("sine.csv", noisy, 7).of("validation.rmse")).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("model.zip"))).isEqualTo(model);
    }

    @Test
    void anotherSeedGivesAnotherResult() throws Exception {
        assertThat(curve("sine.csv", Trials.QUICK, 7).of("train.loss"))
                .isNotEqualTo(curve("sine.csv", Trials.QUICK, 8).of("train.loss"));
    }

    @Test
    void whatStandsInTheTestRowsDoesNotChangeABitOfASearch() throws Exception {
        String honest = Files.readString(folder.resolve("sine.csv"));
        Files.writeString(
                folder.resolve("spoiled.csv"), Trials.table(ROWS, row -> row < TEST_FROM ? sine(row) : 1e30 * row));
        Map<String, Double> search = Trials.numbers(run("sine.csv", Purpose.SEARCH));
        assertThat(Trials.numbers(run("spoiled.csv", Purpose.SEARCH))).isEqualTo(search);
        assertThat(Trials.numbers(run("spoiled.csv", Purpose.REPEAT))).isEqualTo(search);
        assertThat(honest).isNotEqualTo(Files.readString(folder.resolve("spoiled.csv")));
    }

    @Test
    void whatStandsInTheValidationRowsDoesNotChangeABitOfTheFitting() throws Exception {
        // The validation part is [120, 160); windows of the training part end before it.
        Files.writeString(folder.resolve("spoiled.csv"), Trials.table(ROWS, row -> row < 120 ? sine(row) : 500 - row));
        List<Double> loss = curve("sine.csv", Trials.QUICK, 1).of("train.loss");
        assertThat(curve("spoiled.csv", Trials.QUICK, 1).of("train.loss")).isEqualTo(loss);
    }

    @Test
    void whatStandsInTheTestRowsDoesChangeAConfirmation() throws Exception {
        Files.writeString(folder.resolve("other.csv"), Trials.table(ROWS, row -> row < TEST_FROM ? sine(row) : row));
        assertThat(run("other.csv", Purpose.CONFIRM).get("test.rmse"))
                .isNotEqualTo(run("sine.csv", Purpose.CONFIRM).get("test.rmse"));
    }

    @Test
    void noiseIsNotForecastThoughTheFutureStandsInTheTable() throws Exception {
        // Pure noise: whoever beats the deviation of 1 clearly has looked ahead.
        var random = new java.util.SplittableRandom(4);
        double[] noise =
                random.doubles(ROWS).map(u -> (u - 0.5) * Math.sqrt(12)).toArray();
        Files.writeString(folder.resolve("noise.csv"), Trials.table(ROWS, row -> noise[row]));
        // RMSE of 40 forecasts of variance-1 noise below 0.7 by luck: less than once in a thousand (chi square, 40).
        assertThat(curve("noise.csv", with(Trials.QUICK, Map.of("epochs", 10)), 1)
                        .of("validation.rmse"))
                .allSatisfy(rmse -> assertThat(rmse).isGreaterThan(0.7));
    }

    @Test
    void lossIsToldWithoutThePenaltyOnWeights() throws Exception {
        Double plain = curve("sine.csv", with(Trials.QUICK, Map.of("learningRate", 1e-8)), 1)
                .of("train.loss")
                .get(0);
        Double heavy = curve("sine.csv", with(Trials.QUICK, Map.of("learningRate", 1e-8, "l2", 1)), 1)
                .of("train.loss")
                .get(0);
        assertThat(heavy).isCloseTo(plain, within(plain * 1e-3));
    }

    @Test
    void aLossThatIsNoNumberIsDivergence() {
        // Plain descent on the penalty with a step of 10 multiplies each weight by -9: infinite after forty updates.
        assertDiverges(Map.of("l2", 1, "batchSize", 1), "became (NaN|Infinity)", 1);
    }

    @Test
    void aHopelessLossIsDivergence() {
        // Clipped gradients keep it finite for ever.
        assertDiverges(Map.of("gradientNormLimit", 1e6), "grew to \\S+", 1);
    }

    private void assertDiverges(Map<String, Object> values, String words, int epoch) {
        Map<String, Object> wild = with(with(Trials.QUICK, Map.of("optimizer", "SGD", "learningRate", 10.0)), values);
        TrialFailedException failure =
                catchThrowableOfType(TrialFailedException.class, () -> run(Purpose.SEARCH, wild));
        assertThat(failure.failure()).isEqualTo(FailureCause.DIVERGED);
        assertThat(failure)
                .hasMessageMatching("the training loss " + words + " in epoch " + epoch
                        + "; the last finite loss was \\d\\S*\\. A lower .*");
    }

    @Test
    void aTableWithoutTheColumnsIsADataError() throws Exception {
        Files.writeString(folder.resolve("other.csv"), "day,x\n2024-01-01,1\n");
        assertFailure("other.csv", FailureCause.DATA_ERROR, "1 rows");
        Files.writeString(
                folder.resolve("other.csv"),
                Trials.table(ROWS, LstmTrialTest::sine).replace(",x", ",y"));
        assertFailure("other.csv", FailureCause.DATA_ERROR, "no column 'x'");
    }

    @Test
    void aNumberThatIsNoneIsADataError() throws Exception {
        Files.writeString(folder.resolve("other.csv"), Trials.table(ROWS, row -> row == 50 ? Double.NaN : row));
        assertFailure("other.csv", FailureCause.DATA_ERROR, "NaN");
    }

    @Test
    void aValueOutsideItsRangeIsAnInvalidConfiguration() {
        TrialFailedException failure = catchThrowableOfType(
                TrialFailedException.class, () -> run(Purpose.SEARCH, with(Trials.QUICK, Map.of("dropRate", 1.2))));
        assertThat(failure.failure()).isEqualTo(FailureCause.INVALID_CONFIG);
        assertThat(failure).hasMessageContaining("dropRate").hasMessageContaining("1.2");
    }

    @Test
    void aListenerCanStopATraining() {
        var once = new TrialListener() {
            private int batches;

            @Override
            public void expects(long bytes, double epochSeconds) {}

            @Override
            public void progressed() throws TrialStoppedException {
                if (++batches == 3) {
                    throw new TrialStoppedException();
                }
            }

            @Override
            public void measured(Measurement measurement) {}

            @Override
            public void checkpointed(long step, Path file, boolean due) {}

            @Override
            public void noted(String line) {}
        };
        assertThatThrownBy(() -> LstmTrial.run(order("sine.csv", Purpose.SEARCH, Trials.QUICK, 1), once))
                .isInstanceOf(TrialStoppedException.class);
        assertThat(once.batches).isEqualTo(3);
    }

    private void assertFailure(String table, FailureCause cause, String words) {
        TrialFailedException failure =
                catchThrowableOfType(TrialFailedException.class, () -> run(table, Purpose.SEARCH));
        assertThat(failure.failure()).isEqualTo(cause);
        assertThat(failure).hasMessageContaining(words);
    }

    private Map<String, Double> run(Purpose purpose, Map<String, Object> point)
            throws TrialFailedException, TrialStoppedException {
        return LstmTrial.run(order("sine.csv", purpose, point, 1), new Trials.Curve());
    }

    private Map<String, Double> run(String table, Purpose purpose) throws TrialFailedException, TrialStoppedException {
        return LstmTrial.run(order(table, purpose, Trials.QUICK, 1), new Trials.Curve());
    }

    private Trials.Curve curve(String table, Map<String, Object> point, long seed)
            throws TrialFailedException, TrialStoppedException {
        var curve = new Trials.Curve();
        LstmTrial.run(order(table, Purpose.SEARCH, point, seed), curve);
        return curve;
    }

    private TrialOrder order(String table, Purpose purpose, Map<String, Object> point, long seed) {
        return Trials.order(folder, table, purpose, point, seed);
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
