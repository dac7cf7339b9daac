package dev.cairn.service.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.api.lease.Handover;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.LeaseRequest;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Report;
import dev.cairn.api.lease.WorkerInfo;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.Purpose;
import dev.cairn.client.CairnClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The client reads whatever the published contract lets a service answer: as it does now, the least of it, and more than is in it. */
class ClientCompatibilityTest {
    private static final Contract BASELINE = Contract.read(Path.of("..", "docs", "openapi-baseline.yaml"));
    private static final Contract NOW = Contract.read();
    private static final String HEX = "0".repeat(64);
    /** People's affairs, which no method of the client does: access, and the contract itself. */
    private static final Set<String> WITHOUT_A_METHOD = Set.of(
            "streamHints",
            "listProjects",
            "createProject",
            "listAudit",
            "whoAmI",
            "listTokens",
            "createToken",
            "revokeToken",
            "getContract",
            "getContractAsJson",
            "getStudySchema",
            "listProblems");

    @TempDir
    private Path folder;

    private HttpServer server;
    private CairnClient client;
    private volatile String answer = "";

    /** A client's method that makes an operation. */
    private interface Call {
        void on(CairnClient client) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        client = CairnClient.builder()
                .url("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** By operation. */
    private Map<String, Call> calls() throws IOException {
        Lease lease = CairnJson.tolerant().treeToValue(example("lease").orElseThrow(), Lease.class);
        var ask = new LeaseRequest(UUID.randomUUID(), new WorkerInfo("w", null, null), null, null);
        var outcome = new Outcome(Outcome.Result.PREEMPTED, null, null, null, null, null, null);
        Path file = Files.writeString(folder.resolve("table.csv"), "a\n1\n");
        Path saved = folder.resolve("saved");
        var calls = new TreeMap<String, Call>();
        calls.put("createStudy", c -> c.studies().create("{}"));
        calls.put("listStudies", c -> c.studies().page(null));
        calls.put("getStudy", c -> c.studies().get(1));
        calls.put("changeStudy", c -> c.studies().change(1, new StudyPatch(null, null, 1, null, null)));
        calls.put("deleteStudy", c -> c.studies().delete(1, false));
        calls.put("pauseStudy", c -> c.studies().pause(1));
        calls.put("resumeStudy", c -> c.studies().resume(1));
        calls.put("cancelStudy", c -> c.studies().cancel(1));
        calls.put("retryFailedTrials", c -> c.studies().retryFailed(1));
        calls.put("cloneStudy", c -> c.studies().copy(1, new CloneRequest("again", null)));
        calls.put("exportStudy", c -> c.studies().export(1, saved));
        calls.put("importTrials", c -> c.studies().importTrials(1, file, "text/csv", false, false));
        calls.put("getBestTrial", c -> c.studies().best(1));
        calls.put("getBestModel", c -> c.studies().bestModel(1, saved));
        calls.put("listWebhookDeliveries", c -> c.studies().deliveries(1));
        calls.put("streamStudyEvents", c -> c.studies().events(1, 0));
        calls.put("listTrials", c -> c.trials().page(1, Purpose.SEARCH, null));
        calls.put("enqueueTrials", c -> c.studies().enqueue(1, points(), false));
        calls.put("getTrial", c -> c.trials().get(1));
        calls.put("cancelTrial", c -> c.trials().cancel(1));
        calls.put("retryTrial", c -> c.trials().retry(1));
        calls.put("excludeTrial", c -> c.trials().exclude(1, true));
        calls.put("addMetrics", c -> c.trials().measure(1, new LateMetrics(Map.of("latency", 1.0))));
        calls.put("listMeasurements", c -> c.trials().curve(1));
        calls.put("diagnoseTrial", c -> c.trials().diagnosis(1));
        calls.put("getTrialModel", c -> c.trials().model(1, saved));
        calls.put("explainSuggestion", c -> c.trials().suggestion(1));
        calls.put("replaySuggestion", c -> c.trials().replay(1));
        calls.put("getLog", c -> c.trials().log(1));
        calls.put("lease", c -> c.leases().ask(ask));
        calls.put("report", c -> c.leases().report(lease, new Report(List.of(), null)));
        calls.put("finish", c -> c.leases().finish(lease, outcome));
        calls.put("handOver", c -> c.leases().handOver(lease, new Handover(outcome, ask)));
        calls.put("uploadDataset", c -> c.datasets().upload("table", file));
        calls.put("listDatasets", c -> c.datasets().page(null));
        calls.put("getDataset", c -> c.datasets().get("sha256:" + HEX));
        calls.put("getDatasetContent", c -> c.datasets().content("sha256:" + HEX, new ByteArrayOutputStream()));
        calls.put("putBlob", c -> c.blobs().put(HEX, new byte[0]));
        calls.put("getBlob", c -> c.blobs().get(HEX, new ByteArrayOutputStream()));
        calls.put("listHyperparameters", c -> c.hyperparameters(null));
        calls.put("getImportance", c -> c.insights().importance(1));
        calls.put("getParetoFront", c -> c.insights().pareto(1));
        calls.put("getHistory", c -> c.insights().history(1));
        return calls;
    }

    private static PointsToTry points() {
        return new PointsToTry(List.of(Map.of("x", 0.5)), null, null);
    }

    @Test
    void everyPublishedOperationIsAMethodOrIsKnownToBeNone() throws IOException {
        var known = new TreeSet<>(WITHOUT_A_METHOD);
        known.addAll(calls().keySet());
        assertThat(known).containsAll(published());
    }

    @Test
    void whatIsAnsweredNowIsRead() throws IOException {
        eachReads(value -> value);
    }

    @Test
    void moreThanIsPublishedIsPassedOver() throws IOException {
        eachReads(ClientCompatibilityTest::withMore);
    }

    @Test
    void theLeastThatThePublishedContractPromisesIsRead() throws IOException {
        for (Map.Entry<String, Call> call : calls().entrySet()) {
            String name = call.getKey();
            var schema = response(BASELINE, name)
                    .map(content -> content.path("schema"))
                    .orElse(null);
            reads(call, schema == null ? value -> value : value -> least(value, schema));
        }
    }

    private void eachReads(UnaryOperator<JsonNode> changed) throws IOException {
        for (Map.Entry<String, Call> call : calls().entrySet()) {
            reads(call, changed);
        }
    }

    private void reads(Map.Entry<String, Call> call, UnaryOperator<JsonNode> changed) {
        answer = example(call.getKey())
                .map(value -> changed.apply(value.deepCopy()))
                .map(CairnJson.strict()::writeValueAsString)
                .orElse("");
        assertThatCode(() -> call.getValue().on(client))
                .as(call.getKey() + " reads " + answer)
                .doesNotThrowAnyException();
    }

    private static Set<String> published() {
        var names = new TreeSet<String>();
        BASELINE.operations()
                .values()
                .forEach(o -> names.add(o.path("operationId").asString()));
        return names;
    }

    /** The JSON that the committed contract shows as an operation's answer. */
    private static java.util.Optional<JsonNode> example(String operation) {
        return response(NOW, operation).map(content -> content.path("example")).filter(JsonNode::isObject);
    }

    private static java.util.Optional<JsonNode> response(Contract contract, String name) {
        Collection<JsonNode> operations = contract.operations().values();
        return operations.stream()
                .filter(operation -> operation.path("operationId").asString().equals(name))
                .flatMap(operation -> operation.path("responses").properties().stream())
                .filter(response -> response.getKey().startsWith("2"))
                .map(response -> response.getValue().path("content").path("application/json"))
                .filter(JsonNode::isObject)
                .findFirst();
    }

    /** Without the fields that the schema does not require. */
    private static JsonNode least(JsonNode value, JsonNode of) {
        JsonNode schema = variant(value, BASELINE.resolved(of));
        if (value instanceof ObjectNode object && schema.has("properties")) {
            var required = new ArrayList<String>();
            schema.path("required").forEach(name -> required.add(name.asString()));
            object.retain(required);
            object.properties()
                    .forEach(field ->
                            least(field.getValue(), schema.path("properties").path(field.getKey())));
        } else if (schema.path("additionalProperties").isObject()) {
            value.forEach(item -> least(item, schema.path("additionalProperties")));
        } else {
            value.forEach(item -> least(item, schema.path("items")));
        }
        return value;
    }

    /** Of a union, the one that the value says it is. */
    private static JsonNode variant(JsonNode value, JsonNode schema) {
        JsonNode discriminator = schema.path("discriminator");
        String type =
                value.path(discriminator.path("propertyName").asString("")).asString("");
        String reference = discriminator.path("mapping").path(type).asString("");
        return reference.isEmpty() ? schema : BASELINE.document().at(reference.substring(1));
    }

    /** With a field that nobody knows in every object that has fields of its own, as a map's entries are data. */
    private static JsonNode withMore(JsonNode value) {
        value.forEach(ClientCompatibilityTest::withMore);
        if (value instanceof ObjectNode object && (object.has("id") || object.has("study") || object.has("items"))) {
            object.putObject("aFieldOfTomorrow").put("x", 1);
        }
        return value;
    }
}
