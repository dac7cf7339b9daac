package dev.cairn.worker.lstm;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.core.JacksonException;

/**
 * What a training can go on from, as a zip that is not compressed: {@value #HEADER}, and {@value #FOLDS} with the {@link FoldState}
 * of each network, one after the other. Read as a model is: nothing is believed.
 */
final class CheckpointFile {
    private static final String HEADER = "checkpoint.json";
    private static final String FOLDS = "folds.bin";
    private static final int FORMAT = 2;
    /** What the service takes as one blob. */
    static final int LARGEST_FILE = 1 << 28;

    private static final Map<String, Integer> LARGEST = Map.of(HEADER, 1 << 16, FOLDS, LARGEST_FILE);

    /**
     * What stands beside the numbers.
     *
     * @param trial {@link TrialOrder#identity}: of which trial it is
     * @param backend what computed it
     */
    private record Header(int format, String trial, String backend, TrainingState state) {
        private Header {
            int given = format;
            var rules = new Rules();
            rules.check(given == FORMAT, "/format", () -> "format must be " + FORMAT + " but was " + given);
            rules.present(trial, "trial");
            rules.present(state, "state");
            rules.hold();
        }
    }

    private CheckpointFile() {}

    /** Whether the service would take such a training's checkpoint. */
    static boolean isSmallEnough(List<FoldTraining> folds) {
        long numbers = folds.stream().mapToLong(fold -> fold.state().size()).sum();
        return numbers * Float.BYTES < LARGEST_FILE - (1 << 20);
    }

    static void save(Path file, TrialOrder order, List<FoldTraining> folds, TrainingState state) throws IOException {
        var header = new Header(FORMAT, order.identity(), backend(), state);
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            // Trained weights do not compress, and trying costs more than all else.
            zip.setLevel(Deflater.NO_COMPRESSION);
            ZipEntries.begin(zip, HEADER);
            zip.write(CairnJson.strict().writeValueAsBytes(header));
            ZipEntries.begin(zip, FOLDS);
            var out = new DataOutputStream(zip);
            for (FoldTraining fold : folds) {
                fold.state().write(out);
            }
            out.flush();
        }
    }

    /**
     * Puts trainings of the same configuration where the saved ones were; none is touched if the file cannot be used.
     *
     * @param order with the epoch that the file should be of
     * @throws InvalidModelException if it is no checkpoint of this trial
     */
    static TrainingState restore(Path file, TrialOrder order, List<FoldTraining> folds)
            throws IOException, InvalidModelException {
        Map<String, byte[]> entries = ZipEntries.read(file, "checkpoint", LARGEST);
        Header header = header(entries.get(HEADER));
        if (!header.trial().equals(order.identity())) {
            throw new InvalidModelException("the checkpoint is of another trial");
        }
        int epoch = header.state().epoch();
        requireEpoch(epoch, order);
        List<FoldState> states = states(entries.get(FOLDS), folds, epoch);
        for (int i = 0; i < folds.size(); i++) {
            folds.get(i).resume(states.get(i));
        }
        return header.state();
    }

    private static List<FoldState> states(byte[] bytes, List<FoldTraining> folds, int epoch)
            throws InvalidModelException {
        var states = new ArrayList<FoldState>();
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            for (FoldTraining fold : folds) {
                FoldState state = fold.state().blank();
                state.read(in);
                requireEpoch(state.progress, epoch);
                states.add(state);
            }
            if (in.read() >= 0) {
                throw new InvalidModelException("the checkpoint's folds are more than " + folds.size());
            }
        } catch (EOFException e) {
            throw new InvalidModelException("the checkpoint's folds end early", e);
        } catch (IOException e) {
            throw new InvalidModelException("the checkpoint's folds cannot be read: " + e.getMessage(), e);
        }
        return states;
    }

    /** All networks are equally far but those that early stopping ended. */
    private static void requireEpoch(Progress progress, int epoch) throws InvalidModelException {
        if (progress.epoch() > epoch || progress.epoch() < epoch && !progress.stopped()) {
            throw new InvalidModelException(
                    "a fold of the checkpoint is of epoch " + progress.epoch() + " but the others of epoch " + epoch);
        }
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

    private static String backend() {
        return Nd4j.getBackend().getClass().getSimpleName();
    }
}
