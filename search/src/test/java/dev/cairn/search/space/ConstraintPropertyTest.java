package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random texts, written with as many or as few parentheses as it takes, against values computed while writing them. */
class ConstraintPropertyTest {
    private static final Map<String, Object> VALUES =
            Map.of("a", 3L, "b", -0.5, "c.d", 8.0, "e", 0L, "k", "x", "t", true);
    private static final List<String> NUMBERS = List.of("a", "b", "c.d", "e");

    /** What is written, how tightly its operator binds (larger is tighter) and what it is worth. */
    private record Number(String text, int binding, double value) {
        String within(int least) {
            return binding < least ? "(" + text + ")" : text;
        }
    }

    /** By Kleene: null where a number that is not finite decides. */
    private record Truth(String text, int binding, @Nullable Boolean value) {
        String within(int least) {
            return binding < least ? "(" + text + ")" : text;
        }
    }

    private final Random random = new Random(17);

    @Test
    void aConstraintHoldsExactlyWhereItsMeaningSaysSo() {
        var held = new HashMap<Boolean, Integer>();
        for (int i = 0; i < 20_000; i++) {
            Truth truth = truth(4);
            if (truth.text.length() <= 1000) {
                var constraint = new Constraint(truth.text);
                boolean expected = Boolean.TRUE.equals(truth.value);
                assertThat(constraint.holds(VALUES)).as(truth.text).isEqualTo(expected);
                assertThat(constraint.breach(VALUES) == 0).as(truth.text).isEqualTo(expected);
                held.merge(expected, 1, Integer::sum);
            }
        }
        assertThat(held.get(true)).isGreaterThan(2000);
        assertThat(held.get(false)).isGreaterThan(2000);
    }

    @Test
    void whatHoldsSomewhereIsNeverTakenForImpossible() {
        int impossible = 0;
        for (int i = 0; i < 20_000; i++) {
            Truth truth = truth(4);
            var bounds = new HashMap<String, Interval>();
            for (String name : NUMBERS) {
                double value = ((java.lang.Number) VALUES.get(name)).doubleValue();
                double reach = random.nextInt(3);
                bounds.put(name, new Interval(value - reach, value + random.nextDouble() * reach));
            }
            boolean mayHold = ConstraintParser.parse(truth.text).mayHold(bounds);
            assertThat(mayHold || !Boolean.TRUE.equals(truth.value))
                    .as(truth.text)
                    .isTrue();
            impossible += mayHold ? 0 : 1;
        }
        assertThat(impossible).isGreaterThan(1000);
    }

    private Truth truth(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return random.nextInt(4) == 0 ? category() : comparison(depth);
        }
        switch (random.nextInt(3)) {
            case 0 -> {
                Truth inner = truth(depth - 1);
                return new Truth("not " + inner.within(3), 3, inner.value == null ? null : !inner.value);
            }
            case 1 -> {
                Truth left = truth(depth - 1);
                Truth right = truth(depth - 1);
                Boolean value = Boolean.FALSE.equals(left.value) || Boolean.FALSE.equals(right.value)
                        ? Boolean.FALSE
                        : left.value == null || right.value == null ? null : Boolean.TRUE;
                return new Truth(left.within(2) + " and " + right.within(3), 2, value);
            }
            default -> {
                Truth left = truth(depth - 1);
                Truth right = truth(depth - 1);
                Boolean value = Boolean.TRUE.equals(left.value) || Boolean.TRUE.equals(right.value)
                        ? Boolean.TRUE
                        : left.value == null || right.value == null ? null : Boolean.FALSE;
                return new Truth(left.within(1) + " or " + right.within(2), 1, value);
            }
        }
    }

    private Truth category() {
        return List.of(
                        new Truth("k == 'x'", 4, true),
                        new Truth("\"y\" == k", 4, false),
                        new Truth("k != 'x'", 4, false),
                        new Truth("k in ['z','y']", 4, false),
                        new Truth("k in ['z','x']", 4, true),
                        new Truth("t == true", 4, true),
                        new Truth("t != true", 4, false),
                        new Truth("a in [1, 3, -4.5]", 4, true),
                        new Truth("b in [-0.5]", 4, true),
                        new Truth("k == t", 4, false),
                        new Truth("a != b", 4, true))
                .get(random.nextInt(11));
    }

    private Truth comparison(int depth) {
        Number left = number(depth);
        Number right = random.nextInt(4) == 0 ? left : number(depth);
        double l = left.value;
        double r = right.value;
        boolean equal = Math.abs(l - r) <= 1e-12 * Math.max(Math.abs(l), Math.abs(r));
        int which = random.nextInt(6);
        boolean value = switch (which) {
            case 0 -> equal || l < r;
            case 1 -> !equal && l < r;
            case 2 -> equal || l > r;
            case 3 -> !equal && l > r;
            case 4 -> equal;
            default -> !equal;
        };
        String symbol = List.of("<=", "<", ">=", ">", "==", "!=").get(which);
        boolean finite = Double.isFinite(l) && Double.isFinite(r);
        return new Truth(left.within(1) + symbol + right.within(1), 4, finite ? value : null);
    }

    private Number number(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            if (random.nextBoolean()) {
                String name = NUMBERS.get(random.nextInt(NUMBERS.size()));
                return new Number(name, 5, ((java.lang.Number) VALUES.get(name)).doubleValue());
            }
            double constant = random.nextInt(3) == 0 ? random.nextInt(5) : random.nextDouble() * 10;
            return new Number(Double.toString(constant), 5, constant);
        }
        Number x = number(depth - 1);
        Number y = number(depth - 1);
        return switch (random.nextInt(11)) {
            case 0 -> new Number(x.within(1) + " + " + y.within(2), 1, x.value + y.value);
            case 1 -> new Number(x.within(1) + "-" + y.within(2), 1, x.value - y.value);
            case 2 -> new Number(x.within(2) + "*" + y.within(3), 2, x.value * y.value);
            case 3 -> new Number(x.within(2) + " /" + y.within(3), 2, x.value / y.value);
            case 4 -> new Number(x.within(2) + "% " + y.within(3), 2, x.value % y.value);
            case 5 -> new Number("-" + x.within(3), 3, 0 - x.value);
            case 6 -> new Number(x.within(5) + "^" + y.within(3), 4, StrictMath.pow(x.value, y.value));
            case 7 -> new Number("min(" + x.text + "," + y.text + ")", 5, Math.min(x.value, y.value));
            case 8 -> new Number("max(" + x.text + ", " + y.text + ")", 5, Math.max(x.value, y.value));
            case 9 -> unary(x);
            default -> new Number("pow(" + x.text + "," + y.text + ")", 5, StrictMath.pow(x.value, y.value));
        };
    }

    private Number unary(Number x) {
        var functions = new ArrayList<>(List.of(
                new Number("abs", 5, Math.abs(x.value)),
                new Number("log", 5, StrictMath.log(x.value)),
                new Number("log10", 5, StrictMath.log10(x.value)),
                new Number("exp", 5, StrictMath.exp(x.value)),
                new Number("sqrt", 5, StrictMath.sqrt(x.value))));
        Number function = functions.get(random.nextInt(functions.size()));
        return new Number(function.text + "(" + x.text + ")", 5, function.value);
    }
}
