package dev.cairn.service.lease;

import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.Lease;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits, and whoever sends a byte at a time, keeps nobody else waiting. {@code benchmarks/run idle} has more of both. */
class IdleTest {
    private static final int POLLS = Integer.getInteger("cairn.idle.polls", 300);
    private static final int SLOW = Integer.getInteger("cairn.idle.slow", 50);
    private static final int AT_ONCE = 10;
    /** Shorter than the polls are held. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int REPORTS = Integer.getInteger("cairn.idle.reports", 40);

    private final List<Socket> polls = new ArrayList<>();
    private final List<Socket> slow = new ArrayList<>();

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : polls) {
            socket.close();
        }
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static void poll(Socket socket, long study) throws IOException {
        String body = "{\"request\":\"" + UUID.randomUUID() + "\",\"worker\":{\"name\":\"idle\"},\"study\":" + study
                + ",\"hold\":\"PT30S\"}";
        send(
                socket,
                "POST /api/v1/leases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    /** Every other one is slow with its head, which takes no thread, and every other with its body, which does. */
    private void connectSlow(int port) throws IOException {
        for (int i = 0; i < SLOW; i++) {
            var socket = new Socket("127.0.0.1", port);
            slow.add(socket);
            send(socket, "POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
            send(socket, i % 2 == 0 ? "X-Slow: " : "Content-Length: 100000\r\n\r\n");
        }
    }

    /** A further byte on each slow connection. */
    private void drip() throws IOException {
        for (Socket socket : slow) {
            send(socket, " ");
        }
    }

    @Test
    void heartbeatsAreAnsweredAtOnceAmongHeldAndSlowCalls() throws IOException {
        try (TestService service = TestService.start(TestPostgres.database())) {
            int port = service.url().getPort();
            CairnClient client = service.client();
            StudyView busy = client.studies().create(study(name(), 1000, ""));
            StudyView paused = client.studies().create(study(name(), 1000, ""));
            client.studies().pause(paused.id());
            Lease held = lease(client, busy);
            connectSlow(port);
            long latest = System.nanoTime() + LONGEST.toNanos();
            int beats = 0;
            while (polls.size() < POLLS) {
                // Not all in one instant, which would be a test of the queue for connections to the database.
                for (int i = 0; i < AT_ONCE && polls.size() < POLLS; i++) {
                    var socket = new Socket("127.0.0.1", port);
                    polls.add(socket);
                    poll(socket, paused.id());
                }
                do {
                    client.leases().report(held, report(beats++, 0.5));
                } while (service.bean(Waiting.class).held() < polls.size() && System.nanoTime() < latest);
            }
            var nanos = new long[REPORTS];
            long dripped = System.nanoTime();
            for (int i = 0; i < REPORTS; i++) {
                if (System.nanoTime() - dripped > 1_000_000_000L) {
                    drip();
                    dripped = System.nanoTime();
                }
                long begun = System.nanoTime();
                client.leases().report(held, report(100_000 + i, 0.5));
                nanos[i] = System.nanoTime() - begun;
            }
            int waiting = service.bean(Waiting.class).held();
            Arrays.sort(nanos);
            System.out.printf(
                    "idle: %d polls held of %d, %d slow connections, %d reports: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                    waiting,
                    POLLS,
                    SLOW,
                    REPORTS,
                    nanos[REPORTS / 2] / 1e6,
                    nanos[REPORTS * 99 / 100] / 1e6,
                    nanos[REPORTS - 1] / 1e6);

            assertThat(waiting).isEqualTo(POLLS);
            // Of half of them: what else this machine computes may delay one.
            assertThat(nanos[REPORTS / 2] / 1e6).isLessThan(100);
        }
    }
}
