package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/openapi-baseline.yaml} is the contract as it was published last. */
class CompatibilityTest {
    private static final Path BASELINE = Path.of("..", "docs", "openapi-baseline.yaml");

    @TempDir
    Path folder;

    @Test
    void whoeverReliesOnThePublishedContractIsServedStill() {
        assertThat(Compatibility.breaks(Contract.read(BASELINE), Contract.read()))
                .as("what breaks clients; a new major version may, with the file copied to docs/openapi-baseline.yaml")
                .isEmpty();
    }

    @Test
    void eachWayToBreakAClientIsToldInWords() throws IOException {
        assertThat(after("  /api/v1/me:", "  /api/v1/myself:")).containsExactly("GET /api/v1/me is gone");
        assertThat(after("- name: force\n", "- name: forced\n"))
                .containsExactly("DELETE /api/v1/studies/{id}: its query parameter 'force' is gone");
        assertThat(after("'201':\n          description: The study", "'202':\n          description: The study"))
                .contains("POST /api/v1/studies: its response 201 is gone");
        assertThat(
                        after(
                                "text/csv:\n              schema:\n                type: string\n            application/x-ndjson",
                                "text/html:\n              schema:\n                type: string\n            application/x-ndjson"))
                .containsExactly("GET /api/v1/studies/{id}/trials, response 200: the content type text/csv is gone");
        assertThat(after(
                        "    CloneRequest:\n      type: object\n      required:\n      - name\n",
                        "    CloneRequest:\n      type: object\n      required:\n      - name\n      - trials\n"))
                .containsExactly("CloneRequest (sent): the field \"trials\" is required now");
        assertThat(after("      - REVERSE_LOG\n", "")).contains("Scale (sent): \"REVERSE_LOG\" is refused now");
        assertThat(after(
                        "    Imported:\n      type: object\n      required:\n      - trials\n",
                        "    Imported:\n      type: object\n      required:\n"))
                .containsExactly("Imported (answered): the field \"trials\" may be absent now");
        assertThat(after("        skipped:\n          type: integer", "        skipped:\n          type: string"))
                .containsExactly("Imported (answered).skipped: the type \"integer\" has become \"string\"");
    }

    @Test
    void aNewOperationAndANewFieldOfAnAnswerBreakNobody() throws IOException {
        assertThat(after(
                        "      properties:\n        trials:\n",
                        "      properties:\n        more:\n          type: string\n        trials:\n"))
                .isEmpty();
    }

    private List<String> after(String text, String changed) throws IOException {
        String whole = Files.readString(Contract.FILE);
        assertThat(whole).contains(text);
        int at = whole.indexOf(text);
        Path file = folder.resolve("changed.yaml");
        Files.writeString(file, whole.substring(0, at) + changed + whole.substring(at + text.length()));
        return Compatibility.breaks(Contract.read(), Contract.read(file));
    }
}
