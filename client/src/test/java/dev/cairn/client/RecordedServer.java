package dev.cairn.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers each call with the next prepared answer and remembers what it was asked. */
final class RecordedServer implements AutoCloseable {
    record Call(String method, String target, Map<String, List<String>> headers, String body) {}

    /** @param drop whether the connection is closed without an answer */
    record Answer(int status, String contentType, String body, Map<String, String> headers, boolean drop) {}

    private final HttpServer server;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    RecordedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    CairnClient client() {
        return CairnClient.builder().url(url() + "/").build();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    RecordedServer answers(int status, String json) {
        return answers(status, status < 300 ? "application/json" : "application/problem+json", json);
    }

    RecordedServer answers(int status, String contentType, String body) {
        answers.add(new Answer(status, contentType, body, Map.of(), false));
        return this;
    }

    RecordedServer answersNothing(Map<String, String> headers) {
        answers.add(new Answer(204, "application/json", "", headers, false));
        return this;
    }

    /** Refuses with a header or several. */
    RecordedServer refuses(int status, Map<String, String> headers) {
        answers.add(new Answer(status, "text/plain", "away", headers, false));
        return this;
    }

    RecordedServer drops() {
        answers.add(new Answer(0, "", "", Map.of(), true));
        return this;
    }

    List<Call> calls() {
        return calls;
    }

    Call call() {
        return calls.get(calls.size() - 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            Answer answer = answers.poll();
            if (answer == null) {
                throw new IllegalStateException("no answer prepared for " + call());
            }
            if (answer.drop()) {
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.getResponseHeaders().add("Content-Type", answer.contentType());
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
