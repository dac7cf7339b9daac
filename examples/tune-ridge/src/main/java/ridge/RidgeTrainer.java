package ridge;

import dev.cairn.client.worker.Result;
import dev.cairn.client.worker.Trainer;
import dev.cairn.client.worker.TrialContext;
import dev.cairn.client.worker.TrialException;

/**
 * Judges hyperparameters by a rolling origin: each fold trains on all days before it and forecasts its own. The error over the
 * folds so far is the trial's curve, so that a pruner can end it after some of them.
 */
public final class RidgeTrainer implements Trainer<Hyperparameters> {
    public static final String METRIC = "validation.rmse";

    static final int FOLDS = 6;
    /** The last year is not looked at: it is for the winner. */
    private static final int HELD_BACK = 365;

    private static final int FOLD_DAYS = 100;

    private final Weather weather;

    public RidgeTrainer(Weather weather) {
        this.weather = weather;
    }

    @Override
    public Result train(Hyperparameters h, TrialContext trial) throws TrialException {
        double squares = 0;
        double error = Double.NaN;
        int end = weather.days() - 1 - HELD_BACK;
        for (int fold = 1; fold <= FOLDS && !trial.shouldStop(); fold++) {
            int from = end - (FOLDS + 1 - fold) * FOLD_DAYS;
            squares += squaredErrors(h, from, from + FOLD_DAYS);
            error = Math.sqrt(squares / (fold * FOLD_DAYS));
            if (!Double.isFinite(error)) {
                throw TrialException.diverged("the error is " + error + " after fold " + fold);
            }
            trial.report(fold, METRIC, error);
        }
        return Result.of(METRIC, error);
    }

    /** The error in the year that no trial has seen. */
    public double test(Hyperparameters h) {
        int to = weather.days() - 1;
        return Math.sqrt(squaredErrors(h, to - HELD_BACK, to) / HELD_BACK);
    }

    /** The same of saying that tomorrow will be like today. */
    public double testOfPersistence() {
        int to = weather.days() - 1;
        double squares = 0;
        for (int day = to - HELD_BACK; day < to; day++) {
            squares += Math.pow(weather.highest()[day + 1] - weather.highest()[day], 2);
        }
        return Math.sqrt(squares / HELD_BACK);
    }

    private double squaredErrors(Hyperparameters h, int from, int to) {
        int first = h.days() - 1;
        Ridge model = Ridge.fit(weather.features(first, from, h), weather.answers(first, from), h.penalty());
        double[] answers = weather.answers(from, to);
        double squares = 0;
        for (int day = from; day < to; day++) {
            squares += Math.pow(model.predict(weather.features(day, h)) - answers[day - from], 2);
        }
        return squares;
    }
}
