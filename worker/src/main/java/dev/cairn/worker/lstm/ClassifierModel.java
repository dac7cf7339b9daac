package dev.cairn.worker.lstm;

import dev.cairn.api.task.Classification;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import dev.cairn.worker.data.ClassEncoding;
import dev.cairn.worker.data.ClassExamples;
import dev.cairn.worker.data.SequenceEncoding;
import dev.cairn.worker.data.TextEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A saved model, ready to tell classes. Not safe for use by several threads. */
public final class ClassifierModel implements TaskModel {
    private final ComputationGraph network;
    private final ModelDescription description;
    private final ClassEncoding encoding;

    private ClassifierModel(ModelFile.Content content, ClassEncoding encoding) {
        this.network = content.network();
        this.description = content.description();
        this.encoding = encoding;
    }

    /**
     * Loads a model without trusting it.
     *
     * @throws InvalidModelException if it is not a model that a worker saved, or not one that classifies
     */
    public static ClassifierModel load(Path file) throws IOException, InvalidModelException {
        return of(ModelFile.load(file));
    }

    static ClassifierModel of(ModelFile.Content content) throws InvalidModelException {
        if (content.description().encoding() instanceof ClassEncoding encoding) {
            return new ClassifierModel(content, encoding);
        }
        throw new InvalidModelException(
                "the model is of the task " + content.description().task().type() + " and does not classify");
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    public Classification task() {
        return encoding.task();
    }

    /** Names of the classes, in the order of the answers. */
    public List<String> classes() {
        return encoding.classes();
    }

    /**
     * Classifies a text.
     *
     * @return the probability of each class, in the order of {@link #classes()}
     * @throws InvalidValueException if there is no text, or the model is of sequences
     */
    public Map<String, Double> predict(String text) {
        if (encoding instanceof TextEncoding texts) {
            return predicted(texts.encode(text));
        }
        throw refused("the model classifies sequences of numbers");
    }

    /**
     * Classifies a sequence.
     *
     * @param rows [row][feature], oldest first, with the task's features in their order and their own units
     * @return the probability of each class, in the order of {@link #classes()}
     * @throws InvalidValueException if it is no such sequence, or the model is of texts
     */
    public Map<String, Double> predict(double[][] rows) {
        if (encoding instanceof SequenceEncoding sequences) {
            return predicted(sequences.encode(rows));
        }
        throw refused("the model classifies texts");
    }

    @Override
    public String tried() {
        return "of a typical example it says " + predicted(encoding.typical());
    }

    private Map<String, Double> predicted(float[] steps) {
        float[] answer = Tensors.outputs(network, ClassExamples.single(steps, encoding))[0];
        var probabilities = new LinkedHashMap<String, Double>();
        for (int i = 0; i < answer.length; i++) {
            probabilities.put(classes().get(i), (double) answer[i]);
        }
        return probabilities;
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}
