package dev.cairn.worker;

import dev.cairn.worker.lstm.InvalidModelException;
import dev.cairn.worker.lstm.ModelDescription;
import dev.cairn.worker.lstm.TaskModel;
import java.io.IOException;
import java.nio.file.Path;

/** Shows that a saved model can be used: loads it and tries it on typical data. */
public final class VerifyModel {
    private VerifyModel() {}

    /** Takes the model's file; exit code 0 and a line on standard output, or 1 and a sentence on standard error. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: VerifyModel FILE");
            System.exit(1);
        }
        try {
            System.out.println(verify(Path.of(args[0])));
            System.exit(0);
        } catch (IOException | InvalidModelException e) {
            System.err.println("The model cannot be used: " + e.getMessage());
            System.exit(1);
        }
    }

    static String verify(Path file) throws IOException, InvalidModelException {
        TaskModel model = TaskModel.load(file);
        ModelDescription description = model.description();
        return "The model of trial " + description.trial() + " (study " + description.studyName() + ") loads; "
                + model.tried();
    }
}
