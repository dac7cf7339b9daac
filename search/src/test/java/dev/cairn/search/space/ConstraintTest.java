package dev.cairn.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {
    private static final Map<String, Object> VALUES = new TreeMap<>(Map.of(
            "layers", 4L, "units", 512L, "rate", 0.30000000000000004, "opt", "SGD", "nesterov", true, "net.width", 3L));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layers * units <= 2048",
                "layers * units == 2048 and not layers > 4",
                "units / layers - 1 >= 127",
                "units % layers == 0",
                "2 + 3 * layers == 14",
                "(2 + 3) * layers == 20",
                "8 - 2 - 1 == 5",
                "8 / 2 / 2 == 2",
                "-layers ^ 2 == -16",
                "2 ^ 3 ^ 2 == 512",
                "2 ^ -1 == 0.5",
                "--layers == 4",
                "1e-3 < .5",
                "rate <= 0.3",
                "rate in [0.3]",
                "0.1 + 0.2 == 0.3",
                "log2(units) == 9",
                "log2(units * 2 ^ 20) == 29",
                "log10(1000) == 3",
                "abs(log(exp(2)) - 2) < 1e-9",
                "sqrt(layers) == pow(layers, 0.5)",
                "min(layers, units, 2) == 2 and max(layers, units) == units",
                "abs(-layers) == 4",
                "opt == 'SGD'",
                "\"SGD\" == opt",
                "opt != 'ADAM' and opt in ['ADAM', \"SGD\"]",
                "not opt in ['ADAM']",
                "nesterov == true and nesterov != false",
                "layers in [-1, 4]",
                "layers != units",
                "layers == layers",
                "net.width == 3",
                "layers == 1 or layers == 2 or layers == 4",
                "true == nesterov",
                "layers == 4 or layers == 5 and units == 1",
                "not (layers == 4 and units == 1)",
                "layers == 7 or not (units < 3 or opt == 'ADAM')"
            })
    void theseHold(String text) {
        assertThat(new Constraint(text).holds(VALUES)).isTrue();
        assertThat(new Constraint(text).breach(VALUES)).isZero();
        assertThat(new Constraint("not (" + text + ")").holds(VALUES)).isFalse();
        assertThat(new Constraint("not (" + text + ")").breach(VALUES)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layers / 0 > 1",
                "layers / 0 <= 1",
                "0 / 0 == 0 / 0",
                "0 / 0 != 0 / 0",
                "log(-1) < 1",
                "10 ^ 400 > 1",
                "sqrt(-layers) >= 0"
            })
    void aComparisonWithANumberThatIsNotFiniteHoldsNeitherWay(String text) {
        assertThat(new Constraint(text).holds(VALUES)).isFalse();
        assertThat(new Constraint("not " + text).holds(VALUES)).isFalse();
        assertThat(new Constraint(text + " or layers == 4").holds(VALUES)).isTrue();
        assertThat(new Constraint(text).breach(VALUES)).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "layers *| column 9: expected a number, a name or '(' but found the end",
                "layers * <= 4| column 10: expected a number, a name or '(' but found '<='",
                "layers = 4| column 8: '=' is not a comparison: write == for equal",
                "layers & 4| column 8: write 'and' instead of '&'",
                "layers | column 1: expected a comparison, such as a <= b, but found a number",
                "1 <= layers <= 4| column 13: comparisons do not chain: write a <= b and b <= c",
                "(layers <= 4| column 13: expected ')' but found the end",
                "layers <= 4)| column 12: expected an operator or the end but found ')'",
                "layers <= 4 units| column 13: expected an operator or the end but found 'units'",
                "(layers <= 4) + 1 < 2| column 1: expected a number but found a comparison",
                "layers + 'a' < 2| column 10: expected a number but found the value 'a'",
                "layers < 'a'| column 8: '<' compares numbers: use == or != for other values",
                "layers + 1 == 'a'| column 1: '==' needs a parameter's name here",
                "'a' == 'a'| column 1: '==' needs a parameter's name here",
                "opt == 'SGD| column 8: the quote is not closed",
                "opt in []| column 9: expected a number, a name or '(' but found ']'",
                "opt in [a]| column 9: expected a number, a value in quotes, true or false but found 'a'",
                "opt in 'SGD'| column 8: expected '[' but found 'SGD'",
                "layers < 4 and units| column 16: expected a comparison, such as a <= b, but found a number",
                "floor(layers) < 4| column 1: 'floor' is not a function; there are [min, max, pow, abs, log, log2, log10, exp, sqrt]",
                "log(1, 2) < 4| column 1: log takes one argument but was given 2",
                "pow(1) < 4| column 1: pow takes two arguments but was given 1",
                "min(1) < 4| column 1: min takes at least two arguments but was given 1",
                "1e999 > layers| column 1: '1e999' is too large",
                "layers § 4| column 8: '§' has no meaning here",
                "and < 4| column 1: expected a number, a name or '(' but found 'and'"
            })
    void aRefusalSaysWhereAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> new Constraint(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @Test
    void anEmptyTextIsRefused() {
        assertThatThrownBy(() -> new Constraint(" ")).hasMessageContaining("column 2: expected a number");
    }

    @Test
    void aHostileTextIsRefusedNotARunawayStack() {
        for (String open : List.of("(", "-", "not ", "abs(", "2^", "-(", "min(1,")) {
            String text = open.repeat(900 / open.length()) + "1";
            assertThatThrownBy(() -> new Constraint(text)).hasMessageContaining("nested deeper than 50");
        }
        assertThatThrownBy(() -> new Constraint("1".repeat(1001)))
                .hasMessage("a constraint may have at most 1000 characters but had 1001");
        String long1000 = "1" + "+1".repeat(490) + " == 491";
        assertThat(new Constraint(long1000).holds(Map.of())).isTrue();
        assertThat(new Constraint("1<2" + " or 1<2".repeat(120)).holds(Map.of()))
                .isTrue();
    }

    @Test
    void itHoldsWhereAParameterThatItNamesIsInactive() {
        assertThat(new Constraint("layers < 1 and second < 1").holds(VALUES)).isTrue();
        assertThat(new Constraint("layers < 1 and second < 1").breach(VALUES)).isZero();
    }

    @Test
    void itIsEqualByItsText() {
        assertThat(new Constraint("a < 1"))
                .isEqualTo(new Constraint("a < 1"))
                .hasSameHashCodeAs(new Constraint("a < 1"));
        assertThat(new Constraint("a < 1")).isNotEqualTo(new Constraint("a<1")).hasToString("a < 1");
        assertThat(new Constraint("b < a or a.b == 'x'").names()).containsExactly("a", "a.b", "b");
    }

    private static final List<Parameter> PARAMETERS = List.of(
            new Parameter.Int("layers", 1L, 8L, null, null, null),
            new Parameter.Int("units", 8L, 1024L, null, null, null),
            new Parameter.Ordinal("batch", List.of(16, 32), null),
            new Parameter.Categorical("opt", List.of("ADAM", "SGD"), null),
            new Parameter.Real("momentum", 0.0, 1.0, null, null, Map.of("opt", List.of("SGD"))));

    @Test
    void everythingThatDoesNotFitTheParametersIsNamed() {
        assertThatThrownBy(() -> space(
                        "layer * units <= 4",
                        "opt <= 3",
                        "opt == 'ADMA'",
                        "batch * layers <= 64",
                        "batch == 48 or batch in [16, 48]",
                        "opt == layers",
                        "layers == 'x'"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::toString)
                                .containsExactly(
                                        "/constraints/0: 'layer' is not a parameter; there are [layers, units, batch, opt, momentum]",
                                        "/constraints/1: 'opt' is not a number: compare it by == or != with a value in"
                                                + " quotes, true or false, or by in",
                                        "/constraints/2: opt must be one of [ADAM, SGD] but was ADMA",
                                        "/constraints/4: batch must be one of [16, 32] but was 48",
                                        "/constraints/5: 'opt' is not a number: compare it by == or != with a value in"
                                                + " quotes, true or false, or by in",
                                        "/constraints/6: layers must be a number but was the text 'x'"));
    }

    @Test
    void aPointThatBreaksAConstraintIsRefusedWithItsValues() {
        SearchSpace space = space("layers * units <= 1024", "opt == 'ADAM' or momentum < 0.5");
        var values = new TreeMap<String, Object>(Map.of("layers", 4, "units", 512, "batch", 16, "opt", "ADAM"));
        assertThat(space.admits(values)).isFalse();
        assertThatThrownBy(() -> space.point(values))
                .hasMessage("layers * units <= 1024 does not hold: layers = 4, units = 512");
        values.put("units", 256);
        assertThat(space.point(values).get("units")).isEqualTo(256L);
        values.putAll(Map.of("opt", "SGD", "momentum", 0.75));
        assertThatThrownBy(() -> space.point(values))
                .hasMessage("opt == 'ADAM' or momentum < 0.5 does not hold: momentum = 0.75, opt = SGD");
    }

    @Test
    void constraintsThatNothingSatisfiesAreRefusedInASmallFiniteSpace() {
        var finite = List.<Parameter>of(
                new Parameter.Int("a", 1L, 10L, null, null, null), new Parameter.Int("b", 1L, 10L, null, null, null));
        assertThatThrownBy(() -> new SearchSpace(finite, List.of(new Constraint("a * b == 11"))))
                .hasMessage("/constraints: no point of the space satisfies [a * b == 11]");
        assertThat(new SearchSpace(finite, List.of(new Constraint("a * b == 100"))).constraints())
                .hasSize(1);
    }

    private static SearchSpace space(String... constraints) {
        return new SearchSpace(
                PARAMETERS, List.of(constraints).stream().map(Constraint::new).toList());
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFunctionEvaluatesItsArgumentOnce() {
        var constraint = new Constraint("abs(".repeat(50) + "a - 3" + ")".repeat(50) + " == 2");
        assertThat(constraint.holds(Map.of("a", 1L))).isTrue();
        assertThat(constraint.holds(Map.of("a", 2L))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x == y",
                "x > y",
                "x + y >= 4.1",
                "x * y > 3",
                "x - y >= 0",
                "x / y > 0.5",
                "x ^ 2 < 0",
                "(x - 1) ^ 3 > 0",
                "exp(x) < 1",
                "log(y) > 1.1",
                "sqrt(y) < 1.4 or abs(x - 5) < 4",
                "max(x, y) < 2 and x > 0",
                "not y % 2 <= 2",
                "x == k",
                "1 == 2"
            })
    void aConstraintThatNoValuesSatisfyIsRefused(String text) {
        assertThatThrownBy(() -> disjoint(text)).hasMessageContaining("/constraints/0: " + text + " never holds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x == y - 1",
                "x * y >= 3",
                "y / x > 1e9",
                "x ^ 2 <= 0",
                "log(x) < -100",
                "y % 2 == 1",
                "x != y",
                "x == k - 5"
            })
    void aConstraintThatSomeValuesSatisfyIsNot(String text) {
        assertThat(disjoint(text).constraints()).hasSize(1);
    }

    @Test
    void theRefusalOfWhatNeverHoldsSaysTheRanges() {
        assertThatThrownBy(() -> disjoint("x == y"))
                .hasMessage("/constraints/0: x == y never holds with x from 0.0 to 1.0 and y from 2.0 to 3.0: no point"
                        + " would be left");
    }

    @Test
    void aConstraintOnWhatMayBeInactiveMayHoldForThat() {
        var parent = new Parameter.Categorical("parent", List.of("A", "B"), null);
        var child = new Parameter.Real("child", 0.0, 1.0, null, null, Map.of("parent", List.of("A")));
        assertThat(new SearchSpace(List.of(parent, child), List.of(new Constraint("child > 2"))).constraints())
                .hasSize(1);
    }

    private static SearchSpace disjoint(String constraint) {
        return new SearchSpace(
                List.of(
                        new Parameter.Real("x", 0.0, 1.0, null, null, null),
                        new Parameter.Real("y", 2.0, 3.0, null, null, null),
                        new Parameter.Ordinal("k", List.of(5, 6.5), null)),
                List.of(new Constraint(constraint)));
    }
}
