package dev.cairn.api.diagnosis;

import dev.cairn.api.trial.Measurement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a trial's curve says of its training. Rules of thumb, tried in order; the first that holds is told. Their thresholds are set so
 * that small networks built to have each fault are told apart, see the worker's tests.
 *
 * @param evidence one sentence with the numbers that speak for it
 * @param advice one sentence with what to try
 */
public record Diagnosis(Verdict verdict, String evidence, String advice) {
    private static final int FEWEST_EPOCHS = 5;
    /** Of losses that are in deviations of the target, or in nats: of the order of 1 where nothing was learnt. */
    private static final double LARGE_GRADIENT = 100;

    private static final double HOPELESS_LOSS = 100;
    private static final double VANISHING = 1e-2;
    /** A training's loss that rose by more than this share of itself has jumped; a validation's needs more, it has fewer examples. */
    private static final double JUMP = 0.1;

    private static final double VALIDATION_JUMP = 1.0 / 3;

    private static final List<Function<LearningCurve, Optional<Diagnosis>>> RULES = List.of(
            Diagnosis::exploding,
            Diagnosis::tooShort,
            Diagnosis::unstable,
            Diagnosis::overfitting,
            Diagnosis::vanishing,
            Diagnosis::improving,
            Diagnosis::underfitting,
            Diagnosis::plateau);

    /**
     * Diagnoses a training.
     *
     * @param diverged whether the trial ended for that cause: its last epoch is then not among the measurements
     */
    public static Diagnosis of(List<Measurement> measurements, boolean diverged) {
        LearningCurve curve = LearningCurve.of(measurements);
        if (diverged || !curve.isFinite()) {
            return exploding(curve).orElseGet(() -> diverged(curve));
        }
        return RULES.stream()
                .map(rule -> rule.apply(curve))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> good(curve));
    }

    private static Diagnosis diverged(LearningCurve curve) {
        double[] finite = Arrays.stream(curve.train()).filter(Double::isFinite).toArray();
        return new Diagnosis(
                Verdict.DIVERGED,
                finite.length == 0
                        ? "The loss became infinite, not a number or hopeless in the first epoch."
                        : words(
                                "The loss became infinite, not a number or hopeless; it had been %s at best.",
                                lowest(finite)),
                "Lower learningRate by a factor of 10, or begin with some warmUpEpochs.");
    }

    private static Optional<Diagnosis> exploding(LearningCurve curve) {
        double[] norms = curve.largestGradients();
        double largest = 0;
        for (int i = 0; i < norms.length; i++) {
            // Where the loss itself is beyond measure, long gradients are no cause but a consequence.
            boolean counts = curve.train()[i] < HOPELESS_LOSS && Double.isFinite(norms[i]);
            largest = counts ? Math.max(largest, norms[i]) : largest;
        }
        if (largest < LARGE_GRADIENT) {
            return Optional.empty();
        }
        return found(
                Verdict.EXPLODING_GRADIENT,
                words(
                        "The mean norm of a layer's gradient reached %s in an epoch; it had begun with %s.",
                        largest, norms[0]),
                "Set gradientNormLimit to 1 or below, lower learningRate, and prefer the cell LSTM with activation TANH.");
    }

    private static Optional<Diagnosis> tooShort(LearningCurve curve) {
        return curve.epochs() >= FEWEST_EPOCHS
                ? Optional.empty()
                : found(
                        Verdict.TOO_SHORT,
                        words("There are %s epochs, and %s are needed.", curve.epochs(), FEWEST_EPOCHS),
                        "Train for more epochs.");
    }

    private static Optional<Diagnosis> unstable(LearningCurve curve) {
        double[] train = curve.train();
        double[] validation = curve.validation();
        // Near its end a training's loss may double and still be nearly nothing.
        double least = JUMP * lowest(curve.judged());
        int jumps = 0;
        for (int i = 1; i < train.length; i++) {
            double rise = train[i] - train[i - 1];
            boolean trainJumps = rise > JUMP * train[i - 1] && rise > least;
            boolean validationJumps =
                    validation.length > 0 && validation[i] - validation[i - 1] > VALIDATION_JUMP * validation[i - 1];
            jumps += trainJumps || validationJumps ? 1 : 0;
        }
        if (jumps * 5 < train.length) {
            return Optional.empty();
        }
        return found(
                Verdict.UNSTABLE,
                words(
                        "train.loss rose by more than a tenth or validation.loss by more than a third in %s of %s epochs.",
                        jumps, train.length),
                "Lower learningRate by a factor of 3 to 10, let it fall with a schedule, or take larger batches.");
    }

    private static Optional<Diagnosis> overfitting(LearningCurve curve) {
        double[] validation = curve.validation();
        if (validation.length == 0) {
            return Optional.empty();
        }
        int best = LearningCurve.lowest(validation);
        double lowest = validation[best];
        double last = last(validation);
        double[] train = curve.train();
        if (last < 1.1 * lowest || last(train) > 0.9 * train[best]) {
            return Optional.empty();
        }
        return found(
                Verdict.OVERFITTING,
                words(
                        "validation.loss was lowest, %s, in epoch %s and rose to %s, while train.loss fell from %s to %s.",
                        lowest, best + 1, last, train[best], last(train)),
                "Stop early (earlyStoppingPatience), raise dropRate or weightDecay, or take fewer units or more data.");
    }

    private static Optional<Diagnosis> vanishing(LearningCurve curve) {
        double[] first = curve.gradients().get("recurrent1");
        if (first == null) {
            return Optional.empty();
        }
        double largest = LearningCurve.median(curve.largestGradients());
        double reached = LearningCurve.median(first);
        if (reached >= VANISHING * largest || largest == 0) {
            return Optional.empty();
        }
        return found(
                Verdict.VANISHING_GRADIENT,
                words(
                        "The gradient's norm is %s in the first recurrent layer and %s in the layer that has most.",
                        reached, largest),
                "Take fewer layers or residual YES, the cell LSTM instead of SIMPLE, and activation TANH or RELU with HE weights.");
    }

    private static Optional<Diagnosis> improving(LearningCurve curve) {
        double[] judged = curve.judged();
        int from = judged.length * 3 / 4;
        double before = lowest(Arrays.copyOfRange(judged, 0, from));
        double after = lowest(Arrays.copyOfRange(judged, from, judged.length));
        // Much for where it is, if not for where it came from, or at the pace of the whole training.
        boolean much = after < 0.95 * before && before - after > 0.02 * judged[0];
        boolean steady = after < 0.95 * judged[0] && before - after > 0.15 * (judged[0] - after);
        if (!much && !steady) {
            return Optional.empty();
        }
        return found(
                Verdict.STILL_IMPROVING,
                words("%s fell from %s to %s in the last quarter of the epochs.", curve.judgedName(), before, after),
                "Train for twice as many epochs, or raise learningRate somewhat.");
    }

    private static Optional<Diagnosis> underfitting(LearningCurve curve) {
        double[] train = curve.train();
        double lowest = lowest(train);
        if (lowest < 0.7 * train[0]) {
            return Optional.empty();
        }
        return found(
                Verdict.UNDERFITTING,
                words("train.loss only fell from %s to %s, and falls no more.", train[0], lowest),
                "Raise learningRate and units, lower dropRate and penalties, lengthen the window, or give it better features.");
    }

    private static Optional<Diagnosis> plateau(LearningCurve curve) {
        double[] judged = curve.judged();
        int half = judged.length / 2;
        double before = lowest(Arrays.copyOfRange(judged, 0, half));
        double after = lowest(Arrays.copyOfRange(judged, half, judged.length));
        if (after < 0.99 * before) {
            return Optional.empty();
        }
        return found(
                Verdict.PLATEAU,
                words(
                        "%s was %s at best in the first half of the epochs and %s in the second.",
                        curve.judgedName(), before, after),
                "Save epochs by early stopping, or let the rate fall where nothing improves (schedule PLATEAU or COSINE).");
    }

    private static Diagnosis good(LearningCurve curve) {
        double[] judged = curve.judged();
        return new Diagnosis(
                Verdict.GOOD,
                words(
                        "%s fell from %s to %s and has nearly come to rest.",
                        curve.judgedName(), judged[0], lowest(judged)),
                "Nothing in the curve asks for a change.");
    }

    private static Optional<Diagnosis> found(Verdict verdict, String evidence, String advice) {
        return Optional.of(new Diagnosis(verdict, evidence, advice));
    }

    private static double lowest(double[] values) {
        return values[LearningCurve.lowest(values)];
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }

    private static String words(String sentence, Object... values) {
        Object[] rounded = Stream.of(values)
                .map(value -> value instanceof Double d ? String.format(Locale.ROOT, "%.3g", d) : value)
                .toArray();
        return String.format(Locale.ROOT, sentence, rounded);
    }
}
