package dev.cairn.api.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Divides examples that know no order: by chance, each class in the same shares, groups kept together ({@link Stratification}). It
 * knows of an example its class and its group, and nothing else.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClassSplit.HoldOut.class, name = "HOLD_OUT"),
    @JsonSubTypes.Type(value = ClassSplit.KFold.class, name = "K_FOLD")
})
public sealed interface ClassSplit extends Split {
    /**
     * Which examples train a network and which judge it, by their numbers, increasing.
     *
     * @param train of all parts that are not held
     */
    record Fold(int[] train, int[] held) {}

    /**
     * What a search and a confirmation train on.
     *
     * @param search one fold for each network that a trial trains
     * @param confirmation trains on everything but the test part; absent without one
     */
    record Parts(List<Fold> search, @Nullable Fold confirmation) {
        public Parts {
            search = List.copyOf(search);
        }
    }

    /** What chance begins with. */
    Long seed();

    /** Shares of the parts that are not the test part, in the order in which they are held. The last trains only, if so asked. */
    List<Double> shares();

    /** How many of them are held, one after the other; the first ones. */
    int heldParts();

    /**
     * The parts of a data set. Equal for all trials of a study.
     *
     * @param classes names of the classes
     * @param labels [example], index of its class
     * @param groups [example], number of its group
     * @throws InvalidValueException if a part would not have every class
     */
    default Parts parts(List<String> classes, int[] labels, int[] groups) {
        double[] shares = DoubleStream.concat(
                        shares().stream().mapToDouble(share -> share),
                        hasTest() ? DoubleStream.of(test()) : DoubleStream.empty())
                .toArray();
        int[] partOf = Stratification.deal(labels, groups, shares, seed());
        int test = hasTest() ? shares.length - 1 : -1;
        var search = new ArrayList<Fold>();
        for (int part = 0; part < heldParts(); part++) {
            search.add(fold(partOf, part, test));
        }
        Fold confirmation = hasTest() ? fold(partOf, test, test) : null;
        var parts = new Parts(search, confirmation);
        for (Fold fold : search) {
            check(classes, labels, groups, fold);
        }
        if (confirmation != null) {
            check(classes, labels, groups, confirmation);
        }
        return parts;
    }

    private static Fold fold(int[] partOf, int held, int test) {
        return new Fold(where(partOf, part -> part != held && part != test), where(partOf, part -> part == held));
    }

    private static int[] where(int[] partOf, IntPredicate wanted) {
        return IntStream.range(0, partOf.length)
                .filter(i -> wanted.test(partOf[i]))
                .toArray();
    }

    private static void check(List<String> classes, int[] labels, int[] groups, Fold fold) {
        for (int i = 0; i < classes.size(); i++) {
            int some = i;
            long trained =
                    Arrays.stream(fold.train()).filter(e -> labels[e] == some).count();
            long judged =
                    Arrays.stream(fold.held()).filter(e -> labels[e] == some).count();
            if (trained == 0 || judged == 0) {
                int[] all = where(labels, label -> label == some);
                long groupCount =
                        Arrays.stream(all).map(e -> groups[e]).distinct().count();
                throw new InvalidValueException(List.of(new Violation(
                        "",
                        "class '" + classes.get(i) + "' has " + all.length + " examples in " + groupCount
                                + " groups, which leaves " + trained + " to train on and " + judged
                                + " in a part that judges; every part needs one: join it with another class, or take"
                                + " larger or fewer parts")));
            }
        }
    }

    private static void checkTest(Rules rules, double test) {
        rules.check(test >= 0 && test < 1, "/test", () -> "test must be in [0, 1) but was " + test);
    }

    /**
     * One part judges all trials. JSON type {@code HOLD_OUT}.
     *
     * @param validation share of all examples, in (0, 1)
     * @param test share of all examples, in [0, 1); 0 when absent: nothing is confirmed
     * @param seed 0 when absent
     */
    record HoldOut(
            Double validation,
            @Nullable Double test,
            @Nullable Long seed) implements ClassSplit {
        public HoldOut {
            test = test == null ? 0.0 : test;
            seed = seed == null ? 0 : seed;
            double sealed = test;
            var rules = new Rules();
            checkTest(rules, test);
            if (rules.present(validation, "validation")) {
                double held = validation;
                boolean isGood = rules.check(
                        held > 0 && held < 1, "/validation", () -> "validation must be in (0, 1) but was " + held);
                rules.check(
                        !isGood || sealed < 0 || sealed >= 1 || held + sealed < 1,
                        "/validation",
                        () -> "validation and test must leave examples to train on but were " + held + " and "
                                + sealed);
            }
            rules.hold();
        }

        @Override
        public List<Double> shares() {
            return List.of(validation, 1 - validation - test);
        }

        @Override
        public int heldParts() {
            return 1;
        }
    }

    /**
     * Parts of equal size, each of them judging one network that the others trained. JSON type {@code K_FOLD}.
     *
     * @param folds in [2, {@value TimeSplit#MOST_FOLDS}]
     * @param test share of all examples, in [0, 1); 0 when absent: nothing is confirmed
     * @param seed 0 when absent
     */
    record KFold(
            Integer folds, @Nullable Double test, @Nullable Long seed) implements ClassSplit {
        public KFold {
            test = test == null ? 0.0 : test;
            seed = seed == null ? 0 : seed;
            var rules = new Rules();
            checkTest(rules, test);
            if (rules.present(folds, "folds")) {
                int count = folds;
                rules.check(
                        count >= 2 && count <= TimeSplit.MOST_FOLDS,
                        "/folds",
                        () -> "folds must be in [2, " + TimeSplit.MOST_FOLDS + "] but was " + count);
            }
            rules.hold();
        }

        @Override
        public List<Double> shares() {
            return DoubleStream.generate(() -> (1 - test) / folds)
                    .limit(folds)
                    .boxed()
                    .toList();
        }

        @Override
        public int heldParts() {
            return folds;
        }
    }
}
