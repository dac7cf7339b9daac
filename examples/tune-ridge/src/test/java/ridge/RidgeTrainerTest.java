package ridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cairn.api.lease.Outcome;
import dev.cairn.client.testkit.Rehearsal;
import dev.cairn.client.testkit.Rehearsed;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The trainer alone: no service, no worker. */
class RidgeTrainerTest {
    private static final Hyperparameters QUICK = new Hyperparameters(1e-3, 3, 1, false);

    private final RidgeTrainer trainer = new RidgeTrainer(waves());

    /** Temperatures that the three days before tell exactly. */
    private static Weather waves() {
        int days = 1100;
        double[] highest = IntStream.range(0, days)
                .mapToDouble(day -> 15 + 8 * Math.sin(day / 9.0))
                .toArray();
        double[] lowest = Arrays.stream(highest).map(degrees -> degrees - 6).toArray();
        LocalDate[] dates =
                IntStream.range(0, days).mapToObj(LocalDate.of(2012, 1, 1)::plusDays).toArray(LocalDate[]::new);
        return new Weather(dates, highest, lowest, new double[days]);
    }

    @Test
    void aSeriesThatThePastTellsIsForecastAlmostExactly() {
        Rehearsed end = Rehearsal.of(trainer, QUICK).objectives(RidgeTrainer.METRIC).run();
        assertEquals(Outcome.Result.COMPLETED, end.result().result());
        assertEquals(RidgeTrainer.FOLDS, end.curve().size());
        assertTrue(end.result().metrics().get(RidgeTrainer.METRIC) < 0.01);
        assertTrue(trainer.test(QUICK) < trainer.testOfPersistence() / 10);
    }

    @Test
    void aPrunerEndsItBetweenTwoFolds() {
        Rehearsed end = Rehearsal.of(trainer, QUICK).stopAfter(2).run();
        assertEquals(Outcome.Result.PRUNED, end.result().result());
        assertEquals(2, end.curve().size());
    }

    @Test
    void aStrongerPenaltyForecastsWorse() {
        var strong = new Hyperparameters(1e4, 3, 1, false);
        assertTrue(trainer.test(strong) > trainer.test(QUICK));
    }
}
