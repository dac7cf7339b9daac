package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.Classification;
import dev.cairn.api.task.Forecasting;
import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Hyperparameters;
import dev.cairn.api.task.ReadySpaces;
import dev.cairn.search.space.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code docs/hyperparameters.md} are the one list that the code has. */
class HyperparametersDocumentTest {
    @ParameterizedTest
    @EnumSource
    void theTableIsTheCodes(Hyperparameter.Group group) throws IOException {
        String name = group.name().charAt(0)
                + group.name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        List<String> documented = MarkdownTables.rows("hyperparameters.md", "## " + name).stream()
                .map(row -> String.join(" | ", row))
                .toList();
        List<String> expected = Hyperparameters.FORECASTING.all().stream()
                .filter(h -> h.group() == group)
                .map(HyperparametersDocumentTest::row)
                .toList();
        assertThat(documented).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aReadySpaceIsListed(ReadySpaces size) throws IOException {
        String names = String.join(
                ", ",
                size.of(Hyperparameters.FORECASTING).parameters().stream()
                        .map(Parameter::name)
                        .toList());
        assertThat(MarkdownTables.rows("hyperparameters.md", "## Ready spaces")).contains(List.of(size.name(), names));
    }

    static List<Arguments> others() {
        return List.of(
                Arguments.of("sequences", Hyperparameters.SEQUENCE_CLASSIFICATION),
                Arguments.of("texts", Hyperparameters.TEXT_CLASSIFICATION));
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatAnotherTaskHasBesideIsTheCodes(String what, Hyperparameters known) throws IOException {
        List<String> common = Hyperparameters.FORECASTING.names();
        List<String> documented = MarkdownTables.rows("hyperparameters.md", "## Classification of " + what).stream()
                .map(row -> String.join(" | ", row))
                .toList();
        assertThat(documented)
                .isEqualTo(known.all().stream()
                        .filter(h -> !common.contains(h.name()))
                        .map(HyperparametersDocumentTest::row)
                        .toList());
        String missing = common.stream()
                .filter(name -> !known.names().contains(name))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
        assertThat(Files.readString(Path.of("..", "docs", "hyperparameters.md")))
                .contains("has no " + missing + ".");
        // The tables of what is common hold for all.
        for (Hyperparameter h : known.all()) {
            Hyperparameters.FORECASTING
                    .named(h.name())
                    .ifPresent(same -> assertThat(row(same)).isEqualTo(row(h)));
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void aReadySpaceOfAnotherTaskIsListed(String what, Hyperparameters known) throws IOException {
        List<List<String>> expected = Arrays.stream(ReadySpaces.values())
                .map(size -> List.of(
                        size.name(),
                        size.of(known).parameters().stream()
                                .map(Parameter::name)
                                .collect(Collectors.joining(", "))))
                .toList();
        assertThat(MarkdownTables.rows("hyperparameters.md", "### Ready spaces for " + what))
                .isEqualTo(expected);
    }

    @Test
    void everyObjectiveMetricIsNamed() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "hyperparameters.md"));
        assertThat(Stream.concat(Forecasting.OBJECTIVE_METRICS.stream(), Classification.OBJECTIVE_METRICS.stream()))
                .allSatisfy(metric -> assertThat(text).contains("`" + metric + "`"));
    }

    static String row(Hyperparameter h) {
        return String.join(
                " | ", h.name(), h.allowed(), standard(h), worthSearching(h), h.unit(), conditions(h), h.advice());
    }

    private static String standard(Hyperparameter h) {
        var words = new StringBuilder(h.standard().toString());
        h.exceptions().forEach(e -> words.append("; " + e.standard() + " with " + e.of() + " " + e.value()));
        return words.toString();
    }

    private static String worthSearching(Hyperparameter h) {
        if (h.sensible() == null) {
            return "";
        }
        Hyperparameter.Range range = Objects.requireNonNull(h.sensible());
        String ends = h.kind() == Hyperparameter.Kind.INTEGER
                ? (long) range.low() + " to " + (long) range.high()
                : range.low() + " to " + range.high();
        return ends + " " + range.scale();
    }

    private static String conditions(Hyperparameter h) {
        var words = new ArrayList<String>();
        h.when()
                .forEach((other, values) -> words.add(other + " "
                        + String.join(
                                " or ", values.stream().map(String::valueOf).toList())));
        return String.join("; ", words);
    }
}
