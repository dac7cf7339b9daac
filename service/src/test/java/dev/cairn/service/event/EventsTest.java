package dev.cairn.service.event;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.event.EventType;
import dev.cairn.api.event.StudyEvent;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import dev.cairn.service.progress.Sequencer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Pattern ID = Pattern.compile("^id: (\\d+)$", Pattern.MULTILINE);
    private static final int TIMEOUT_MILLIS = 60_000;

    private final TestService service = TestService.shared();
    private final CairnClient client = service.client();

    private StudyView ended() {
        StudyView study = client.studies().create(study(name(), 2, ""));
        runAll(client, study, lease -> client.leases().finish(lease, completed(0.5)));
        return study;
    }

    private static HttpRequest.Builder events(TestService service, long study, String query) {
        return HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + study + "/events" + query))
                .GET();
    }

    private HttpResponse<String> events(StudyView study, String query, String... headers) {
        HttpRequest.Builder request = events(service, study.id(), query);
        return service.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static List<Long> ids(String stream) {
        return ID.matcher(stream)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static List<Long> upTo(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void aStreamTellsAllThatHappenedAndEndsWithTheStudyWhenAskedTo() {
        StudyView study = ended();

        HttpResponse<String> stream = events(study, "?until=end");

        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
        List<StudyEvent> told = Arrays.stream(stream.body().split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> CairnJson.strict().readValue(line.substring("data: ".length()), StudyEvent.class))
                .toList();
        assertThat(told).extracting(StudyEvent::seq).isEqualTo(upTo(1, 6)).isEqualTo(ids(stream.body()));
        assertThat(told)
                .extracting(StudyEvent::type)
                .containsExactly(
                        EventType.STUDY_CREATED,
                        EventType.TRIAL_CREATED,
                        EventType.TRIAL_ENDED,
                        EventType.TRIAL_CREATED,
                        EventType.TRIAL_ENDED,
                        EventType.STUDY_CHANGED);
        StudyEvent end = told.get(2);
        assertThat(end.actor()).isEqualTo("worker:tester");
        assertThat(end.number()).isEqualTo(1);
        assertThat(end.trial()).isNotNull();
        assertThat(end.attempt()).isNotNull();
        assertThat(end.data().path("values").get(0).doubleValue()).isEqualTo(0.5);
        assertThat(told.get(5).data().path("state").asString()).isEqualTo("COMPLETED");
        assertThat(stream.body()).doesNotContain("null").contains("event: TRIAL_ENDED\n");
    }

    @Test
    void aReaderGoesOnWhereItStopped() {
        StudyView study = ended();

        assertThat(ids(events(study, "?until=end&after=4").body())).containsExactly(5L, 6L);
        assertThat(ids(events(study, "?until=end&after=1", "Last-Event-ID", "5").body()))
                .containsExactly(6L);
        assertThat(ids(events(study, "?until=end&after=6").body())).isEmpty();
    }

    @Test
    void linesAndPagesTellTheSame() {
        StudyView study = ended();

        HttpResponse<String> lines = events(study, "?until=end", "Accept", "application/x-ndjson");
        List<StudyEvent> ofLines = lines.body()
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> CairnJson.strict().readValue(line, StudyEvent.class))
                .toList();

        assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson;charset=UTF-8");
        assertThat(ofLines).extracting(StudyEvent::seq).isEqualTo(upTo(1, 6));
        assertThat(client.studies().events(study.id(), 0).items()).isEqualTo(ofLines);
        assertThat(client.studies().events(study.id(), 4).items()).isEqualTo(ofLines.subList(4, 6));
        HttpResponse<String> page = events(study, "?limit=4", "Accept", "application/json");
        String next = CairnJson.strict().readTree(page.body()).path("next").asString();
        assertThat(events(study, "?limit=4&cursor=" + next, "Accept", "application/json")
                        .body())
                .contains("\"seq\":5")
                .doesNotContain("\"seq\":4", "next");
    }

    @Test
    void whatCannotBeServedIsRefused() {
        StudyView study = client.studies().create(study(name(), 1, ""));

        assertThat(events(study, "?after=-1").statusCode()).isEqualTo(400);
        assertThat(events(study, "?until=dawn").statusCode()).isEqualTo(400);
        assertThat(events(study, "", "Last-Event-ID", "x").statusCode()).isEqualTo(400);
        assertThat(events(study, "", "Accept", "text/html").statusCode()).isEqualTo(406);
        assertThat(events(study, "", "Accept", "nonsense").statusCode()).isEqualTo(400);
        assertThat(service.get("/api/v1/studies/0/events").statusCode()).isEqualTo(404);
    }

    @Test
    void theHeartbeatIsThatOfTheDocumentationAndNonsenseIsRefused() {
        assertThat(service.bean(EventSettings.class).heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThatThrownBy(() -> new EventSettings(Duration.ZERO)).hasMessageContaining("CAIRN_EVENTS_HEARTBEAT");
    }

    /** An open stream on a bare socket, so that a test decides when it is read. */
    private record Line(Socket socket, InputStream in) implements AutoCloseable {
        static Line open(TestService service, String path, int receiveBuffer) throws IOException {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", service.url().getPort()));
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new Line(socket, new BufferedInputStream(socket.getInputStream()));
        }

        static Line open(TestService service, String path) throws IOException {
            return open(service, path, 0);
        }

        /** The next line that begins so. */
        String next(String beginning) throws IOException {
            while (true) {
                var line = new StringBuilder();
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0) {
                        throw new IOException("the stream ended");
                    }
                    line.append((char) c);
                }
                if (line.toString().startsWith(beginning)) {
                    return line.toString();
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aSilentStreamShowsThatItIsAlive() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService lively =
                TestService.start(database, database.url(), "PT1H", "--cairn.events.heartbeat=PT0.05S")) {
            StudyView study = lively.client().studies().create(study(name(), 1, ""));
            try (Line line = Line.open(lively, "/studies/" + study.id() + "/events")) {
                line.next("id: 1");
                line.next(":");
                line.next(":");
            }
            try (Line line = Line.open(lively, "/events")) {
                line.next(":");
                line.next(":");
            }
        }
    }

    @Test
    void hintsSayWhichStudyMovedOnAnyReplica() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService near = TestService.startListening(database);
                TestService far = TestService.start(database)) {
            StudyView study = far.client().studies().create(study(name(), 1, ""));
            try (Line line = Line.open(near, "/events")) {
                line.next("Content-Type: text/event-stream");
                far.client().studies().pause(study.id());
                line.next("event: STUDY_MOVED");
                assertThat(line.next("data: ")).isEqualTo("data: {\"study\":" + study.id() + "}");
            }
        }
    }

    /** Two transactions; the one that began first, with the lower row id, commits last. */
    private static void crossing(TestPostgres.Database database, long study, TestService first, TestService second) {
        String insert = "insert into event (study_id, type, actor) values (" + study + ", 'STUDY_CHANGED', 'test')";
        try (Connection early = database.connect();
                Connection late = database.connect();
                Statement one = early.createStatement();
                Statement two = late.createStatement()) {
            early.setAutoCommit(false);
            late.setAutoCommit(false);
            one.execute(insert);
            two.execute(insert);
            late.commit();
            first.bean(Sequencer.class).run(study);
            early.commit();
            second.bean(Sequencer.class).run(study);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReaderThatChangesReplicasSeesEveryEventOnceInOrderWhateverTheOrderOfCommits() throws Exception {
        int writers = 4;
        int rounds = 40;
        long events = 1 + 2L * writers * rounds;
        TestPostgres.Database database = TestPostgres.database();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try (TestService one = TestService.startListening(database);
                TestService two = TestService.startListening(database)) {
            long study = one.client().studies().create(study(name(), 1, "")).id();
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                boolean isOdd = i % 2 == 1;
                writing.add(pool.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        crossing(database, study, isOdd ? one : two, round % 2 == 0 ? one : two);
                    }
                }));
            }

            var seen = new ArrayList<Long>();
            var random = new Random(1);
            while (seen.size() < events) {
                long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
                TestService replica = random.nextBoolean() ? one : two;
                try (Line line = Line.open(replica, "/studies/" + study + "/events?after=" + last)) {
                    for (int i = 1 + random.nextInt(20); i > 0 && seen.size() < events; i--) {
                        seen.add(Long.parseLong(line.next("id: ").substring("id: ".length())));
                    }
                }
            }

            assertThat(seen).isEqualTo(upTo(1, events));
            for (Future<?> writer : writing) {
                writer.get();
            }
            assertThat(one.client().studies().events(study, events).items()).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aThousandIdleReadersTakeNoThreadEachAndAllHear() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService crowded = TestService.startListening(database)) {
            long study = crowded.client().studies().create(study(name(), 1, "")).id();
            int threads = Thread.activeCount();
            var lines = new ArrayList<Line>();
            try {
                for (int i = 0; i < 1000; i++) {
                    Line line = Line.open(crowded, "/studies/" + study + "/events");
                    lines.add(line);
                    line.next("id: 1");
                }
                assertThat(crowded.bean(Streams.class).count()).isEqualTo(1000);
                assertThat(Thread.activeCount() - threads).isLessThan(50);

                crowded.client().studies().pause(study);

                for (Line line : lines) {
                    line.next("id: 2");
                }
            } finally {
                lines.forEach(EventsTest::close);
            }
        }
    }

    private static void close(Line line) {
        try {
            line.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readersThatDoNotReadDelayNobody() throws Exception {
        TestPostgres.Database database = TestPostgres.database();
        try (TestService patient = TestService.start(database)) {
            long study = patient.client().studies().create(study(name(), 1, "")).id();
            database.execute("""
                    insert into event (study_id, type, actor, payload)
                    select %d, 'STUDY_CHANGED', 'test', jsonb_build_object('text', repeat('x', 2000))
                    from generate_series(1, 3000)
                    """.formatted(study));
            patient.bean(Sequencer.class).run(study);
            var lazy = new ArrayList<Line>();
            try {
                for (int i = 0; i < 10; i++) {
                    lazy.add(Line.open(patient, "/studies/" + study + "/events", 4096));
                }
                for (Line line : lazy) {
                    line.next("id: 1");
                }

                try (Line eager = Line.open(patient, "/studies/" + study + "/events")) {
                    eager.next("id: 3001");
                }
                lazy.get(0).next("id: 500");
            } finally {
                lazy.forEach(EventsTest::close);
            }
        }
    }

    @Test
    void whoAsksForTheHeadersAloneOpensNoStream() {
        try (TestService quiet = TestService.start(TestPostgres.database())) {
            long study = quiet.client().studies().create(study(name(), 1, "")).id();
            for (String path : List.of("/api/v1/events", "/api/v1/studies/" + study + "/events")) {
                HttpResponse<String> answer =
                        quiet.send(HttpRequest.newBuilder(quiet.url().resolve(path))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            }
            assertThat(quiet.bean(Streams.class).count()).isZero();
        }
    }
}
