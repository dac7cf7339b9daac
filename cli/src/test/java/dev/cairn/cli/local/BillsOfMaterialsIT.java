package dev.cairn.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each program ships is listed, and may be shipped under the Apache License. */
class BillsOfMaterialsIT {
    private static final Path ROOT = Path.of(System.getProperty("cairn.root"));

    /** By their SPDX identifiers. Of a choice one is enough. */
    private static final Set<String> WELCOME = Set.of(
            "Apache-2.0",
            "0BSD",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "EPL-1.0",
            "EPL-2.0",
            "MPL-2.0",
            "CC0-1.0",
            "Public Domain");

    @ParameterizedTest
    @ValueSource(strings = {"service", "worker", "cli", "migrations"})
    void everyLibraryThatIsShippedIsListedWithALicenceThatPermitsIt(String program) throws Exception {
        JsonNode bill = JsonMapper.shared().readTree(Files.readString(ROOT.resolve(program + "/target/bom.json")));
        List<JsonNode> libraries = bill.path("components")
                .valueStream()
                .filter(component -> !component.path("group").asString("").equals("dev.cairn"))
                .toList();
        assertThat(libraries).hasSizeGreaterThan(3);
        assertThat(libraries)
                .extracting(library -> library.path("purl").asString())
                .allSatisfy(
                        address -> assertThat(address).startsWith("pkg:maven/").doesNotContain("SNAPSHOT"));
        assertThat(libraries.stream()
                        .filter(library -> licences(library).stream().noneMatch(WELCOME::contains))
                        .map(library -> library.path("purl").asString() + " " + licences(library)))
                .as("libraries that may not be shipped, or whose licence nobody has looked at")
                .isEmpty();
    }

    private static List<String> licences(JsonNode library) {
        return library.path("licenses")
                .valueStream()
                .map(choice -> choice.has("expression")
                        ? choice.path("expression").asString()
                        : choice.path("license")
                                .path("id")
                                .asString(choice.path("license").path("name").asString("")))
                .toList();
    }
}
