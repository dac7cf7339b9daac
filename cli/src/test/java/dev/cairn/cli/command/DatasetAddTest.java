package dev.cairn.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cairn.cli.local.Folders;
import dev.cairn.cli.postgres.PostgresServer;
import dev.cairn.cli.process.Watchdog;
import dev.cairn.client.source.Request;
import dev.cairn.client.source.Source;
import dev.cairn.client.source.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetAddTest {
    private static final String EVERY_TYPE = """
            select * from (values
              (1::int, 12345678901::bigint, 1.50::numeric, 0.1::float8, 0.1::real, date '2024-01-31',
               timestamp '2024-03-31 02:30:00.25', timestamptz '2024-03-31 02:30:00+05:30', true, 'a, "b"'::text),
              (null, null, null, null, null, null, null, null, null, null))
            as t (whole, long, exact, wide, narrow, day, stands, moment, flag, words)""";

    @TempDir
    private static Path shared;

    private static Watchdog watchdog;
    private static PostgresServer postgres;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> uploads = new CopyOnWriteArrayList<>();
    private HttpServer service;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startPostgres() throws IOException {
        watchdog = new Watchdog();
        postgres = PostgresServer.start(Folders.ofThisUser().cache(), shared.resolve("pg"), true, watchdog);
        // The driver's own way to a password, which needs no prompt.
        Path passwords = Files.writeString(shared.resolve("pgpass"), "*:*:*:*:" + postgres.password() + "\n");
        System.setProperty("org.postgresql.pgpassfile", passwords.toString());
    }

    @AfterAll
    static void stopPostgres() {
        System.clearProperty("org.postgresql.pgpassfile");
        postgres.close();
        watchdog.close();
    }

    @BeforeEach
    void serve() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                uploads.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                String name = exchange.getRequestURI().getQuery().replace("name=", "");
                byte[] body = ("{\"address\":\"sha256:" + "0".repeat(64) + "\",\"name\":\"" + name
                                + "\",\"bytes\":1,\"rows\":2,\"columns\":[\"x\"],\"createdAt\":\"2026-11-01T10:00:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(201, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private int add(String... arguments) {
        var all = new ArrayList<>(List.of("dataset", "add"));
        all.addAll(List.of(arguments));
        all.add("--url=http://127.0.0.1:" + service.getAddress().getPort());
        return RootCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private int ask(String query) {
        return add("--jdbc", postgres.jdbcUrl(), "--user", postgres.superuser(), "--query", query, "--name", "asked");
    }

    @Test
    void aQuerysResultIsUploadedTheSameInEveryTimeZone() {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("UTC", "Europe/Berlin", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(ask(EVERY_TYPE)).as(err.toString()).isZero();
            }
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(uploads).hasSize(3).containsOnly("""
                whole,long,exact,wide,narrow,day,stands,moment,flag,words
                1,12345678901,1.5,0.1,0.1,2024-01-31,2024-03-31T02:30:00.25,2024-03-30T21:00:00Z,true,"a, ""b""\"
                ,,,,,,,,,
                """);
        assertThat(out.toString()).startsWith("sha256:");
        assertThat(err.toString())
                .containsPattern("narrow +number +1")
                .containsPattern("moment +time +1")
                .containsPattern("flag +boolean +1")
                .containsPattern("words +text +1");
    }

    @Test
    void whatHasNoTextIsRefusedByItsColumn() {
        assertThat(ask("select 1 as ok, '\\xff'::bytea as raw")).isEqualTo(2);
        assertThat(err.toString()).contains("column 'raw' is of type bytea");
        assertThat(ask("select 'infinity'::float8 as v")).isEqualTo(2);
        assertThat(err.toString()).contains("row 1, column 'v': Infinity is not a finite number");
        assertThat(ask("select 'infinity'::timestamp as v")).isEqualTo(2);
        assertThat(err.toString()).contains("row 1, column 'v': a time must be of the years 0 to 9999");
        assertThat(uploads).isEmpty();
    }

    @Test
    void aQueryCannotChangeAnything() {
        assertThat(ask("create table made (x int)")).isEqualTo(1);
        assertThat(err.toString()).contains("read-only");
    }

    @Test
    void rowsComeInPortions() {
        var seen = new ArrayList<Integer>();
        var request = new Request(
                postgres.jdbcUrl(),
                Map.of("user", postgres.superuser(), "query", "select 1 / (5000 - g) from generate_series(1, 9000) g"),
                postgres.password());
        assertThatThrownBy(() -> {
                    try (Source source = Sources.open(request)) {
                        source.forEach(values -> seen.add(1));
                    }
                })
                .hasMessageContaining("division by zero");
        assertThat(seen).hasSize(4000);
    }

    @Test
    void aFileOfTheRightKindIsUploadedByteForByte() throws IOException {
        Path file = Files.writeString(folder.resolve("my.csv"), "a,b\r\n1.50,\"x\"\r\n");
        assertThat(add(file.toString())).isZero();
        assertThat(uploads).containsExactly("a,b\r\n1.50,\"x\"\r\n");
        assertThat(err.toString()).contains("'my'").containsPattern("a +number");
    }

    @Test
    void aTsvWithoutAHeaderGetsOne() throws IOException {
        Path file = Files.writeString(folder.resolve("sms.tsv"), "ham\tsay \"hi\" &amp; go\nspam\tWIN\n");
        assertThat(add(file.toString(), "--columns", "label,text")).isZero();
        assertThat(uploads).containsExactly("label,text\nham,\"say \"\"hi\"\" &amp; go\"\nspam,WIN\n");
    }

    @Test
    void whatIsNotSaidIsAskedFor() throws IOException {
        assertThat(add("--jdbc", "jdbc:postgresql://h/b", "--name", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--query");
        assertThat(add("--jdbc", "jdbc:postgresql://h/b", "--query", "select 1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--name is needed");
        Path file = Files.writeString(folder.resolve("q.sql"), "select 1 as one");
        assertThat(add("--jdbc", "jdbc:postgresql://h/b?password=x", "--query-file", file.toString(), "--name", "x"))
                .isEqualTo(2);
        assertThat(add()).isEqualTo(2);
    }
}
