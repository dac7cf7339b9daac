package dev.cairn.service.web;

import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.lease.Lease;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose bodies come late, slowly, or never. */
class BodiesTest {
    private static final String ADMIN = "an-admin-token-of-the-environment-0123456789";
    private static final String WORKER = "a-worker-token-of-the-environment-0123456789";
    private static final TestService SERVICE = start("--cairn.bodies.patience=PT1S");

    private final List<Socket> sockets = new ArrayList<>();

    private static TestService start(String... more) {
        TestPostgres.Database database = TestPostgres.database();
        return TestService.start(database, database.url(), "PT1H", more);
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connect(TestService service, String head) throws IOException {
        var socket = new Socket("127.0.0.1", service.url().getPort());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        send(socket, head);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String head(String call, int length, String more) {
        return call + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n" + more
                + (length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length) + "\r\n\r\n";
    }

    /** To the end of the connection. */
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Until the service has let go of the thread of a request whose body it waits for. */
    private static void awaitBodies(TestService service) {
        while (service.bean(Bodies.class).held() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void thePatienceIsThatOfTheDocumentation() {
        assertThat(TestService.shared().bean(BodySettings.class).patience()).isEqualTo(Duration.ofSeconds(20));
        assertThatThrownBy(() -> new BodySettings(Duration.ZERO)).hasMessageContaining("CAIRN_BODY_PATIENCE");
    }

    @Test
    void aBodyThatComesInPiecesIsTakenWhole() throws IOException {
        TestService service = TestService.shared();
        String body = study(name(), 3, "") + " ".repeat(60_000);
        Socket socket = connect(service, head("POST /api/v1/studies", body.length(), ""));
        awaitBodies(service);

        send(socket, body.substring(0, 20_000));
        send(socket, body.substring(20_000));

        assertThat(answer(socket)).startsWith("HTTP/1.1 201");
        assertThat(service.bean(Bodies.class).held()).isZero();
    }

    /** The container dispatches such a request a second time; nobody may take it for one that was let in before. */
    @Test
    void whoSendsItsBodyLateIsAskedWhoItIsAllTheSame() throws IOException {
        try (TestService guarded =
                start("--cairn.access.admin-token=" + ADMIN, "--cairn.access.worker-token=" + WORKER)) {
            String body = study(name(), 3, "");
            String call = "POST /api/v1/studies";
            Socket nobody = connect(guarded, head(call, body.length(), ""));
            awaitBodies(guarded);
            send(nobody, body);
            assertThat(answer(nobody)).startsWith("HTTP/1.1 401");

            Socket worker = connect(guarded, head(call, body.length(), "Authorization: Bearer " + WORKER + "\r\n"));
            awaitBodies(guarded);
            send(worker, body);
            assertThat(answer(worker)).startsWith("HTTP/1.1 403");

            Socket mistaken =
                    connect(guarded, head(call + "?nmae=x", body.length(), "Authorization: Bearer " + ADMIN + "\r\n"));
            awaitBodies(guarded);
            send(mistaken, body);
            assertThat(answer(mistaken)).startsWith("HTTP/1.1 400").contains("unknown query parameter 'nmae'");

            Socket admin = connect(guarded, head(call, body.length(), "Authorization: Bearer " + ADMIN + "\r\n"));
            awaitBodies(guarded);
            send(admin, body);
            assertThat(answer(admin)).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void moreSlowBodiesThanThereAreThreadsKeepNobodyWaiting() throws IOException {
        TestService service = TestService.shared();
        Lease lease = lease(service.client(), service.client().studies().create(study(name(), 3, "")));
        String body = study(name(), 3, "");
        for (int i = 0; i < 250; i++) {
            connect(service, head("POST /api/v1/studies", body.length(), ""));
        }
        awaitBodies(service);

        for (int i = 0; i < 20; i++) {
            service.client().leases().report(lease, report(i, 1));
        }

        send(sockets.get(0), body);
        assertThat(answer(sockets.get(0))).startsWith("HTTP/1.1 201");
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsRefused() throws IOException {
        Socket socket = connect(SERVICE, head("POST /api/v1/studies", 10_000, ""));
        send(socket, "{");

        assertThat(answer(socket))
                .startsWith("HTTP/1.1 408")
                .contains("application/problem+json", "\"TOO_SLOW\"", "10000 bytes only 1 came", "nosniff");
    }

    @Test
    void aLargeBodyThatComesTooSlowlyIsRefused() throws IOException {
        Socket socket = connect(SERVICE, head("POST /api/v1/studies", -1, ""));
        long begun = System.nanoTime();
        StringBuilder answered = new StringBuilder();
        socket.setSoTimeout(100);
        // A byte each 100 ms.
        while (answered.isEmpty() && System.nanoTime() - begun < 20e9) {
            try {
                send(socket, "1\r\n \r\n");
                answered.append((char) socket.getInputStream().read());
            } catch (SocketTimeoutException e) {
                continue;
            }
        }
        socket.setSoTimeout(20_000);

        assertThat(answered + answer(socket)).startsWith("HTTP/1.1 408").contains("TOO_SLOW");
    }

    @Test
    void onlySoManyReadLargeBodiesAtOnceAndTheRestIsServed() throws IOException {
        try (TestService service = start()) {
            Bodies bodies = service.bean(Bodies.class);
            Lease lease = lease(service.client(), service.client().studies().create(study(name(), 3, "")));
            for (int i = 0; i < Bodies.READERS; i++) {
                connect(service, head("POST /api/v1/studies", -1, ""));
            }
            while (bodies.freeReaders() > 0) {
                Thread.onSpinWait();
            }

            Socket more = connect(service, head("POST /api/v1/studies", -1, "") + "1\r\n{\r\n");
            assertThat(answer(more)).startsWith("HTTP/1.1 503").contains("BUSY", "Retry-After: 1");
            service.client().leases().report(lease, report(1, 1));

            for (int i = 0; i < Bodies.READERS; i++) {
                send(sockets.get(i), "2\r\n{}\r\n0\r\n\r\n");
                assertThat(answer(sockets.get(i))).startsWith("HTTP/1.1 400");
            }
            while (bodies.freeReaders() < Bodies.READERS) {
                Thread.onSpinWait();
            }
        }
    }

    /** Tomcat by itself would read on for as long as bytes come. */
    @Test
    void whoeverSendsWhatNobodyWantsIsAnsweredAndHungUpOn() throws IOException {
        Socket socket = connect(
                SERVICE,
                "PUT /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\nsome bytes");

        assertThat(answer(socket)).startsWith("HTTP/1.1 404");
    }
}
