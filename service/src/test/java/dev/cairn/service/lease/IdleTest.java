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
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits, and whoever sends a byte at a time, keeps nobody else waiting. {@code benchmarks/run idle} has more of both. */
class IdleTest {
    private static final int POLLS = Integer.getInteger("cairn.idle.polls", 300);
    /** So many with their heads, and so many with their bodies. */
    private static final int SLOW = Integer.getInteger("cairn.idle.slow", 50);

    private static final int REPORTS = Integer.getInteger("cairn.idle.reports", 40);
    /** Between reports: what a fleet of so many busy workers would do by itself. */
    private static final long PAUSE_MILLIS = Long.getLong("cairn.idle.pause", 10);

    private static final int AT_ONCE = 10;

    private final List<Socket> slow = new ArrayList<>();
    private final ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void hangUp() throws IOException {
        dripping.shutdownNow();
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private void connectSlow(int port) throws IOException {
        String call = "POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        for (int i = 0; i < SLOW; i++) {
            for (String end : new String[] {"X-Slow: ", "Content-Length: 200000\r\n\r\n"}) {
                var socket = new Socket("127.0.0.1", port);
                slow.add(socket);
                send(socket, call + end);
            }
        }
    }

    /** A further byte on each slow connection; one that was cut off is made again, as who attacks would. */
    private void drip(int port) {
        for (int i = 0; i < slow.size(); i++) {
            try {
                send(slow.get(i), " ");
            } catch (SocketException e) {
                replace(i, port);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void replace(int index, int port) {
        try {
            slow.get(index).close();
            var socket = new Socket("127.0.0.1", port);
            slow.set(index, socket);
            send(
                    socket,
                    "POST /api/v1/studies HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 200000\r\n\r\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void heartbeatsAreAnsweredAtOnceAmongHeldAndSlowCalls() throws Exception {
        try (TestService service = TestService.start(TestPostgres.database())) {
            int port = service.url().getPort();
            CairnClient client = service.client();
            StudyView busy = client.studies().create(study(name(), 1000, ""));
            StudyView paused = client.studies().create(study(name(), 1000, ""));
            client.studies().pause(paused.id());
            Lease held = lease(client, busy);
            connectSlow(port);
            dripping.scheduleWithFixedDelay(() -> drip(port), 1, 1, TimeUnit.SECONDS);
            Waiting waiting = service.bean(Waiting.class);
            try (var pollers = new Pollers(port, paused.id())) {
                int beats = 0;
                for (int polls = 0; polls < POLLS; polls += AT_ONCE) {
                    // Not all in one instant, which would be a test of the queue for connections to the database.
                    for (int i = 0; i < AT_ONCE; i++) {
                        pollers.add();
                    }
                    client.leases().report(held, report(beats++, 0.5));
                }
                while (waiting.held() < POLLS && pollers.trouble().isEmpty()) {
                    client.leases().report(held, report(beats++, 0.5));
                }
                var nanos = new long[REPORTS];
                int fewest = POLLS;
                for (int i = 0; i < REPORTS; i++) {
                    long begun = System.nanoTime();
                    client.leases().report(held, report(1_000_000 + i, 0.5));
                    nanos[i] = System.nanoTime() - begun;
                    fewest = Math.min(fewest, waiting.held());
                    dripping.schedule(() -> {}, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                            .get();
                }
                Arrays.sort(nanos);
                System.out.printf(
                        "idle: %d polls held (%d at least, %d renewed), %d slow heads and %d slow bodies,"
                                + " %d reports: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                        waiting.held(),
                        fewest,
                        pollers.renewals(),
                        SLOW,
                        SLOW,
                        REPORTS,
                        nanos[REPORTS / 2] / 1e6,
                        nanos[REPORTS * 99 / 100] / 1e6,
                        nanos[REPORTS - 1] / 1e6);

                assertThat(pollers.trouble()).isEmpty();
                // Some are between two holds.
                assertThat(fewest).isGreaterThan(POLLS * 9 / 10);
                // Of half of them: what else this machine computes may delay one.
                assertThat(nanos[REPORTS / 2] / 1e6).isLessThan(100);
            }
        }
    }
}
