package serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.client.Best;
import dev.cairn.client.CairnClient;
import dev.cairn.search.InvalidValueException;
import dev.cairn.worker.lstm.ForecastModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Answers forecasts of a study's best model: {@code Serve <study> <port>}. The service is the one of {@code CAIRN_URL}; it is asked
 * once, at the start.
 */
public final class Serve {
    private static final int LARGEST = 1 << 20;

    /** @param forecast [step ahead][target] */
    public record Forecast(String study, long trial, List<String> targets, double[][] forecast) {}

    private final String study;
    private final Best best;
    private final ForecastModel model;

    private Serve(String study, Best best) {
        this.study = study;
        this.best = best;
        this.model = best.load(ForecastModel.class);
    }

    public static void main(String[] args) throws IOException {
        CairnClient client = CairnClient.fromEnvironment();
        var serve = new Serve(args[0], client.study(args[0]).best());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        HttpServer server = HttpServer.create(address, 0);
        // One thread answers: a model is not for several at a time.
        server.createContext("/forecast", serve::answer);
        server.start();
        System.out.println("forecasts of " + serve.model.task().targets() + " at http://127.0.0.1:"
                + server.getAddress().getPort() + "/forecast");
    }

    /** POST a table with the task's columns: forecasts what comes after its last rows. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                send(exchange, 405, Map.of("error", "POST a CSV table with the columns " + model.task().columns()));
                return;
            }
            Path table = Files.createTempFile("rows-", ".csv");
            try (InputStream body = exchange.getRequestBody()) {
                byte[] rows = body.readNBytes(LARGEST + 1);
                if (rows.length > LARGEST) {
                    send(exchange, 413, Map.of("error", "the table is larger than " + LARGEST + " bytes"));
                    return;
                }
                double[][] forecast = model.predict(Files.write(table, rows));
                send(
                        exchange,
                        200,
                        new Forecast(study, best.trial().number(), model.task().targets(), forecast));
            } catch (InvalidValueException e) {
                send(exchange, 400, Map.of("error", e.getMessage()));
            } finally {
                Files.delete(table);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] json = CairnJson.strict().writeValueAsBytes(value);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
    }
}
