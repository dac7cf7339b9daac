package dev.cairn.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.search.objective.Curve;
import dev.cairn.search.objective.Direction;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.pruner.Others.Peer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every pruner keeps to. Losses lie in [0, 1.2]; trials have up to 27 steps and report all, or some, of them. */
abstract class PrunerContract {
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private static final int STEPS = 27;
    private static final int CASES = 300;

    abstract Pruner pruner();

    /** A trial to be judged, and the others. */
    private record Case(long number, Curve own, long previousStep, List<Peer> peers) {
        Verdict judgedBy(Pruner pruner) {
            return judgedBy(pruner, LOSS);
        }

        Verdict judgedBy(Pruner pruner, Objective objective) {
            return pruner.judge(new Running(number, objective, own, previousStep), Others.of(objective, peers));
        }

        Case with(UnaryOperator<Curve> change, UnaryOperator<Double> value) {
            List<Peer> changed = peers.stream()
                    .map(peer -> new Peer(
                            peer.number(),
                            change.apply(peer.curve()),
                            peer.value() == null ? null : value.apply(peer.value())))
                    .toList();
            return new Case(number, change.apply(own), previousStep, changed);
        }
    }

    @Test
    void amongRandomTrialsSomeAreStoppedAndSomeAreNot() {
        long stopped = randomCases().filter(c -> c.judgedBy(pruner()).stops()).count();

        assertThat(stopped).isLessThan(CASES);
        assertThat(stopped > 0).isEqualTo(!(pruner() instanceof NoPruner));
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        assertThat(randomCases())
                .allSatisfy(c -> assertThat(c.judgedBy(pruner())).isEqualTo(c.judgedBy(pruner())));
    }

    @Test
    void theOrderOfTheOthersMeansNothing() {
        assertThat(randomCases()).allSatisfy(c -> {
            var shuffled = new ArrayList<>(c.peers);
            Collections.shuffle(shuffled, new Random(1));
            assertThat(new Case(c.number, c.own, c.previousStep, shuffled).judgedBy(pruner()))
                    .isEqualTo(c.judgedBy(pruner()));
        });
    }

    @Test
    void negatedValuesInTheOtherDirectionAreJudgedTheSame() {
        var gain = new Objective("gain", Direction.MAXIMIZE);
        assertThat(randomCases())
                .allSatisfy(c -> assertThat(c.with(curve -> mapped(curve, v -> -v), v -> -v)
                                .judgedBy(mirrored(pruner()), gain)
                                .stops())
                        .isEqualTo(c.judgedBy(pruner()).stops()));
    }

    private static Pruner mirrored(Pruner pruner) {
        return pruner instanceof ThresholdPruner threshold
                ? new ThresholdPruner(
                        negated(threshold.atLeast()), negated(threshold.atMost()), threshold.warmupSteps())
                : pruner;
    }

    private static Double negated(Double limit) {
        return limit == null ? null : -limit;
    }

    @Test
    void reportsThatAreNotFiniteDoNotMatter() {
        double[] strange = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        UnaryOperator<Curve> spoilt = curve -> {
            var values = new TreeMap<>(curve.values());
            for (long step = 0; step < STEPS + 3; step++) {
                values.putIfAbsent(step, strange[(int) step % 3]);
            }
            return Curve.of(values);
        };
        assertThat(randomCases())
                .allSatisfy(c ->
                        assertThat(c.with(spoilt, v -> v).judgedBy(pruner())).isEqualTo(c.judgedBy(pruner())));
    }

    @Test
    void nothingIsStoppedWhereThePrunerDoesNotAsk() {
        long silent = randomCases()
                .filter(c -> !pruner().asks(c.previousStep, c.own.values().lastKey()))
                .peek(c -> assertThat(c.judgedBy(pruner()).stops()).isFalse())
                .count();
        // A patience or warm-up of a few steps, or the gap between two rungs.
        assertThat(silent).isPositive();
    }

    @Test
    void atTheStartNothingIsStopped() {
        assertThat(pruner().asks(Pruner.NO_STEP, 0)).isFalse();
        assertThat(new Case(50, curve(0, 1), Pruner.NO_STEP, peers(20, i -> flat(0.1, STEPS)))
                        .judgedBy(pruner())
                        .stops())
                .isFalse();
    }

    @Test
    void theBestTrialSoFarIsNotStopped() {
        assertThat(randomCases()).allSatisfy(c -> {
            Curve leading = mapped(c.own, v -> v / 1000);
            Case best = new Case(
                    c.number,
                    leading,
                    c.previousStep,
                    c.with(curve -> mapped(curve, v -> v + 0.0012), v -> v + 0.0012).peers);
            assertThat(best.judgedBy(pruner()).stops()).isFalse();
        });
    }

    @Test
    void aTrialWithoutOthersIsNotStopped() {
        assertThat(randomCases())
                .allSatisfy(c -> assertThat(new Case(c.number, mapped(c.own, v -> v / 2), c.previousStep, List.of())
                                .judgedBy(pruner())
                                .stops())
                        .isFalse());
    }

    @Test
    void equalTrialsAreNotStopped() {
        for (int others : new int[] {1, 2, 3, 10, 100}) {
            for (long number = 1000; number < 1030; number++) {
                for (Curve same : List.of(flat(0.1, STEPS), mapped(flat(0.3, STEPS), v -> v / 3), falling(1, STEPS))) {
                    Case equal = new Case(
                            number,
                            mapped(same, v -> v * 0.7),
                            Pruner.NO_STEP,
                            peers(others, i -> mapped(same, v -> v * 0.7)));
                    assertThat(equal.judgedBy(pruner()).stops()).isFalse();
                }
            }
        }
    }

    @Test
    void aHopelessTrialIsStoppedHoweverItReports() {
        List<Peer> good = peers(60, i -> falling(0.1 + i / 1000.0, STEPS));
        for (Curve hopeless : List.of(flat(1, STEPS), curve(20, 1, 25, 1, 26, 1), curve(6, 1, 26, 1))) {
            // Some are controls, or in a bracket that stops nothing.
            boolean stopped = LongStream.range(1001, 1030)
                    .anyMatch(number -> new Case(number, hopeless, Pruner.NO_STEP, good)
                            .judgedBy(pruner())
                            .stops());
            assertThat(stopped).isEqualTo(!(pruner() instanceof NoPruner));
        }
    }

    @Test
    void aReasonIsAClauseInTheObjectivesUnit() {
        assertThat(randomCases().map(c -> c.judgedBy(pruner())).filter(Verdict::stops))
                .allSatisfy(verdict -> assertThat(verdict.reason())
                        .matches("[a-z].*[^.]")
                        .doesNotContain("-")
                        .containsPattern("is [01]\\.\\d"));
    }

    @Test
    void extremeValuesAndManyTrialsAreAnswered() {
        for (double scale : new double[] {Double.MIN_VALUE, 1e-300, 1e300, Double.MAX_VALUE / 2}) {
            assertThat(randomCases())
                    .allSatisfy(c -> assertThat(c.with(curve -> mapped(curve, v -> (v - 0.5) * scale), v -> v * scale)
                                    .judgedBy(pruner()))
                            .isNotNull());
        }
        List<Peer> many = peers(20_000, i -> falling(0.1 + i / 50_000.0, 9));
        assertThat(new Case(30_001, falling(0.05, 9), Pruner.NO_STEP, many)
                        .judgedBy(pruner())
                        .stops())
                .isFalse();
    }

    @Test
    void farStepsAreAnswered() {
        Curve far = curve(Long.MAX_VALUE - 1, 0.5, Long.MAX_VALUE, 0.5);
        assertThat(new Case(1001, far, Pruner.NO_STEP, peers(60, i -> far))
                        .judgedBy(pruner())
                        .stops())
                .isFalse();
    }

    /** Trials that begin at 0.5 to 1.2 and fall, with noise; every other case reports only some steps. */
    private static Stream<Case> randomCases() {
        return IntStream.range(0, CASES).mapToObj(seed -> {
            var random = new Random(seed);
            var peers = new ArrayList<Peer>();
            int count = random.nextInt(40);
            for (int i = 1; i <= count; i++) {
                boolean completed = random.nextInt(3) > 0;
                Curve curve = random(random, completed ? STEPS : 1 + random.nextInt(STEPS), seed % 2 == 0);
                peers.add(new Peer(
                        i, curve, completed ? curve.values().lastEntry().getValue() : null));
            }
            Curve own = random(random, 1 + random.nextInt(STEPS), seed % 2 == 0);
            long previous = own.values().lastKey() - 1 - random.nextInt(3);
            return new Case(count + 1 + random.nextInt(5), own, Math.max(Pruner.NO_STEP, previous), peers);
        });
    }

    private static Curve random(Random random, int steps, boolean all) {
        double start = 0.6 + 0.5 * random.nextDouble();
        double end = start * random.nextDouble();
        var values = new TreeMap<Long, Double>();
        for (long step = 1; step <= steps; step++) {
            if (all || step == steps || random.nextInt(3) == 0) {
                values.put(step, end + (start - end) / step + 0.1 * random.nextDouble());
            }
        }
        return Curve.of(values);
    }

    private static List<Peer> peers(int count, java.util.function.IntFunction<Curve> curve) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Peer(
                        i, curve.apply(i), curve.apply(i).values().lastEntry().getValue()))
                .toList();
    }

    static Curve flat(double value, int steps) {
        var values = new TreeMap<Long, Double>();
        LongStream.rangeClosed(1, steps).forEach(step -> values.put(step, value));
        return Curve.of(values);
    }

    /** From twice a value down to it. */
    private static Curve falling(double value, int steps) {
        var values = new TreeMap<Long, Double>();
        LongStream.rangeClosed(1, steps).forEach(step -> values.put(step, value * (2 - (double) step / steps)));
        return Curve.of(values);
    }

    /** Of steps and values in turn. */
    static Curve curve(double... stepsAndValues) {
        var values = new TreeMap<Long, Double>();
        for (int i = 0; i < stepsAndValues.length; i += 2) {
            values.put((long) stepsAndValues[i], stepsAndValues[i + 1]);
        }
        return Curve.of(values);
    }

    private static Curve mapped(Curve curve, UnaryOperator<Double> change) {
        var values = new TreeMap<Long, Double>();
        curve.values().forEach((step, value) -> values.put(step, change.apply(value)));
        return Curve.of(values);
    }
}
