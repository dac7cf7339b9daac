package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.CsvTable;
import dev.cairn.api.task.CalendarFeature;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.TimeSplit;
import dev.cairn.api.trial.Purpose;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.data.ForecastingData;
import dev.cairn.worker.data.Recipe;
import dev.cairn.worker.data.Scaling;
import dev.cairn.worker.lstm.cell.Cells;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    private static final String TABLE = Trials.table(100, row -> 50 + 7 * Math.sin(row));

    @TempDir
    private Path folder;

    private Path file;
    private ComputationGraph network;
    private ForecastingData data;

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("model.zip");
        TrialOrder order = Trials.order(folder, "table.csv", Purpose.SEARCH, Trials.QUICK, 1);
        var table = CsvTable.read(new ByteArrayInputStream(TABLE.getBytes(StandardCharsets.UTF_8)));
        data = ForecastingData.of(
                        (Forecasting) order.task(),
                        order.purpose(),
                        table,
                        Recipe.of(order.hyperparameters().values()),
                        0)
                .get(0);
        network = Network.untrained(order.hyperparameters(), data.shape(), 1);
        ModelFile.save(
                file,
                network,
                ModelDescription.of(order, data.preparation(), Map.of("validation.rmse", 1.5, "seconds", 9.0)));
    }

    @Test
    void aSavedModelForecastsTheSameInTheUnitsOfTheData() throws Exception {
        double[][] rows = {{50}, {51.5}, {47}, {55}, {56}};
        Scaling.Column column = data.preparation().scaling().columns().get(0);
        float[] scaled = new float[5];
        for (int i = 0; i < 5; i++) {
            scaled[i] = (float) ((rows[i][0] - column.center()) / column.spread());
        }
        var inputs = org.nd4j.linalg.factory.Nd4j.create(scaled, new int[] {1, 1, 5}, 'c');
        double expected = network.output(inputs)[0].getFloat(0) * column.spread() + column.center();
        assertThat(ForecastModel.load(file).predict(rows)).isDeepEqualTo(new double[][] {{expected}});
    }

    @Test
    void aSavedModelPreparesRawRowsAsItsTrainingDid() throws Exception {
        // Everything at once: logarithm, difference, scaling, window; a column known ahead, and the calendar.
        var task = new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of("x"),
                List.of("x", "z"),
                List.of("plan"),
                List.of(CalendarFeature.DAY_OF_WEEK, CalendarFeature.DAY_OF_YEAR),
                3,
                7,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                null,
                12,
                null);
        Map<String, Object> point = new HashMap<>(Trials.QUICK);
        point.putAll(Map.of(
                "logTarget", "LOG", "differencingLag", 2, "scaling", "ROBUST", "windowNormalisation", "STANDARD"));
        var text = new StringBuilder("day,x,z,plan\n");
        double[][] rows = new double[100][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = new double[] {50 + row + 7 * Math.sin(row), row % 4, row % 9};
            text.append(LocalDate.of(2024, 1, 1).plusDays(row));
            Arrays.stream(rows[row]).forEach(cell -> text.append(',').append(cell));
            text.append('\n');
        }
        TrialOrder order = Trials.of(task, Trials.order(folder, "table.csv", Purpose.SEARCH, point, 1));
        Files.writeString(folder.resolve("table.csv"), text);
        LstmTrial.run(order, new Trials.Curve());
        ForecastModel model = ForecastModel.load(file);
        assertThat(model.task()).isEqualTo(task);
        ForecastingData trained = (ForecastingData) LstmTrial.data(order, () -> CsvFile.of(folder.resolve("table.csv")))
                .get(0);
        assertThat(model.preparation()).isEqualTo(trained.preparation());
        int example = 6;
        int first = trained.held().first()[example];
        double[][] window = Arrays.copyOfRange(rows, first - 7, first + 3);
        List<LocalDateTime> times = IntStream.range(first - 7, first + 3)
                .mapToObj(row -> LocalDateTime.of(2024, 1, 1, 0, 0).plusDays(row))
                .toList();
        double[] expected = trained.held()
                .restored(
                        example, Tensors.outputs(model.network(), trained.held().batch(new int[] {example}, 0, 1))[0]);
        assertThat(model.predict(times, window))
                .isDeepEqualTo(new double[][] {{expected[0]}, {expected[1]}, {expected[2]}});
        assertThatThrownBy(() -> model.predict(Arrays.copyOf(window, 7))).hasMessageContaining("know something ahead");
    }

    @Test
    void aSavedModelSaysWhatItIs() throws Exception {
        ModelDescription description = ForecastModel.load(file).description();
        assertThat(description.trial()).isEqualTo(5);
        assertThat(description.hyperparameters().whole("units")).isEqualTo(6);
        assertThat(description.encoding()).isEqualTo(data.preparation());
        assertThat(description.metrics()).containsOnlyKeys("validation.rmse");
        assertThat(description.libraries())
                .containsEntry("deeplearning4j", "1.0.0-M2.1")
                .containsEntry("nd4j", "1.0.0-M2.1");
    }

    @Test
    void plainDeeplearning4jReadsItToo() throws Exception {
        assertThat(ModelSerializer.restoreComputationGraph(file.toFile(), false).params())
                .isEqualTo(network.params());
    }

    /** With all that a network can have; what only training needs is not saved. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cell=PEEPHOLE_LSTM gateActivation=HARDSIGMOID gaussianNoise=0.1 dropRate=0.1",
                "cell=SIMPLE activation=RELU weightInit=ORTHOGONAL",
                "layers=3 residual=YES pooling=AVERAGE direction=BOTH weightInit=LECUN",
                "layers=2 layerWidths=OWN units2=3 pooling=MAXIMUM activation=HARDTANH weightInit=HE",
                "denseLayers=2 denseUnits=4 denseActivation=ELU weightInit=XAVIER_UNIFORM activation=SOFTSIGN",
                "loss=HUBER backPropagationLength=2",
                "recurrentDropRate=0.3",
                "cell=GRU recurrentDropRate=0.3 layers=2",
                "cell=LAYER_NORM_LSTM direction=BOTH pooling=ATTENTION"
            })
    void everyKindOfNetworkIsSavedAndLoaded(String point) throws Exception {
        Map<String, Object> values = new java.util.HashMap<>(Trials.QUICK);
        values.putAll(Trials.point(point));
        TrialOrder order = Trials.order(folder, "table.csv", Purpose.SEARCH, values, 1);
        ComputationGraph some = Network.untrained(order.hyperparameters(), data.shape(), 1);
        ModelFile.save(file, some, ModelDescription.of(order, data.preparation(), Map.of()));
        ForecastModel loaded = ForecastModel.load(file);
        var batch = data.held().batch(new int[] {0, 1}, 0, 2);
        // An LSTM with recurrent drop-out trains on our cells whichever are asked for, and is DL4J's LSTM once saved.
        boolean changesCells = Cells.configured() == Cells.STOCK && point.startsWith("recurrentDropRate");
        float[][] answers = Tensors.outputs(loaded.network(), batch);
        float[][] before = Tensors.outputs(some, batch);
        assertThat(answers).hasSameDimensionsAs(before);
        for (int i = 0; i < before.length; i++) {
            for (int j = 0; j < before[i].length; j++) {
                assertThat(answers[i][j]).isCloseTo(before[i][j], within(changesCells ? 1e-6f : 0));
            }
        }
        boolean isOurs = point.contains("GRU") || point.contains("LAYER_NORM_LSTM");
        assertThat(loaded.description().libraries().containsKey(ModelDescription.OURS))
                .isEqualTo(isOurs);
    }

    @Test
    void aWindowOfAnotherShapeIsRefused() throws Exception {
        ForecastModel model = ForecastModel.load(file);
        assertThatThrownBy(() -> model.predict(new double[4][1]))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("5 rows");
        assertThatThrownBy(() -> model.predict(new double[5][2])).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "normalizer.bin",
                "preprocessor.bin",
                "updaterState.bin",
                "../../evil.sh",
                "/etc/passwd",
                "configuration.json/",
                "Cairn.json"
            })
    void anEntryThatDoesNotBelongThereIsRefused(String name) throws IOException {
        var serialised = new ByteArrayOutputStream();
        new ObjectOutputStream(serialised).writeObject(new java.util.ArrayList<>());
        Map<String, byte[]> entries = entries();
        entries.put(name, serialised.toByteArray());
        assertRefused(entries, "no entry '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"configuration.json", "coefficients.bin", "cairn.json"})
    void aMissingEntryIsRefused(String name) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.remove(name);
        assertRefused(entries, "only");
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("configuration.json", new byte[3 << 20]);
        assertRefused(entries, "unpacks to more than 1048576 bytes");
    }

    @Test
    void coefficientsOfAnotherNumberAreRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] all = entries.get("coefficients.bin");
        entries.put("coefficients.bin", java.util.Arrays.copyOf(all, all.length - 4));
        assertRefused(entries, "coefficients are not the");
        entries.put("coefficients.bin", java.util.Arrays.copyOf(all, 30));
        assertRefused(entries, "end early");
        // The number in the header, which Nd4j.read would believe.
        byte[] lying = all.clone();
        lying[0x34] = 0x7f;
        assertRefused(with(entries, "coefficients.bin", lying), "coefficients are not the");
    }

    @Test
    void coefficientsThatAreNoNumbersAreRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] all = entries.get("coefficients.bin");
        java.nio.ByteBuffer.wrap(all).putFloat(all.length - 4, Float.NaN);
        assertRefused(entries, "not all finite");
    }

    @Test
    void aConfigurationThatNamesAForeignClassIsRefused() throws IOException {
        replaceInConfiguration(
                "org.deeplearning4j.nn.conf.layers.OutputLayer",
                "org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer");
    }

    @Test
    void aConfigurationLargerThanDescribedIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        String larger =
                json.replaceAll("\"nout\" : 6", "\"nout\" : 100000").replaceAll("\"nOut\" : 6", "\"nOut\" : 100000");
        assertThat(larger).isNotEqualTo(json);
        assertRefused(
                with(entries, "configuration.json", larger.getBytes(StandardCharsets.UTF_8)), "the configured one");
    }

    @Test
    void aDescriptionThatDoesNotFitIsRefused() throws IOException {
        Map<String, byte[]> entries = entries();
        String json = new String(entries.get("cairn.json"), StandardCharsets.UTF_8);
        String other = json.replace("\"format\":3", "\"format\":1");
        assertThat(other).isNotEqualTo(json);
        assertRefused(with(entries, "cairn.json", other.getBytes(StandardCharsets.UTF_8)), "format must be 3");
        assertRefused(with(entries, "cairn.json", "null".getBytes(StandardCharsets.UTF_8)), "description");
        String endless = json.replace("\"windowLength\":5", "\"windowLength\":2000000000");
        assertThat(endless).isNotEqualTo(json);
        assertRefused(with(entries, "cairn.json", endless.getBytes(StandardCharsets.UTF_8)), "windowLength must be");
    }

    @Test
    void whatIsNoZipIsRefused() throws IOException {
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> ForecastModel.load(file)).isInstanceOf(InvalidModelException.class);
    }

    private void replaceInConfiguration(String known, String other) throws IOException {
        Map<String, byte[]> entries = entries();
        String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        assertThat(json).contains(known);
        byte[] changed = json.replace(known, other).getBytes(StandardCharsets.UTF_8);
        assertRefused(with(entries, "configuration.json", changed), "names the class '" + other + "'");
    }

    private static Map<String, byte[]> with(Map<String, byte[]> entries, String name, byte[] bytes) {
        var changed = new LinkedHashMap<>(entries);
        changed.put(name, bytes);
        return changed;
    }

    private Map<String, byte[]> entries() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private void assertRefused(Map<String, byte[]> entries, String words) throws IOException {
        Path changed = folder.resolve("changed.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        assertThatThrownBy(() -> ForecastModel.load(changed))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(words);
    }
}
