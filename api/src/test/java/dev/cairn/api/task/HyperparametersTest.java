package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cairn.api.CairnJson;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.SearchSpace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HyperparametersTest {
    private static Parameter parameter(String json) {
        return CairnJson.strict().readValue(json, Parameter.class);
    }

    private static List<Violation> objections(String json) {
        return Hyperparameters.FORECASTING.objectionsTo(parameter(json));
    }

    @Test
    void whatIsCountedCannotBeARangeOfReals() {
        assertThat(objections("{\"name\":\"units\",\"type\":\"REAL\",\"low\":8,\"high\":256}"))
                .containsExactly(new Violation("/type", "units is counted in whole numbers: use INTEGER or ORDINAL"));
    }

    @Test
    void aRangeOfRealsIsRefusedForACountWhateverItsStep() {
        assertThat(objections("{\"name\":\"units\",\"type\":\"REAL\",\"low\":8,\"high\":256,\"step\":1}"))
                .extracting(Violation::pointer)
                .containsExactly("/type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REAL", "INTEGER"})
    void aChoiceCannotBeARangeOfNumbers(String type) {
        assertThat(objections("{\"name\":\"optimizer\",\"type\":\"" + type + "\",\"low\":0,\"high\":3}"))
                .containsExactly(new Violation(
                        "/type",
                        "optimizer is one of [ADAM, ADAMW, NADAM, AMSGRAD, ADABELIEF, RMSPROP, ADAGRAD, ADADELTA, SGD]: use"
                                + " CATEGORICAL or ORDINAL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"units\",\"type\":\"INTEGER\",\"low\":8,\"high\":256}",
                "{\"name\":\"units\",\"type\":\"ORDINAL\",\"values\":[8,16]}",
                "{\"name\":\"units\",\"type\":\"CATEGORICAL\",\"values\":[8,16]}",
                "{\"name\":\"optimizer\",\"type\":\"CATEGORICAL\",\"values\":[\"ADAM\",\"SGD\"]}",
                "{\"name\":\"learningRate\",\"type\":\"REAL\",\"low\":0.001,\"high\":0.1}",
                "{\"name\":\"learningRate\",\"type\":\"INTEGER\",\"low\":1,\"high\":3}"
            })
    void admissibleValuesOfAnyFittingTypeAreFine(String json) {
        assertThat(objections(json)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"windowLength","type":"INTEGER","low":5,"high":30}            | 30
            {"name":"windowLength","type":"ORDINAL","values":[7,28,14]}           | 28
            {"name":"windowLength","type":"REAL","low":1,"high":20}               | 20
            {"name":"windowLength","type":"REAL","low":1,"high":20,"step":2e-8}   | 20
            {"name":"units","type":"INTEGER","low":1,"high":2}                    | 14
            """)
    void theWidestWindowIsFoundAtOnce(String json, int widest) {
        var task = new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                List.of("x"),
                null,
                1,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                Map.of());
        var space = new SearchSpace(List.of(parameter(json)));
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(task.within(space).reach()).isEqualTo(widest));
    }

    private static Forecasting task(Forecasting.@Nullable Missing missing) {
        return new Forecasting(
                "sha256:" + "0".repeat(64),
                "day",
                null,
                List.of("x"),
                List.of("x", "wind"),
                List.of("plan"),
                null,
                1,
                null,
                new TimeSplit.Chronological(0.2, 0.2, null),
                null,
                null,
                missing,
                null,
                Map.of());
    }

    private static List<Violation> objections(Forecasting task, String name) {
        var space = new SearchSpace(
                List.of(parameter("{\"name\":\"" + name + "\",\"type\":\"CATEGORICAL\",\"values\":[\"YES\",\"NO\"]}")));
        return task.objections(space, List.of(), List.of());
    }

    @Test
    void whetherAColumnIsUsedCanBeSearched() {
        assertThat(objections(task(null), "use.wind")).isEmpty();
        assertThat(objections(task(null), "use.plan")).isEmpty();
        assertThat(objections(task(null), "use.rain"))
                .extracting(Violation::pointer)
                .containsExactly("/space/parameters/0/name");
        assertThat(objections(task(Forecasting.Missing.LEAVE_OUT), "use.wind"))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .contains("would be judged on different targets");
    }

    @Test
    void aPointLeavesOutTheColumnsThatItDoesNotUse() {
        Forecasting used = task(null).using(Map.of("use.x", "NO", "use.plan", "NO", "use.wind", "YES"));
        assertThat(used.features()).containsExactly("wind");
        assertThat(used.knownAhead()).isEmpty();
        assertThat(used.columns()).containsExactly("x", "wind");
        assertThat(task(null).using(Map.of("units", 3))).isEqualTo(task(null));
        assertThatThrownBy(() -> task(null).using(Map.of("use.x", "NO", "use.plan", "NO", "use.wind", "NO")))
                .hasMessageContaining("features must name at least one column");
    }
}
