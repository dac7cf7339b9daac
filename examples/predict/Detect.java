import dev.cairn.worker.lstm.AnomalyModel;
import java.nio.file.Path;

public class Detect {
    public static void main(String[] args) throws Exception {
        for (AnomalyModel.Step step : AnomalyModel.load(Path.of(args[0])).detect(Path.of(args[1]))) {
            System.out.println(step.time() + " " + step.score() + (step.alarm() ? " ALARM" : ""));
        }
    }
}
