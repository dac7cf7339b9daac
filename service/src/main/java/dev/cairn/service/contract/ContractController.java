package dev.cairn.service.contract;

import dev.cairn.api.CairnJson;
import dev.cairn.api.YamlReader;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.access.Open;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the service offers, in its own words. */
@RestController
@RequestMapping("/api/v1")
class ContractController {
    private static final String FOLDER = "dev/cairn/service/contract/";

    private final String yaml = read("openapi.yaml");
    private final byte[] json = CairnJson.strict().writeValueAsBytes(YamlReader.tree(yaml));
    private final String studySchema = read("study.schema.json");

    private static String read(String name) {
        try {
            return new ClassPathResource(FOLDER + name).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar lacks " + name, e);
        }
    }

    @GetMapping("/openapi.yaml")
    @Open
    ResponseEntity<String> yaml() {
        return ResponseEntity.ok()
                .contentType(new MediaType("application", "yaml", StandardCharsets.UTF_8))
                .body(yaml);
    }

    @GetMapping("/openapi.json")
    @Open
    ResponseEntity<byte[]> json() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json);
    }

    /** For editors: what a study specification may hold. */
    @GetMapping("/schemas/study")
    @Open
    ResponseEntity<byte[]> study() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/schema+json"))
                .body(studySchema.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the {@code type} of a problem points to. */
    @GetMapping("/problems")
    @Open
    ResponseEntity<String> problems() {
        String rows = Arrays.stream(ProblemCode.values())
                .sorted(Comparator.comparingInt(ProblemCode::status))
                .map(code -> "<dt id=\"" + Problem.anchor(code) + "\">" + code.status() + " <code>" + code
                        + "</code></dt><dd>" + code.title() + "</dd>\n")
                .collect(Collectors.joining());
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
                .body(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Problems</title></head><body><h1>Problems</h1>\n<dl>\n"
                                + rows + "</dl></body></html>\n");
    }
}
