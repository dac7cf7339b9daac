package dev.cairn.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads are hostile. */
class UploadsTest {
    private static final Guarded GUARDED = new Guarded();
    private static final Map<String, String> CSV = Map.of("Content-Type", "text/csv");

    @AfterAll
    static void stop() {
        GUARDED.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What a client sends that says one thing and does another; then it hangs up. */
    private static String raw(String head, byte[] body) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), GUARDED.service.url().getPort())) {
            String full =
                    head + "\nHost: localhost\nAuthorization: Bearer " + Guarded.ADMIN + "\nConnection: close\n\n";
            socket.getOutputStream().write(full.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isKept(byte[] bytes) {
        return GUARDED.get(Guarded.ADMIN, "/blobs/" + Guarded.sha256(bytes)).status() == 200;
    }

    @Test
    void bytesOfAnotherDigestAreRefused() {
        byte[] bytes = ascii("other bytes");
        Guarded.Answer answer =
                GUARDED.put(Guarded.ADMIN, "/blobs/" + Guarded.sha256(ascii("these bytes")), bytes, Map.of());

        assertThat(answer.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(isKept(bytes)).isFalse();
    }

    @Test
    void whatComesAfterTheAnnouncedLengthIsNoPartOfIt() throws IOException {
        byte[] bytes = ascii("ten bytes.");
        String answer = raw(
                "PUT /api/v1/blobs/" + Guarded.sha256(bytes) + " HTTP/1.1\nContent-Length: 10",
                ascii("ten bytes. and more"));

        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(isKept(bytes)).isTrue();
        assertThat(isKept(ascii("ten bytes. and more"))).isFalse();
    }

    @Test
    void moreThanMayBeSentIsRefusedBeforeItIsSent() throws IOException {
        String answer =
                raw("PUT /api/v1/blobs/" + "0".repeat(64) + " HTTP/1.1\nContent-Length: 99999999999", ascii("x"));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("TOO_LARGE");
    }

    @Test
    void aBodyInChunksIsHeldToItsDigestToo() throws IOException {
        byte[] bytes = ascii("chunky");
        String head = "PUT /api/v1/blobs/" + Guarded.sha256(bytes) + " HTTP/1.1\nTransfer-Encoding: chunked";

        assertThat(raw(head, ascii("6\r\nclunky\r\n0\r\n\r\n"))).startsWith("HTTP/1.1 422");
        assertThat(isKept(bytes)).isFalse();
        assertThat(raw(head, ascii("3\r\nchu\r\n3\r\nnky\r\n0\r\n\r\n"))).startsWith("HTTP/1.1 204");
        assertThat(isKept(bytes)).isTrue();
    }

    @Test
    void twoLengthsAreRefused() throws IOException {
        byte[] bytes = ascii("smuggled");
        String head = "PUT /api/v1/blobs/" + Guarded.sha256(bytes) + " HTTP/1.1\nContent-Length: 3\nContent-Length: 8";

        assertThat(raw(head, bytes)).startsWith("HTTP/1.1 400");
        assertThat(isKept(bytes)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2fetc%2fpasswd",
                "../secrets",
                "%2e%2e",
                "<script>",
                "a%00b",
                "a/b",
                "",
                "con%0d%0aX:%20y"
            })
    void aNameIsNoPathAndNoMarkup(String name) throws IOException {
        String answer = raw(
                "POST /api/v1/datasets?name=" + name.replace("<", "%3C").replace(">", "%3E")
                        + " HTTP/1.1\nContent-Type: text/csv\nContent-Length: 8",
                ascii("a,b\n1,2\n"));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/blobs/..%2f..%2fetc", "/blobs/%2e%2e", "/blobs/ABCDEF", "/datasets/..;/x", "/blobs//x"})
    void aDigestIsNoPath(String path) throws IOException {
        assertThat(raw("GET /api/v1" + path + " HTTP/1.1", new byte[0])).startsWith("HTTP/1.1 40");
    }

    @Test
    void htmlComesOutAsATableToSaveAndNotAsAPage() {
        String html = "a,b\n<script>alert(1)</script>,<img src=x onerror=alert(2)>\n";
        assertThat(GUARDED.call(Guarded.ADMIN, "POST", "/datasets?name=page.html", html, CSV)
                        .status())
                .isEqualTo(201);
        assertThat(GUARDED.call(Guarded.ADMIN, "POST", "/datasets?name=p", html, Map.of("Content-Type", "text/html"))
                        .code())
                .isEqualTo("UNSUPPORTED_MEDIA_TYPE");

        Guarded.Answer content = GUARDED.get(Guarded.ADMIN, "/datasets/" + Guarded.sha256(ascii(html)) + "/content");
        Guarded.Answer blob = GUARDED.get(Guarded.ADMIN, "/blobs/" + Guarded.sha256(ascii(html)));

        assertThat(content.head().headers().firstValue("Content-Type")).hasValue("text/csv");
        assertThat(blob.head().headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        for (Guarded.Answer answer : new Guarded.Answer[] {content, blob}) {
            assertThat(answer.head().headers().allValues("X-Content-Type-Options"))
                    .containsExactly("nosniff");
            assertThat(answer.head().headers().firstValue("Content-Disposition"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
            assertThat(answer.head().headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("default-src 'none'"));
        }
    }

    /** The service never opens it; whoever loads models refuses its entries. */
    @Test
    void aModelThatLeavesItsFolderIsOnlyBytesHere() throws IOException {
        var zip = new ByteArrayOutputStream();
        try (var entries = new ZipOutputStream(zip)) {
            entries.putNextEntry(new ZipEntry("../../../../tmp/cairn-was-here"));
            entries.write(ascii("owned"));
        }
        // Sent as hex, since this helper speaks ASCII; what counts is that nothing is opened.
        byte[] bytes = ascii(HexFormat.of().formatHex(zip.toByteArray()));
        long study = GUARDED.study(Guarded.ADMIN, "default", "zip");
        Guarded.Answer lease = GUARDED.lease(Guarded.ADMIN, study, UUID.randomUUID());
        String sha256 = Guarded.sha256(bytes);
        assertThat(GUARDED.put(Guarded.ADMIN, "/blobs/" + sha256, bytes, Map.of())
                        .status())
                .isEqualTo(204);
        String outcome =
                "{\"result\": \"COMPLETED\", \"metrics\": {\"loss\": 1}, \"blobs\": {\"MODEL\": \"" + sha256 + "\"}}";
        assertThat(GUARDED.call(
                                Guarded.ADMIN,
                                "POST",
                                "/attempts/" + lease.json().path("attempt").asLong() + "/outcome",
                                outcome,
                                Map.of("Cairn-Lease", lease.json().path("token").asString()))
                        .status())
                .isEqualTo(200);

        Guarded.Answer model = GUARDED.get(
                Guarded.ADMIN, "/trials/" + lease.json().path("trial").asLong() + "/model");

        assertThat(model.body()).isEqualTo(new String(bytes, StandardCharsets.US_ASCII));
        assertThat(model.head().headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(model.head().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        assertThat(Path.of("/tmp/cairn-was-here")).doesNotExist();
    }

    @Test
    void aProjectKeepsNoMoreThanItsQuota() {
        GUARDED.project("small", ", \"quotaBytes\": 20");
        byte[] ten = ascii("ten bytes!");
        byte[] tenMore = ascii("ten others");
        byte[] one = ascii("1");

        assertThat(GUARDED.put(Guarded.ADMIN, "/blobs/" + Guarded.sha256(ten) + "?project=small", ten, Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(GUARDED.put(Guarded.ADMIN, "/blobs/" + Guarded.sha256(tenMore) + "?project=small", tenMore, Map.of())
                        .status())
                .isEqualTo(204);
        Guarded.Answer refused =
                GUARDED.put(Guarded.ADMIN, "/blobs/" + Guarded.sha256(one) + "?project=small", one, Map.of());

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.code()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(GUARDED.put(Guarded.ADMIN, "/blobs/" + Guarded.sha256(ten) + "?project=small", ten, Map.of())
                        .status())
                .as("what is there may be sent again")
                .isEqualTo(204);
        assertThat(GUARDED.call(Guarded.ADMIN, "POST", "/datasets?name=d&project=small", "a\n1\n", CSV)
                        .code())
                .isEqualTo("QUOTA_EXCEEDED");
        assertThat(GUARDED.get(Guarded.ADMIN, "/projects").body()).contains("\"bytes\":20,\"quotaBytes\":20");
    }
}
