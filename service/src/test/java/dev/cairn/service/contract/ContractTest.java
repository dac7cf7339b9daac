package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.SuggestedTrials;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.TestService;
import dev.cairn.service.web.Body;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code docs/openapi.yaml} says of every call what the code says, and says it well. */
class ContractTest {
    private static final Contract CONTRACT = Contract.read();

    /** By method and path, as operations are. */
    private static Map<String, HandlerMethod> handlers() {
        var handlers = new TreeMap<String, HandlerMethod>();
        TestService.shared()
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> {
                    for (String path : mapping.getPatternValues()) {
                        mapping.getMethodsCondition().getMethods().forEach(method -> {
                            if (path.startsWith("/api/")) {
                                handlers.put(method + " " + path, handler);
                            }
                        });
                    }
                });
        return handlers;
    }

    @Test
    void everyHandlerIsAnOperationAndEveryOperationHasAHandler() {
        assertThat(CONTRACT.operations().keySet())
                .as("operations of docs/openapi.yaml; add those that are missing there")
                .containsExactlyInAnyOrderElementsOf(handlers().keySet());
    }

    @Test
    void parametersAreThoseThatHandlersTake() {
        handlers().forEach((call, handler) -> {
            JsonNode operation = CONTRACT.operations().get(call);
            if (operation != null) {
                assertThat(named(operation))
                        .as("parameters of " + call + " in docs/openapi.yaml")
                        .containsExactlyInAnyOrderElementsOf(taken(handler));
            }
        });
    }

    private static Set<String> named(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .map(CONTRACT::resolved)
                .filter(parameter -> !parameter.path("x-everywhere").asBoolean(false))
                .map(parameter -> parameter.path("in").asString() + " "
                        + parameter.path("name").asString()
                        + (parameter.path("required").asBoolean(false) ? " required" : ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> taken(HandlerMethod handler) {
        var taken = new TreeSet<String>();
        for (MethodParameter parameter : handler.getMethodParameters()) {
            RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
            if (query != null) {
                boolean isRequired = query.required() && query.defaultValue().startsWith("\n");
                taken.add("query " + parameter.getParameter().getName() + (isRequired ? " required" : ""));
            }
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                taken.add("path " + parameter.getParameter().getName() + " required");
            }
            RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
            if (header != null) {
                taken.add("header " + header.name());
            }
        }
        return taken;
    }

    @Test
    void schemasSayWhatTheRecordsSay() {
        var expected = new WireSchemas();
        for (Type type : List.of(
                Problem.class,
                ProblemCode.class,
                Lease.class,
                SuggestedTrials.class,
                ExportLine.class,
                StudyEvent.class,
                TrialView.class)) {
            expected.of(type);
        }
        handlers().values().forEach(handler -> {
            Arrays.stream(handler.getMethodParameters())
                    .filter(parameter -> parameter.hasParameterAnnotation(Body.class))
                    .forEach(parameter -> expected.of(parameter.getGenericParameterType()));
            Type answer = handler.getMethod().getGenericReturnType();
            if (answer instanceof ParameterizedType entity && entity.getRawType() == ResponseEntity.class) {
                answer = entity.getActualTypeArguments()[0];
            }
            if (answer.getTypeName().startsWith("dev.cairn.")) {
                expected.of(answer);
            }
        });

        var differences = new ArrayList<String>();
        expected.all().forEach((name, schema) -> {
            JsonNode stated =
                    CONTRACT.document().path("components").path("schemas").path(name);
            if (stated.isMissingNode()) {
                differences.add("add the schema " + name + ": " + schema);
            } else {
                compare(name, schema, stated, differences);
            }
        });
        assertThat(differences).as("docs/openapi.yaml").isEmpty();
    }

    private static void compare(String at, JsonNode expected, JsonNode stated, List<String> differences) {
        for (String word : List.of("$ref", "type", "const")) {
            if (expected.has(word) && !expected.get(word).equals(stated.path(word))) {
                differences.add(at + ": " + word + " must be " + expected.get(word) + " but is " + stated);
            }
        }
        for (String word : List.of("enum", "required", "oneOf")) {
            if (expected.has(word)
                    && !new HashSet<>(expected.get(word).valueStream().toList())
                            .equals(new HashSet<>(
                                    stated.path(word).valueStream().toList()))) {
                differences.add(at + ": " + word + " must be " + expected.get(word) + " but is " + stated.path(word));
            }
        }
        if (expected.path("properties") instanceof ObjectNode fields) {
            if (!Set.copyOf(fields.propertyNames())
                    .equals(Set.copyOf(stated.path("properties").propertyNames()))) {
                differences.add(at + ": fields must be " + fields + " but are "
                        + stated.path("properties").propertyNames());
            }
            fields.properties()
                    .forEach(field -> compare(
                            at + "." + field.getKey(),
                            field.getValue(),
                            stated.path("properties").path(field.getKey()),
                            differences));
        }
        for (String inner : List.of("items", "additionalProperties")) {
            if (expected.has(inner)) {
                compare(at + "." + inner, expected.get(inner), stated.path(inner), differences);
            }
        }
    }

    @Test
    void everyOperationHasAnIdASummaryAndATagThatIsExplained() {
        Set<String> tags = CONTRACT.document()
                .path("tags")
                .valueStream()
                .filter(tag -> tag.hasNonNull("description"))
                .map(tag -> tag.path("name").asString())
                .collect(Collectors.toSet());
        var ids = new HashSet<String>();
        CONTRACT.operations().forEach((call, operation) -> {
            String id = operation.path("operationId").asString("");
            assertThat(id).as("operationId of " + call).matches("[a-z]+([A-Z][a-z]*)*");
            assertThat(ids.add(id)).as(id + " is the id of one operation only").isTrue();
            assertThat(operation.path("summary").asString(""))
                    .as("summary of " + call)
                    .matches("[A-Z].{5,}[^.]");
            assertThat(operation.path("tags").valueStream().map(JsonNode::asString))
                    .as("tags of " + call)
                    .hasSize(1)
                    .isSubsetOf(tags);
        });
    }

    @Test
    void everyOperationNamesItsRefusalsByCode() {
        CONTRACT.operations()
                .forEach((call, operation) -> operation
                        .path("responses")
                        .properties()
                        .forEach(entry -> {
                            int status = Integer.parseInt(entry.getKey());
                            if (status >= 400) {
                                JsonNode response = CONTRACT.resolved(entry.getValue());
                                assertThat(response.path("x-problem-codes")
                                                .valueStream()
                                                .map(code -> ProblemCode.valueOf(code.asString())
                                                        .status()))
                                        .as("statuses of the codes of " + call + " " + status)
                                        .isNotEmpty()
                                        .containsOnly(status);
                                assertThat(response.path("content")
                                                .path("application/problem+json")
                                                .path("schema")
                                                .path("$ref")
                                                .asString(""))
                                        .isEqualTo("#/components/schemas/Problem");
                            }
                        }));
    }

    @Test
    void everyBodyHasAnExampleAndEveryExampleIsValid() {
        var wrong = new ArrayList<String>();
        CONTRACT.operations().forEach((call, operation) -> {
            String pointer = "/paths/" + Contract.escape(call.replaceFirst("[A-Z]+ ", "")) + "/"
                    + call.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
            content(pointer + "/requestBody", operation.path("requestBody"), wrong);
            operation
                    .path("responses")
                    .properties()
                    .forEach(response ->
                            content(pointer + "/responses/" + response.getKey(), response.getValue(), wrong));
        });
        assertThat(wrong).as("docs/openapi.yaml").isEmpty();
    }

    private static void content(String pointer, JsonNode owner, List<String> wrong) {
        owner.path("content").properties().forEach(media -> {
            String at = pointer + "/content/" + Contract.escape(media.getKey());
            List<JsonNode> examples = Stream.concat(
                            Stream.of(media.getValue().path("example")),
                            media.getValue().path("examples").valueStream().map(example -> example.path("value")))
                    .filter(example -> !example.isMissingNode())
                    .toList();
            if (examples.isEmpty() && media.getKey().equals("application/json")) {
                wrong.add(at + " has no example");
            }
            if (media.getKey().endsWith("json")) {
                examples.forEach(example -> CONTRACT.objections(
                                at + "/schema", CairnJson.strict().writeValueAsString(example))
                        .forEach(objection -> wrong.add(at + ", example: " + objection)));
            }
        });
    }
}
