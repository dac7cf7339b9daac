package dev.cairn.worker.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.trial.Purpose;
import dev.cairn.client.Best;
import dev.cairn.client.CairnClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code study.best().load()} with this jar on the class path, of a network that was really trained. */
class BestModelTest {
    private static final String STUDY = """
            {"id":3,"state":"COMPLETED","archived":false,"trials":{"COMPLETED":1},"createdAt":"2026-11-01T10:00:00Z",
             "spec":{"name":"test","seed":7,"space":{"parameters":[{"name":"units","type":"INTEGER","low":1,"high":9}]},
             "objectives":[{"metric":"validation.rmse"}],"budget":{"trials":1}}}""";
    private static final String TRIAL = """
            {"id":5,"study":3,"number":1,"purpose":"SEARCH","origin":"SAMPLER","state":"COMPLETED","point":{"units":6},"seed":3,
             "excluded":false,"values":[0.5],"metrics":{"validation.rmse":0.5},"attempt":1,"createdAt":"2026-11-01T10:00:00Z"}""";

    @TempDir
    private Path folder;

    private HttpServer server;
    private Path model;
    private Best best;

    @BeforeEach
    void train() throws Exception {
        Files.writeString(folder.resolve("table.csv"), Trials.table(100, row -> 20 + Math.sin(row / 2.0)));
        LstmTrial.run(Trials.order(folder, "table.csv", Purpose.SEARCH, Trials.QUICK, 1), new Trials.Curve());
        model = folder.resolve("model.zip");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        best = CairnClient.builder()
                .url("http://127.0.0.1:" + server.getAddress().getPort())
                .build()
                .study("test")
                .best();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = switch (exchange.getRequestURI().getPath()) {
                case "/api/v1/studies" -> ("{\"items\":[" + STUDY + "]}").getBytes(StandardCharsets.UTF_8);
                case "/api/v1/studies/3/best" -> TRIAL.getBytes(StandardCharsets.UTF_8);
                case "/api/v1/studies/3/best/model" -> Files.readAllBytes(model);
                default -> throw new IllegalStateException("asked for " + exchange.getRequestURI());
            };
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void theModelForecastsAsTheOneThatWasTrained() throws Exception {
        Path table = folder.resolve("table.csv");
        double[][] expected = ForecastModel.load(model).predict(table);
        assertThat(expected[0][0]).isBetween(18.0, 22.0);
        assertThat(best.load(ForecastModel.class).predict(table)).isDeepEqualTo(expected);
        assertThat(best.load()).isInstanceOf(ForecastModel.class);
    }

    @Test
    void anotherKindOfModelIsSaid() {
        assertThatThrownBy(() -> best.load(AnomalyModel.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the study's model is a ForecastModel, no AnomalyModel");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws Exception {
        Files.writeString(model, "weights");
        assertThatThrownBy(() -> best.load(ForecastModel.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the file is no model of a task");
    }
}
