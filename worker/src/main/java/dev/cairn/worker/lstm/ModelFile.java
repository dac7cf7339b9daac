package dev.cairn.worker.lstm;

import dev.cairn.api.CairnJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The model as a zip that DL4J's {@code ModelSerializer} reads, too: {@code configuration.json}, {@code coefficients.bin}, and
 * our {@value ModelDescription#FILE}.
 *
 * <p>Loading trusts nothing. {@code ModelSerializer} would deserialise Java objects from entries with certain names; here
 * exactly the three entries may be there, each with a limit on its unpacked size, no Java object is deserialised, only known
 * classes may be named in the configuration, and the number of coefficients is checked before memory is asked for.
 */
final class ModelFile {
    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final Map<String, Integer> LARGEST =
            Map.of(CONFIGURATION, 1 << 20, COEFFICIENTS, 1 << 28, ModelDescription.FILE, 1 << 24);
    /** What {@link Network} makes, as DL4J names it in JSON. */
    private static final Set<String> KNOWN_CLASSES = Set.of(
            "dev.cairn.worker.lstm.cell.AttentionPooling",
            "dev.cairn.worker.lstm.cell.CellLayer",
            "org.deeplearning4j.nn.conf.distribution.NormalDistribution",
            "org.deeplearning4j.nn.conf.distribution.OrthogonalDistribution",
            "org.deeplearning4j.nn.conf.graph.ElementWiseVertex",
            "org.deeplearning4j.nn.conf.graph.LayerVertex",
            "org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex",
            "org.deeplearning4j.nn.conf.layers.DenseLayer",
            "org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer",
            "org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer",
            "org.deeplearning4j.nn.conf.layers.GravesLSTM",
            "org.deeplearning4j.nn.conf.layers.LSTM",
            "org.deeplearning4j.nn.conf.layers.OutputLayer",
            "org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional",
            "org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn",
            "org.deeplearning4j.nn.weights.WeightInitDistribution",
            "org.deeplearning4j.nn.weights.WeightInitNormal",
            "org.deeplearning4j.nn.weights.WeightInitRelu",
            "org.deeplearning4j.nn.weights.WeightInitXavier",
            "org.deeplearning4j.nn.weights.WeightInitXavierUniform",
            "org.nd4j.linalg.activations.impl.ActivationELU",
            "org.nd4j.linalg.activations.impl.ActivationHardSigmoid",
            "org.nd4j.linalg.activations.impl.ActivationHardTanH",
            "org.nd4j.linalg.activations.impl.ActivationIdentity",
            "org.nd4j.linalg.activations.impl.ActivationReLU",
            "org.nd4j.linalg.activations.impl.ActivationSigmoid",
            "org.nd4j.linalg.activations.impl.ActivationSoftSign",
            "org.nd4j.linalg.activations.impl.ActivationSoftmax",
            "org.nd4j.linalg.activations.impl.ActivationTanH",
            "org.nd4j.linalg.learning.config.Sgd",
            "org.nd4j.linalg.lossfunctions.impl.LossMCXENT",
            "org.nd4j.linalg.lossfunctions.impl.LossMSE",
            "org.nd4j.linalg.schedule.FixedSchedule");

    private ModelFile() {}

    static void save(Path file, ComputationGraph network, ModelDescription description) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntries.begin(zip, CONFIGURATION);
            zip.write(Network.trained(
                            description.hyperparameters(),
                            description.encoding().shape(),
                            description.seed())
                    .toJson()
                    .getBytes(StandardCharsets.UTF_8));
            ZipEntries.begin(zip, COEFFICIENTS);
            Coefficients.write(network.params(), zip);
            ZipEntries.begin(zip, ModelDescription.FILE);
            zip.write(CairnJson.strict().writeValueAsBytes(description));
        }
    }

    /** A model as it was saved. */
    record Content(ComputationGraph network, ModelDescription description) {}

    static Content load(Path file) throws IOException, InvalidModelException {
        Map<String, byte[]> entries = ZipEntries.read(file, "model", LARGEST);
        ModelDescription description = description(entries);
        try {
            return new Content(
                    network(entries.get(CONFIGURATION), entries.get(COEFFICIENTS), description), description);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new InvalidModelException("the model cannot be read: " + e.getMessage(), e);
        }
    }

    private static ModelDescription description(Map<String, byte[]> entries) throws InvalidModelException {
        try {
            ModelDescription description =
                    CairnJson.strict().readValue(entries.get(ModelDescription.FILE), ModelDescription.class);
            if (description == null) {
                throw new InvalidModelException("the model's description is empty");
            }
            return description;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new InvalidModelException("the model's description cannot be read: " + e.getMessage(), e);
        }
    }

    private static ComputationGraph network(byte[] json, byte[] coefficients, ModelDescription description)
            throws InvalidModelException {
        requireKnownClasses(CairnJson.tolerant().readTree(json));
        ComputationGraphConfiguration configuration;
        try {
            configuration = ComputationGraphConfiguration.fromJson(new String(json, StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new InvalidModelException("the network's configuration cannot be read: " + e.getMessage(), e);
        }
        long parameters = parameters(configuration);
        // As many as the described network has: bounds the memory asked for, and ties the two files together.
        ComputationGraphConfiguration described = Network.trained(
                description.hyperparameters(), description.encoding().shape(), description.seed());
        if (parameters != parameters(described)) {
            throw new InvalidModelException("the described network has " + parameters(described)
                    + " parameters, the configured one " + parameters);
        }
        float[] values = Coefficients.read(coefficients, parameters);
        ComputationGraph network = Network.initialised(configuration);
        network.setParams(Nd4j.create(values, new int[] {1, values.length}, 'c'));
        return network;
    }

    private static long parameters(ComputationGraphConfiguration configuration) {
        return configuration.getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(false))
                .sum();
    }

    private static void requireKnownClasses(JsonNode node) throws InvalidModelException {
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            String value = property.getValue().asString("");
            if (property.getKey().equals("@class") && !KNOWN_CLASSES.contains(value)) {
                throw new InvalidModelException("the network's configuration names the class '" + value + "'");
            }
        }
        for (JsonNode child : node) {
            requireKnownClasses(child);
        }
    }
}
