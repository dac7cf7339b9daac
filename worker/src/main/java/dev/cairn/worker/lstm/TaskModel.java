package dev.cairn.worker.lstm;

import dev.cairn.worker.data.AnomalyEncoding;
import dev.cairn.worker.data.ClassEncoding;
import dev.cairn.worker.data.Encoding;
import java.io.IOException;
import java.nio.file.Path;

/** A saved model of some task, ready to be used. */
public interface TaskModel {
    ModelDescription description();

    /** Tries the model on typical data, and says in words what it answers. */
    String tried();

    /**
     * Loads a model of any task without trusting it.
     *
     * @throws InvalidModelException if it is not a model that a worker saved
     */
    static TaskModel load(Path file) throws IOException, InvalidModelException {
        ModelFile.Content content = ModelFile.load(file);
        Encoding encoding = content.description().encoding();
        if (encoding instanceof AnomalyEncoding) {
            return AnomalyModel.of(content);
        }
        return encoding instanceof ClassEncoding ? ClassifierModel.of(content) : ForecastModel.of(content);
    }
}
