package dev.cairn.service.blob;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.web.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Bytes in rows of one mebibyte, addressed by their SHA-256. Never read as anything but bytes. */
@Repository
public class Blobs {
    private static final int CHUNK = 1024 * 1024;
    /** Enough for any model that fits a worker; a limit at all, because uploads are hostile. */
    private static final long LARGEST = 256L * CHUNK;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Blobs(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * Stores a stream under its digest; the same bytes again stay for a day more. The bytes wait in a temporary file until all have
     * come, so that a slow sender holds no connection to the database.
     *
     * @param stated the digest in hex that the sender gave
     * @throws ProblemException DIGEST_MISMATCH if the bytes are others, TOO_LARGE if they are too many, NO_ROOM if
     *     the temporary folder is full
     */
    public void put(InputStream in, String stated) {
        byte[] expected = digest(stated);
        try (var spool = new Spool()) {
            MessageDigest digest = sha256();
            Path file = spool.take(new DigestInputStream(in, digest), LARGEST);
            byte[] found = digest.digest();
            if (!Arrays.equals(found, expected)) {
                throw ProblemException.of(
                        ProblemCode.DIGEST_MISMATCH,
                        "the bytes have the SHA-256 " + HexFormat.of().formatHex(found) + ", not " + stated);
            }
            keep(file, expected);
        }
    }

    /** Stores a file that is known to have this digest. */
    public void keep(Path file, byte[] sha256) {
        transaction.executeWithoutResult(status -> write(file, sha256));
    }

    private void write(Path file, byte[] sha256) {
        try (InputStream in = Files.newInputStream(file)) {
            // With "do nothing" a row that is just being removed would count as there. Only a new row has no xmax.
            boolean made = jdbc.sql("""
                            insert into blob as b (project_id, sha256, size_bytes) values (1, :sha256, :size)
                            on conflict (project_id, sha256) do update set uploaded_at = cairn_now()
                            returning b.xmax = 0
                            """)
                    .param("sha256", sha256)
                    .param("size", Files.size(file))
                    .query(Boolean.class)
                    .single();
            byte[] chunk = made ? in.readNBytes(CHUNK) : new byte[0];
            for (int position = 0; chunk.length > 0; position++) {
                jdbc.sql("insert into blob_chunk values (1, :sha256, :position, :bytes)")
                        .param("sha256", sha256)
                        .param("position", position)
                        .param("bytes", chunk)
                        .update();
                chunk = in.readNBytes(CHUNK);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<Long> size(byte[] sha256) {
        return jdbc.sql("select size_bytes from blob where project_id = 1 and sha256 = :sha256")
                .param("sha256", sha256)
                .query(Long.class)
                .optional();
    }

    /** The bytes as an answer with their length, never shown inline. */
    public ResponseEntity<StreamingResponseBody> download(String hex, MediaType type, String fileName) {
        byte[] sha256 = digest(hex);
        long size = size(sha256).orElseThrow(() -> ProblemException.notFound("blob " + hex));
        return ResponseEntity.ok()
                .contentType(type)
                .contentLength(size)
                .eTag(hex)
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(fileName)
                                .build()
                                .toString())
                .body(out -> copy(sha256, out));
    }

    /** Writes the bytes; nothing if there are none under this digest. */
    public void copy(byte[] sha256, OutputStream out) throws IOException {
        for (int position = 0; ; position++) {
            Optional<byte[]> chunk = chunk(sha256, position);
            if (chunk.isEmpty()) {
                return;
            }
            out.write(chunk.get());
        }
    }

    /** The bytes as a stream that holds a chunk at a time; empty if there are none under this digest. */
    public InputStream open(byte[] sha256) {
        return new SequenceInputStream(new Enumeration<>() {
            private int position;
            private Optional<byte[]> next = chunk(sha256, 0);

            @Override
            public boolean hasMoreElements() {
                return next.isPresent();
            }

            @Override
            public InputStream nextElement() {
                var chunk = new ByteArrayInputStream(next.orElseThrow());
                next = chunk(sha256, ++position);
                return chunk;
            }
        });
    }

    private Optional<byte[]> chunk(byte[] sha256, int position) {
        return jdbc.sql(
                        "select bytes from blob_chunk where project_id = 1 and sha256 = :sha256 and position = :position")
                .param("sha256", sha256)
                .param("position", position)
                .query(byte[].class)
                .optional();
    }

    /** The digest that 64 lower-case hex digits stand for. */
    public static byte[] digest(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw ProblemException.of(
                    ProblemCode.INVALID_REQUEST, "a SHA-256 is 64 lower-case hex digits but was '" + hex + "'");
        }
        return HexFormat.of().parseHex(hex);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
