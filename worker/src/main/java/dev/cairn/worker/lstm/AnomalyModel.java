package dev.cairn.worker.lstm;

import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.dataset.Grid;
import dev.cairn.api.dataset.TimeSeries;
import dev.cairn.api.task.AnomalyDetection;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.worker.data.Alarm;
import dev.cairn.worker.data.AnomalyEncoding;
import dev.cairn.worker.data.AnomalyWindows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A saved model, ready to judge rows. Not safe for use by several threads. */
public final class AnomalyModel implements TaskModel {
    private final ComputationGraph network;
    private final ModelDescription description;
    private final AnomalyEncoding encoding;
    private final Alarm alarm;

    /**
     * A row that was judged.
     *
     * @param series empty if there is but one
     * @param score how unusual it is: above the model's threshold it is an alarm
     */
    public record Step(LocalDateTime time, String series, double score, boolean alarm) {}

    private AnomalyModel(ModelFile.Content content, AnomalyEncoding encoding, Alarm alarm) {
        this.network = content.network();
        this.description = content.description();
        this.encoding = encoding;
        this.alarm = alarm;
    }

    /**
     * Loads a model without trusting it.
     *
     * @throws InvalidModelException if it is not a model that a worker saved, or not one that detects anomalies
     */
    public static AnomalyModel load(Path file) throws IOException, InvalidModelException {
        return of(ModelFile.load(file));
    }

    static AnomalyModel of(ModelFile.Content content) throws InvalidModelException {
        if (!(content.description().encoding() instanceof AnomalyEncoding encoding)) {
            throw new InvalidModelException("the model is of the task "
                    + content.description().task().type() + " and does not detect anomalies");
        }
        Alarm alarm = encoding.alarm();
        if (alarm == null) {
            throw new InvalidModelException("the model's description lacks its threshold");
        }
        return new AnomalyModel(content, encoding, alarm);
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    public AnomalyDetection task() {
        return encoding.task();
    }

    /** A row with a higher score is an alarm. */
    public double threshold() {
        return alarm.threshold();
    }

    /** Rows before the first one that can be judged. */
    public int reach() {
        return encoding.recipe().reach();
    }

    ComputationGraph network() {
        return network;
    }

    /**
     * Judges the rows of a table.
     *
     * @param csv with the task's columns but for the label, as a data set has them; other columns do not matter
     * @return every row that has enough others before it, series by series, in the order of time; where the task leaves rows out for
     *     missing values, those are not among them
     * @throws InvalidValueException if it is no such table, or has too few rows
     */
    public List<Step> detect(Path csv) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(csv))) {
            return detect(TimeSeries.of(task().forecasting(), CsvTable.read(in)));
        }
    }

    /**
     * Judges rows of one series.
     *
     * @param times of the rows
     * @param rows [row][feature], oldest first, in the order of the task's features and their own units; as evenly spaced as the rows
     *     that the model was trained on
     * @return every row but the first {@link #reach()}
     */
    public List<Step> detect(List<LocalDateTime> times, double[][] rows) {
        int features = task().features().size();
        if (times.size() != rows.length || Arrays.stream(rows).anyMatch(row -> row.length != features)) {
            throw refused("the model needs a time and " + features + " numbers for each row: " + task().features());
        }
        return detect(new TimeSeries(
                times, task().forecasting().columns(), List.of(new TimeSeries.Series("", Grid.of(rows)))));
    }

    private List<Step> detect(TimeSeries series) {
        if (series.rows() <= reach()) {
            throw refused("the model needs more than " + reach() + " rows but was given " + series.rows());
        }
        AnomalyWindows windows = encoding.windows(series);
        double[] scores = encoding.scores(windows, outputs(windows));
        var steps = new ArrayList<Step>();
        for (int i = 0; i < scores.length; i++) {
            String name = series.series().get(windows.of()[i]).name();
            steps.add(new Step(series.times().get(windows.rows()[i]), name, scores[i], scores[i] > threshold()));
        }
        return steps;
    }

    private float[][] outputs(AnomalyWindows windows) {
        int[] all = IntStream.range(0, windows.count()).toArray();
        float[][] outputs = new float[all.length][];
        for (int from = 0; from < all.length; from += Judge.BATCH) {
            int to = Math.min(all.length, from + Judge.BATCH);
            float[][] some = Tensors.outputs(network, windows.batch(all, from, to));
            System.arraycopy(some, 0, outputs, from, some.length);
        }
        return outputs;
    }

    @Override
    public String tried() {
        List<LocalDateTime> times = Stream.iterate(LocalDateTime.of(2024, 1, 1, 0, 0), day -> day.plusDays(1))
                .limit(reach() + 1L)
                .toList();
        double[] typical = encoding.typicalRow();
        Step step = detect(times, Collections.nCopies(times.size(), typical).toArray(double[][]::new))
                .get(0);
        return "after " + reach() + " typical rows another one has the score " + step.score()
                + ", and alarms are above " + threshold();
    }

    private static InvalidValueException refused(String why) {
        return new InvalidValueException(List.of(new Violation("", why)));
    }
}
