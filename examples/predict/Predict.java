import dev.cairn.worker.lstm.ForecastModel;
import java.nio.file.Path;
import java.util.Arrays;

public class Predict {
    public static void main(String[] args) throws Exception {
        ForecastModel model = ForecastModel.load(Path.of(args[0]));
        double[][] forecast = model.predict(Path.of(args[1]));
        System.out.println(model.task().targets() + " = " + Arrays.deepToString(forecast));
    }
}
