package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cairn.api.CairnJson;
import dev.cairn.api.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code docs/study.schema.json}, which editors use, says what the contract says. */
class StudySchemaTest {
    private static final Path FILE = Path.of("..", "docs", "study.schema.json");
    private static final Path EXAMPLES = Path.of("..", "examples");

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(read(FILE));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void itHasTheSchemasOfTheContract() {
        JsonNode contract = Contract.read().document().path("components").path("schemas");
        ((ObjectNode) CairnJson.strict().readTree(read(FILE)).path("$defs"))
                .properties()
                .forEach(entry -> {
                    String stated = CairnJson.strict().writeValueAsString(contract.path(entry.getKey()));
                    JsonNode expected =
                            CairnJson.strict().readTree(stated.replace("#/components/schemas/", "#/$defs/"));
                    if (expected instanceof ObjectNode object) {
                        object.remove("discriminator");
                        // A file may leave it to the command line.
                        if (object.path("required") instanceof ArrayNode required) {
                            required.removeIf(field -> field.asString().equals("dataset"));
                        }
                    }
                    assertThat(entry.getValue())
                            .as(entry.getKey() + " in docs/study.schema.json")
                            .isEqualTo(expected);
                });
    }

    @Test
    void everyExampleIsValid() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            List<Path> studies = files.filter(
                            file -> file.getFileName().toString().matches("study.*\\.(json|yaml)"))
                    .toList();
            assertThat(studies).hasSizeGreaterThan(2);
            for (Path file : studies) {
                String json = CairnJson.strict().writeValueAsString(tree(file));
                assertThat(schema.validate(json, InputFormat.JSON))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static JsonNode tree(Path file) {
        return file.toString().endsWith(".yaml")
                ? YamlReader.tree(read(file))
                : CairnJson.strict().readTree(read(file));
    }

    @Test
    void theSameStudyMayBeWrittenAsYaml() {
        Path folder = EXAMPLES.resolve("seattle-weather");
        assertThat(tree(folder.resolve("study.yaml"))).isEqualTo(tree(folder.resolve("study.json")));
    }

    @Test
    void wrongStudiesAreNotValid() {
        String right = """
                {"name": "a", "space": {"parameters": [{"type": "REAL", "name": "x", "low": 0, "high": 1}]},
                 "objectives": [{"metric": "loss"}], "budget": {"trials": 3}}
                """;
        assertThat(schema.validate(right, InputFormat.JSON)).isEmpty();
        for (String wrong : List.of(
                right.replace("\"name\": \"a\", ", ""),
                right.replace("REAL", "REEL"),
                right.replace("\"high\": 1", "\"high\": \"1\""),
                right.replace("\"metric\"", "\"metrics\""),
                right.replace("\"trials\": 3", "\"trials\": 3.5"),
                right.replace("\"objectives\"", "\"more\": 1, \"objectives\""))) {
            assertThat(schema.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
        }
    }
}
