package dev.cairn.client.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.space.Parameter;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.Scale;
import dev.cairn.search.space.SearchSpace;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSpaceTest {
    enum Optimizer {
        ADAM,
        SGD
    }

    @Require("units * batch <= 4096")
    record H(
            @Log @Range(low = 1e-5, high = 0.1) @Default("0.001")
            double learningRate,

            @Range(low = 8, high = 256, step = 8) int units,
            @Values({"16", "32"}) long batch,
            Optimizer optimizer,

            @When(component = "optimizer", is = "SGD") @ReverseLog @Range(low = 0.5, high = 0.99) @Nullable
            Double momentum,

            boolean bias,
            @Values({"none", "mean"}) String missing) {
        H {
            if (units == 64 && bias) {
                throw new IllegalArgumentException("64 units have no bias");
            }
        }
    }

    private static final RecordSpace<H> SPACE = RecordSpace.of(H.class);

    private static Point point(Map<String, Object> others) {
        var values = new TreeMap<String, Object>(Map.of(
                "learningRate",
                0.01,
                "units",
                16L,
                "batch",
                32L,
                "optimizer",
                "ADAM",
                "bias",
                true,
                "missing",
                "none"));
        values.putAll(others);
        return new Point(values);
    }

    @Test
    void componentsAreParametersInTheirOrder() {
        assertThat(SPACE.space())
                .isEqualTo(new SearchSpace(
                        List.of(
                                new Parameter.Real("learningRate", 1e-5, 0.1, Scale.LOG, null, null, 0.001),
                                new Parameter.Int("units", 8L, 256L, null, 8L, null),
                                new Parameter.Ordinal("batch", List.of(16L, 32L), null),
                                new Parameter.Categorical("optimizer", List.of("ADAM", "SGD"), null),
                                new Parameter.Real(
                                        "momentum",
                                        0.5,
                                        0.99,
                                        Scale.REVERSE_LOG,
                                        null,
                                        Map.of("optimizer", List.of("SGD"))),
                                new Parameter.Categorical("bias", List.of(false, true), null),
                                new Parameter.Categorical("missing", List.of("none", "mean"), null)),
                        SPACE.space().constraints()));
        assertThat(SPACE.space().constraints()).hasSize(1);
    }

    @Test
    void aPointIsBoundAndTheRecordGivesItBack() {
        Point adam = point(Map.of());
        Point sgd = point(Map.of("optimizer", "SGD", "momentum", 0.9));
        assertThat(SPACE.bind(adam)).isEqualTo(new H(0.01, 16, 32, Optimizer.ADAM, null, true, "none"));
        assertThat(SPACE.bind(sgd).momentum()).isEqualTo(0.9);
        assertThat(SPACE.point(SPACE.bind(adam))).isEqualTo(adam);
        assertThat(SPACE.point(SPACE.bind(sgd))).isEqualTo(sgd);
    }

    @Test
    void aPointOfAnotherSpaceIsRefusedByComponent() {
        assertThatThrownBy(() -> SPACE.bind(point(Map.of("units", 16.5, "optimizer", "LION", "depth", 2L))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("component 'units' cannot be 16.5: its type is int")
                .hasMessageContaining("component 'optimizer' cannot be LION")
                .hasMessageContaining("'depth' is no component of H");
        assertThatThrownBy(() -> SPACE.bind(new Point(new TreeMap<>())))
                .hasMessageContaining("component 'learningRate' has no value in the point");
    }

    @Test
    void whatTheRecordsOwnRulesRefuseIsToldApart() {
        assertThatThrownBy(() -> SPACE.bind(point(Map.of("units", 64L))))
                .isInstanceOf(RecordSpace.RefusedException.class)
                .hasMessage("H refuses these values: 64 units have no bias");
    }

    @Test
    void everyComponentThatIsNoParameterIsNamedWithItsAnnotation() {
        record Wrong(
                @Range(low = 1, high = 0) double empty,
                double bare,
                @Log @Values({"1", "2"}) int logged,
                URI address,

                @When(component = "nothing", is = "1") @Range(low = 0, high = 1)
                Double orphan,

                @When(component = "bare", is = "1") @Range(low = 0, high = 1)
                double primitive,

                @Values({"one"}) int word,
                @Range(low = 0.5, high = 2) int half) {}
        assertThatThrownBy(() -> RecordSpace.of(Wrong.class))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("component 'empty' (@Range): ")
                .hasMessageContaining("component 'bare' needs @Range or @Values")
                .hasMessageContaining("component 'logged' has @Log without @Range")
                .hasMessageContaining("component 'address' has the type URI")
                .hasMessageContaining("component 'orphan' (@Range): @When names 'nothing'")
                .hasMessageContaining("component 'primitive' has @When, so it must be able to be null")
                .hasMessageContaining("component 'word' (@Values) cannot be read")
                .hasMessageContaining("component 'half' (@Range) cannot be read: a whole number has whole bounds");
    }
}
