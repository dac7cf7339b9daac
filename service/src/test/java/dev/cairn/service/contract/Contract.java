package dev.cairn.service.contract;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cairn.api.CairnJson;
import dev.cairn.api.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The committed {@code docs/openapi.yaml}, and what is wrong with an exchange by it. */
public final class Contract {
    public static final Path FILE = Path.of("..", "docs", "openapi.yaml");
    private static final String ID = "https://cairn.dev/openapi.json";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    private final JsonNode document;
    private final Map<String, JsonNode> operations;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Contract(JsonNode document) {
        this.document = document;
        JsonNode strict = document.deepCopy();
        strict.path("components").path("schemas").forEach(Contract::close);
        String text = CairnJson.strict().writeValueAsString(strict);
        this.operations = operations(document);
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, text)));
    }

    public static Contract read() {
        return read(FILE);
    }

    public static Contract read(Path file) {
        try {
            return new Contract(YamlReader.tree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field that the file does not know is no answer of ours, though clients must survive one. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(Contract::close);
    }

    public JsonNode document() {
        return document;
    }

    /**
     * Every operation.
     *
     * @return by method in capitals and path, such as {@code GET /api/v1/studies/{id}}
     */
    public Map<String, JsonNode> operations() {
        return operations;
    }

    private static Map<String, JsonNode> operations(JsonNode document) {
        var operations = new TreeMap<String, JsonNode>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(item -> {
                    if (METHODS.contains(item.getKey())) {
                        operations.put(item.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), item.getValue());
                    }
                }));
        return Collections.unmodifiableMap(operations);
    }

    /** The node itself, or what it refers to. */
    public JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    /** What is wrong with a value by the schema that stands at a JSON Pointer into the file. */
    public List<String> objections(String pointer, String json) {
        Schema schema = schemas.computeIfAbsent(
                pointer,
                at -> registry.getSchema(
                        SchemaLocation.of(ID + "#" + at.replace("{", "%7B").replace("}", "%7D"))));
        try {
            return schema
                    .validate(
                            json,
                            InputFormat.JSON,
                            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                    .stream()
                    .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                    .toList();
        } catch (JacksonException | IllegalArgumentException e) {
            return List.of("is not JSON: " + e.getMessage());
        }
    }

    /** What is wrong with what the service was sent and answered; empty if nothing is. */
    public List<String> objections(Exchange exchange) {
        if (exchange.pattern() == null) {
            // Replayed answers have no handler.
            return exchange.path().startsWith("/api/") && exchange.status() >= 400 ? problem(exchange) : List.of();
        }
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        JsonNode operation = operations().get(method + " " + exchange.pattern());
        if (operation == null) {
            return exchange.pattern().startsWith("/api/v1")
                    ? List.of("add the operation " + exchange.method() + " " + exchange.pattern()
                            + " to docs/openapi.yaml")
                    : List.of();
        }
        var objections = new ArrayList<String>();
        JsonNode response = operation.path("responses").path(Integer.toString(exchange.status()));
        if (response.isMissingNode()) {
            objections.add("docs/openapi.yaml has no response " + exchange.status() + " for it");
        } else if (exchange.status() >= 400) {
            objections.addAll(problem(exchange));
            checkCode(exchange, resolved(response), objections);
        } else {
            checkRequest(exchange, operation, objections);
            checkAnswer(exchange, operation, objections);
        }
        return objections;
    }

    private List<String> problem(Exchange exchange) {
        if (exchange.isCutOff()) {
            return List.of();
        }
        if (exchange.answerBody().isEmpty() && exchange.method().equals("HEAD")) {
            return List.of();
        }
        if (!exchange.mediaType().equals("application/problem+json")) {
            return List.of("a refusal must be application/problem+json but was '" + exchange.mediaType() + "'");
        }
        return objections("/components/schemas/Problem", exchange.answerBody());
    }

    private static void checkCode(Exchange exchange, JsonNode response, List<String> objections) {
        JsonNode codes = response.path("x-problem-codes");
        try {
            String code = CairnJson.strict()
                    .readTree(exchange.answerBody())
                    .path("code")
                    .asString("");
            if (!exchange.isCutOff()
                    && codes.valueStream().noneMatch(known -> known.asString().equals(code))) {
                objections.add("the response " + exchange.status() + " names not the code " + code
                        + " in x-problem-codes " + codes);
            }
        } catch (JacksonException e) {
            objections.add("the problem is no JSON");
        }
    }

    private void checkRequest(Exchange exchange, JsonNode operation, List<String> objections) {
        Set<String> known = operation
                .path("parameters")
                .valueStream()
                .map(this::resolved)
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .map(parameter -> parameter.path("name").asString())
                .collect(Collectors.toSet());
        exchange.queryNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> objections.add("add the query parameter '" + name + "' to docs/openapi.yaml"));
        JsonNode json = operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        if (!json.isMissingNode()
                && exchange.requestType().equals("application/json")
                && !exchange.requestBody().isEmpty()) {
            objections(
                            "/paths/" + escape(exchange.pattern()) + "/"
                                    + exchange.method().toLowerCase(Locale.ROOT)
                                    + "/requestBody/content/application~1json/schema",
                            // A byte order mark is ignored, as RFC 8259 allows.
                            exchange.requestBody().replaceFirst("^\uFEFF", ""))
                    .forEach(objection -> objections.add("what it accepted: " + objection));
        }
    }

    private void checkAnswer(Exchange exchange, JsonNode operation, List<String> objections) {
        JsonNode content = operation
                .path("responses")
                .path(Integer.toString(exchange.status()))
                .path("content");
        if (exchange.status() == 204
                || exchange.status() == 304
                || exchange.method().equals("HEAD")) {
            return;
        }
        JsonNode media = content.path(exchange.mediaType());
        if (media.isMissingNode()) {
            objections.add("the response " + exchange.status() + " has no content type '" + exchange.mediaType()
                    + "', only " + content.propertyNames());
            return;
        }
        String pointer =
                "/paths/" + escape(exchange.pattern()) + "/" + exchange.method().toLowerCase(Locale.ROOT)
                        + "/responses/" + exchange.status() + "/content/" + escape(exchange.mediaType());
        if (exchange.isCutOff()) {
            return;
        }
        if (media.has("x-line-schema")) {
            exchange.answerBody()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .limit(50)
                    .forEach(line -> objections.addAll(objections(pointer + "/x-line-schema", line)));
        } else if (exchange.mediaType().endsWith("json")) {
            objections.addAll(objections(pointer + "/schema", exchange.answerBody()));
        }
    }

    static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** The names of all problem codes that an operation may answer. */
    Stream<String> codes(JsonNode operation) {
        return operation
                .path("responses")
                .valueStream()
                .flatMap(response -> resolved(response).path("x-problem-codes").valueStream())
                .map(JsonNode::asString);
    }
}
