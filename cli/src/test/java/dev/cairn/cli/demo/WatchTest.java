package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final String STUDY = """
            {"id":1,"state":"ACTIVE","archived":false,"createdAt":"2026-11-01T10:00:00Z","trials":{},"spec":{"name":"s","seed":1,
             "space":{"parameters":[{"name":"x","type":"REAL","low":0,"high":1}]},
             "objectives":[{"metric":"loss"}],"budget":{"trials":8}}}""";

    private final BlockingQueue<ProblemCode> refusals = new LinkedBlockingQueue<>();
    private final AtomicInteger away = new AtomicInteger();
    private HttpServer server;
    private Watch watch;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ProblemCode refusal = refusals.poll();
            boolean trials = exchange.getRequestURI().getPath().endsWith("/trials");
            byte[] body = refusal != null
                    ? CairnJson.strict().writeValueAsBytes(Problem.of(refusal, null))
                    : (trials ? "{\"items\":[]}" : STUDY).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(refusal == null ? 200 : refusal.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        watch = new Watch(CairnClient.builder().url(url).retryFor(Duration.ZERO).build(), 1, away::incrementAndGet);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aServiceWithoutItsDatabaseIsWaitedFor() {
        refusals.add(ProblemCode.UNAVAILABLE);
        assertThat(watch.look().study().id()).isEqualTo(1);
        assertThat(away).hasValue(1);
    }

    @Test
    void aRefusalThatWillNotPassIsTold() {
        refusals.add(ProblemCode.NOT_FOUND);
        assertThatThrownBy(watch::look).isInstanceOf(ProblemException.class);
        assertThat(away).hasValue(0);
    }
}
