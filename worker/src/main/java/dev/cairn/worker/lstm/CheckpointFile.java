package dev.cairn.worker.lstm;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.core.JacksonException;

/**
 * What a training can go on from, as a zip that is not compressed: {@value #HEADER}, {@code coefficients.bin} and {@code
 * updater.bin}, the latter as the optimiser keeps it (both moments for Adam, nothing for plain descent). Read as a model is:
 * nothing is believed.
 */
final class CheckpointFile {
    private static final String HEADER = "checkpoint.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final String UPDATER = "updater.bin";
    private static final int FORMAT = 1;
    /** What the service takes as one blob. */
    static final int LARGEST_FILE = 1 << 28;

    private static final Map<String, Integer> LARGEST =
            Map.of(HEADER, 1 << 16, COEFFICIENTS, LARGEST_FILE, UPDATER, LARGEST_FILE);

    /**
     * What stands beside the numbers.
     *
     * @param trial {@link TrialOrder#identity}: of which trial it is
     * @param iterations updates so far; Adam's correction of its moments depends on it
     * @param epochs that the network counted
     * @param backend what computed it
     */
    private record Header(int format, String trial, int iterations, int epochs, String backend, TrainingState state) {
        private Header {
            int given = format;
            var rules = new Rules();
            rules.check(given == FORMAT, "/format", () -> "format must be " + FORMAT + " but was " + given);
            rules.check(iterations >= 0, "/iterations", () -> "iterations must be at least 0");
            rules.check(epochs >= 0, "/epochs", () -> "epochs must be at least 0");
            rules.present(trial, "trial");
            rules.present(state, "state");
            rules.hold();
        }
    }

    private CheckpointFile() {}

    /** Whether the service would take such a network's checkpoint. */
    static boolean isSmallEnough(MultiLayerNetwork network) {
        INDArray updater = network.updaterState();
        long numbers = network.numParams() + (updater == null ? 0 : updater.length());
        return numbers * Float.BYTES < LARGEST_FILE - (1 << 17);
    }

    static void save(Path file, TrialOrder order, MultiLayerNetwork network, TrainingState state) throws IOException {
        var header = new Header(
                FORMAT, order.identity(), network.getIterationCount(), network.getEpochCount(), backend(), state);
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            // Trained weights do not compress, and trying costs more than all else.
            zip.setLevel(Deflater.NO_COMPRESSION);
            ZipEntries.begin(zip, HEADER);
            zip.write(CairnJson.strict().writeValueAsBytes(header));
            ZipEntries.begin(zip, COEFFICIENTS);
            Coefficients.write(network.params(), zip);
            ZipEntries.begin(zip, UPDATER);
            INDArray updater = network.updaterState();
            if (updater != null) {
                Coefficients.write(updater, zip);
            }
        }
    }

    /**
     * Puts a network of the same configuration where the saved one was; it is not touched if the file cannot be used.
     *
     * @param order with the epoch that the file should be of
     * @throws InvalidModelException if it is no checkpoint of this trial
     */
    static TrainingState restore(Path file, TrialOrder order, MultiLayerNetwork network)
            throws IOException, InvalidModelException {
        Map<String, byte[]> entries = ZipEntries.read(file, "checkpoint", LARGEST);
        Header header = header(entries.get(HEADER));
        if (!header.trial().equals(order.identity())) {
            throw new InvalidModelException("the checkpoint is of another trial");
        }
        requireEpoch(header.state().epoch(), order);
        float[] coefficients = Coefficients.read(entries.get(COEFFICIENTS), network.numParams());
        INDArray updater = network.updaterState();
        float @Nullable [] moments = updater == null ? null : Coefficients.read(entries.get(UPDATER), updater.length());
        if (moments == null && entries.get(UPDATER).length > 0) {
            throw new InvalidModelException("the optimiser keeps no state but the checkpoint has some");
        }
        network.setParams(row(coefficients));
        if (moments != null) {
            network.getUpdater().setStateViewArray(null, row(moments), false);
        }
        network.setIterationCount(header.iterations());
        network.setEpochCount(header.epochs());
        return header.state();
    }

    private static void requireEpoch(int epoch, TrialOrder order) throws InvalidModelException {
        long expected = Objects.requireNonNull(order.resumeFrom()).step();
        int last = order.hyperparameters().epochs();
        if (epoch != expected || epoch >= last) {
            throw new InvalidModelException(
                    "the checkpoint is of epoch " + epoch + " but should be of epoch " + expected + " before " + last);
        }
    }

    private static Header header(byte[] json) throws InvalidModelException {
        try {
            Header header = CairnJson.strict().readValue(json, Header.class);
            if (header == null) {
                throw new InvalidModelException("the checkpoint's header is empty");
            }
            return header;
        } catch (JacksonException | InvalidValueException e) {
            throw new InvalidModelException("the checkpoint's header cannot be read: " + e.getMessage(), e);
        }
    }

    private static INDArray row(float[] values) {
        return Nd4j.create(values, new int[] {1, values.length}, 'c');
    }

    private static String backend() {
        return Nd4j.getBackend().getClass().getSimpleName();
    }
}
