package ridge;

import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudySpec;
import dev.cairn.client.Best;
import dev.cairn.client.CairnClient;
import dev.cairn.client.Study;
import dev.cairn.client.space.RecordSpace;
import dev.cairn.client.worker.Worker;
import dev.cairn.search.objective.Objective;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tunes a ridge regression: {@code Tune <study> <csv> <trials>}. The service is the one of {@code CAIRN_URL}. */
public final class Tune {
    private Tune() {}

    public static void main(String[] args) throws Exception {
        var trainer = new RidgeTrainer(Weather.read(Path.of(args[1])));
        RecordSpace<Hyperparameters> space = RecordSpace.of(Hyperparameters.class);
        StudySpec spec = StudySpec.of(
                        args[0],
                        space.space(),
                        List.of(new Objective(RidgeTrainer.METRIC, null)),
                        Budget.ofTrials(Long.parseLong(args[2])))
                .withSeed(7);

        CairnClient client = CairnClient.fromEnvironment();
        Study study = client.study(spec);
        Worker.builder(client)
                .study(study)
                .trainer(Hyperparameters.class, trainer)
                .slots(2)
                .untilTheEnd()
                .build()
                .stopOnSignal(() -> {})
                .run();

        Best best = study.best();
        System.out.println("best of " + study.trials().count() + " trials: " + best.point().values());
        System.out.printf(
                Locale.ROOT,
                "error in folds %.3f, in the year held back %.3f; of persistence there %.3f%n",
                best.metrics().get(RidgeTrainer.METRIC),
                trainer.test(space.bind(best.point())),
                trainer.testOfPersistence());
    }
}
