package dev.cairn.worker;

import dev.cairn.client.ModelLoader;
import dev.cairn.worker.lstm.InvalidModelException;
import dev.cairn.worker.lstm.TaskModel;
import java.io.IOException;
import java.nio.file.Path;

/** Lets {@code study.best().load(ForecastModel.class)} work wherever this jar is on the class path. */
public final class TaskModelLoader implements ModelLoader {
    @Override
    public Class<?> type() {
        return TaskModel.class;
    }

    @Override
    public TaskModel load(Path file) throws IOException {
        try {
            return TaskModel.load(file);
        } catch (InvalidModelException e) {
            throw new IOException("the file is no model of a task: " + e.getMessage(), e);
        }
    }
}
