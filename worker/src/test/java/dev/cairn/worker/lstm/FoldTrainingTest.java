package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.trial.Purpose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTrainingTest {
    @TempDir
    private Path folder;

    /** The last number: easily learnt. */
    private static final Toy EASY = new Toy(48, 16, 4, 0, sequence -> 0.5 * sequence[sequence.length - 1]);
    /** Noise alone: what is learnt by heart makes everything else worse. */
    private static final Toy NOISE = new Toy(16, 32, 4, 1, sequence -> 0);

    private static FoldTraining training(Toy data, String point) {
        LstmHyperparameters h = Trials.hyperparameters("units=4 batchSize=8 " + point);
        return new FoldTraining(data, h, 11, new Trials.Curve(), Network.untrained(h, data.shape(), 11));
    }

    /** All that there is to remember at once: a broken off training goes on as if it never had been, bit for bit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer=ADAM dropRate=0.3 gaussianNoise=0.1 jitter=0.1 magnitudeScaling=0.1",
                "optimizer=NADAM schedule=PLATEAU plateauPatience=2 earlyStoppingPatience=9 weightAveraging=EXPONENTIAL",
                "optimizer=AMSGRAD weightAveraging=TAIL averagingStart=0.2 batchSchedule=GROWING batchGrowthEpochs=2",
                "optimizer=SGD momentum=0.9 schedule=COSINE warmUpEpochs=2 l1=0.01 l2=0.01 weightDecay=0.1 maxNorm=1",
                "optimizer=ADADELTA direction=BOTH pooling=AVERAGE"
            })
    void aRestoredTrainingIsTheUnbrokenOne(String point) throws Exception {
        String all = "epochs=6 learningRate=0.05 " + point;
        FoldTraining unbroken = training(NOISE, all);
        List<Map<String, Double>> curve = fitted(unbroken, 1, 6);

        FoldTraining first = training(NOISE, all);
        fitted(first, 1, 3);
        byte[] saved = saved(first.state());
        FoldTraining second = training(NOISE, all);
        FoldState state = second.state().blank();
        state.read(new DataInputStream(new ByteArrayInputStream(saved)));
        second.resume(state);
        assertThat(second.state().progress).isEqualTo(first.state().progress);
        assertThat(fitted(second, 4, 6)).isEqualTo(curve.subList(3, 6));
        assertThat(saved(second.state())).isEqualTo(saved(unbroken.state()));
        unbroken.finish();
        second.finish();
        assertThat(second.network().params()).isEqualTo(unbroken.network().params());
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() throws Exception {
        byte[] saved = saved(training(EASY, "").state());
        FoldState larger = training(EASY, "layers=2").state();
        assertThatThrownBy(() -> larger.read(new DataInputStream(new ByteArrayInputStream(saved))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("numbers is needed");
    }

    @Test
    void earlyStoppingEndsATrainingAndRestoresTheBestWeights() throws Exception {
        FoldTraining training = training(NOISE, "epochs=100 learningRate=0.1 earlyStoppingPatience=4");
        var watched = new ArrayList<Double>();
        Map<Integer, float[]> weights = new TreeMap<>();
        int epoch = 0;
        while (!training.state().progress.stopped()) {
            watched.add(training.fit(++epoch).get("watched.loss"));
            weights.put(epoch, training.state().weights.clone());
        }
        int best = watched.indexOf(watched.stream().min(Double::compare).orElseThrow()) + 1;
        assertThat(epoch).isEqualTo(best + 4).isLessThan(100);
        assertThat(training.network().params().data().asFloat()).isEqualTo(weights.get(best));
        // Whatever is asked of it now, it stays there.
        Map<String, Double> last = training.fit(epoch + 1);
        assertThat(last).containsEntry("watched.loss", watched.get(epoch - 1));
        assertThat(training.network().params().data().asFloat()).isEqualTo(weights.get(best));
    }

    @Test
    void theFinalMetricsAreThoseOfTheBestWeights() throws Exception {
        var curve = new Trials.Curve();
        FoldTraining training = training(NOISE, "epochs=100 learningRate=0.1 earlyStoppingPatience=4");
        Map<String, Double> metrics =
                Trials.training(folder, List.of(training), 100, curve).run(Purpose.SEARCH);
        int best = training.state().progress.bestEpoch();
        assertThat(metrics)
                .containsEntry("epochs", best + 4.0)
                .containsEntry("validation.loss", curve.of("validation.loss").get(best - 1));
        assertThat(curve.points).hasSize(best + 4);
    }

    @Test
    void thePlateauScheduleLowersTheRateWhereNothingImproves() throws Exception {
        FoldTraining training =
                training(NOISE, "learningRate=0.1 schedule=PLATEAU plateauPatience=2 plateauFactor=0.5");
        List<Map<String, Double>> epochs = fitted(training, 1, 12);
        double best = Double.POSITIVE_INFINITY;
        double rate = 0.1;
        int waited = 0;
        for (Map<String, Double> epoch : epochs) {
            assertThat(epoch.get("learningRate")).isEqualTo(rate, org.assertj.core.api.Assertions.within(1e-12));
            if (epoch.get("watched.loss") < best) {
                best = epoch.get("watched.loss");
                waited = 0;
            } else if (++waited == 2) {
                rate /= 2;
                waited = 0;
            }
        }
        assertThat(rate).isLessThan(0.1);
    }

    @Test
    void whatIsWatchedIsNotTrainedOn() throws Exception {
        var others = new Toy(48, 99, 4, 0, EASY.truth());
        Map<String, Double> some = fitted(training(EASY, ""), 1, 2).get(1);
        Map<String, Double> same = fitted(training(others, ""), 1, 2).get(1);
        assertThat(same.get("watched.loss")).isNotEqualTo(some.get("watched.loss"));
        assertThat(same.get("train.loss")).isEqualTo(some.get("train.loss"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADAM", "ADAMW", "NADAM", "AMSGRAD", "ADABELIEF", "RMSPROP", "ADAGRAD", "ADADELTA", "SGD"})
    void everyOptimiserLearns(String optimizer) throws Exception {
        List<Map<String, Double>> epochs = fitted(
                training(EASY, "optimizer=" + optimizer + (optimizer.equals("ADADELTA") ? "" : " learningRate=0.03")),
                1,
                8);
        assertThat(epochs.get(7).get("watched.loss"))
                .isLessThan(0.9 * epochs.get(0).get("watched.loss"));
    }

    @Test
    void penaltiesAreInNoLoss() throws Exception {
        String still = "learningRate=1e-8 ";
        Map<String, Double> plain = fitted(training(EASY, still), 1, 1).get(0);
        Map<String, Double> heavy =
                fitted(training(EASY, still + "l1=1 l2=1 weightDecay=1"), 1, 1).get(0);
        assertThat(heavy.get("train.loss"))
                .isEqualTo(plain.get("train.loss"), org.assertj.core.api.Assertions.within(1e-4));
    }

    @Test
    void theNormOfAGradientIsToldAsItWasBeforeItWasLimited() throws Exception {
        Map<String, Double> free = fitted(training(EASY, "learningRate=1e-8 gradientClipping=NONE"), 1, 1)
                .get(0);
        Map<String, Double> cut = fitted(training(EASY, "learningRate=1e-8 gradientNormLimit=1e-6"), 1, 1)
                .get(0);
        assertThat(cut.get("gradientNorm.output"))
                .isEqualTo(free.get("gradientNorm.output"), org.assertj.core.api.Assertions.within(1e-4))
                .isGreaterThan(0.01);
    }

    private static List<Map<String, Double>> fitted(FoldTraining training, int from, int to) throws Exception {
        var epochs = new ArrayList<Map<String, Double>>();
        for (int epoch = from; epoch <= to; epoch++) {
            epochs.add(new TreeMap<>(training.fit(epoch)));
        }
        return epochs;
    }

    private static byte[] saved(FoldState state) throws IOException {
        var bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
