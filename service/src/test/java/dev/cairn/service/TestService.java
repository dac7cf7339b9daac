package dev.cairn.service;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.Problem;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.Migrate;
import dev.cairn.migrations.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A running service on a database of its own, reached over HTTP. The shared one serves all tests that need nothing special. */
public final class TestService implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final TestService SHARED = start(TestPostgres.database());

    private final TestPostgres.Database database;
    private final ConfigurableApplicationContext context;

    private TestService(TestPostgres.Database database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    public static TestService shared() {
        return SHARED;
    }

    /** Sweeps seldom: the tests that need a sweep look for expired leases by asking. */
    public static TestService start(TestPostgres.Database database) {
        return start(database, database.url(), "PT1H");
    }

    /** Serves waiting workers when it is notified, and practically never otherwise. */
    public static TestService startListening(TestPostgres.Database database) {
        return start(database, database.url(), "PT1H", "--cairn.look-interval=PT1H");
    }

    /** Reaches its database at another address, such as a proxy's. */
    public static TestService start(TestPostgres.Database database, String url, String sweepInterval, String... more) {
        return start(database, new SpringApplicationBuilder(CairnService.class), url, sweepInterval, more);
    }

    /** Notes every statement that it prepares. */
    static TestService startRecorded(TestPostgres.Database database, Recorded recorded) {
        var application = new SpringApplicationBuilder(CairnService.class)
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(recorded));
        return start(database, application, database.url(), "PT0.1S");
    }

    private static TestService start(
            TestPostgres.Database database,
            SpringApplicationBuilder application,
            String url,
            String sweepInterval,
            String... more) {
        String[] settings = {
            "--server.port=0",
            "--spring.datasource.url=" + url,
            "--spring.datasource.username=" + Migrate.SERVICE_ROLE,
            "--spring.datasource.password=" + TestPostgres.SERVICE_PASSWORD,
            "--spring.datasource.hikari.connection-timeout=1000",
            "--cairn.sweep-interval=" + sweepInterval,
            "--logging.level.root=WARN",
            "--logging.level.dev.cairn=WARN"
        };
        ConfigurableApplicationContext context = application.run(
                Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new));
        return new TestService(database, context);
    }

    public TestPostgres.Database database() {
        return database;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    public CairnClient client() {
        return CairnClient.builder().url(url()).retryFor(Duration.ZERO).build();
    }

    /** A POST of any text, to see what the service makes of it. */
    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(url().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url().resolve(path)).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Problem problem(HttpResponse<String> response) {
        return CairnJson.tolerant().readValue(response.body(), Problem.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
