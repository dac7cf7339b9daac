import dev.cairn.worker.lstm.ClassifierModel;
import java.nio.file.Path;

public class Classify {
    public static void main(String[] args) throws Exception {
        ClassifierModel model = ClassifierModel.load(Path.of(args[0]));
        System.out.println(model.predict(args[1]));
    }
}
