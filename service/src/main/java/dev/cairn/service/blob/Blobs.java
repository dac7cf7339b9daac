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
import java.sql.Types;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
     * @param announced how many bytes the sender said they are; below 0 if it did not
     * @param stated the digest in hex that the sender gave
     * @throws ProblemException DIGEST_MISMATCH if the bytes are others, TOO_LARGE if they are too many, QUOTA_EXCEEDED if they are
     *     for the project, NO_ROOM if the temporary folder is full
     */
    public void put(List<Long> projects, InputStream in, long announced, String stated) {
        byte[] expected = digest(stated);
        if (announced > LARGEST) {
            throw ProblemException.of(ProblemCode.TOO_LARGE, "at most " + LARGEST + " bytes may be sent so");
        }
        try (var spool = new Spool()) {
            MessageDigest digest = sha256();
            Path file = spool.take(new DigestInputStream(in, digest), LARGEST);
            byte[] found = digest.digest();
            if (!Arrays.equals(found, expected)) {
                throw ProblemException.of(
                        ProblemCode.DIGEST_MISMATCH,
                        "the bytes have the SHA-256 " + HexFormat.of().formatHex(found) + ", not " + stated);
            }
            projects.forEach(project -> keep(project, file, expected));
        }
    }

    /**
     * Stores a file that is known to have this digest.
     *
     * @throws ProblemException QUOTA_EXCEEDED
     */
    public void keep(long project, Path file, byte[] sha256) {
        transaction.executeWithoutResult(status -> write(project, file, sha256));
    }

    private void write(long project, Path file, byte[] sha256) {
        try (InputStream in = Files.newInputStream(file)) {
            // With "do nothing" a row that is just being removed would count as there. Only a new row has no xmax.
            boolean made = jdbc.sql("""
                            insert into blob as b (project_id, sha256, size_bytes) values (:project, :sha256, :size)
                            on conflict (project_id, sha256) do update set uploaded_at = cairn_now()
                            returning b.xmax = 0
                            """)
                    .param("project", project)
                    .param("sha256", sha256)
                    .param("size", Files.size(file))
                    .query(Boolean.class)
                    .single();
            if (made) {
                requireRoom(project);
            }
            byte[] chunk = made ? in.readNBytes(CHUNK) : new byte[0];
            for (int position = 0; chunk.length > 0; position++) {
                jdbc.sql("insert into blob_chunk values (:project, :sha256, :position, :bytes)")
                        .param("project", project)
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

    /**
     * After a new row, whose transaction this undoes. Whoever else writes to the project waits here, so that two uploads cannot
     * both take the last room; where there is no quota, nobody waits.
     */
    private void requireRoom(long project) {
        Optional<Long> quota = jdbc.sql(
                        "select quota_bytes from project where id = :project and quota_bytes is not null for no key update")
                .param("project", project)
                .query(Long.class)
                .optional();
        if (quota.isEmpty()) {
            return;
        }
        long stored = jdbc.sql("select sum(size_bytes) from blob where project_id = :project")
                .param("project", project)
                .query(Long.class)
                .single();
        if (stored > quota.get()) {
            throw ProblemException.of(
                    ProblemCode.QUOTA_EXCEEDED,
                    "with these bytes the project would have " + stored + ", and may have " + quota.get()
                            + "; what nothing names goes after a day");
        }
    }

    /** One of those projects that has such bytes; null asks all. */
    public Optional<Long> holder(Long @Nullable [] projects, byte[] sha256) {
        return jdbc.sql("""
                        select project_id from blob
                        where sha256 = :sha256 and (:projects::bigint[] is null or project_id = any(:projects))
                        order by project_id limit 1
                        """)
                .param("projects", projects, Types.ARRAY)
                .param("sha256", sha256)
                .query(Long.class)
                .optional();
    }

    public Optional<Long> size(long project, byte[] sha256) {
        return jdbc.sql("select size_bytes from blob where project_id = :project and sha256 = :sha256")
                .param("project", project)
                .param("sha256", sha256)
                .query(Long.class)
                .optional();
    }

    /** The bytes as an answer with their length, never shown inline. */
    public ResponseEntity<StreamingResponseBody> download(long project, String hex, MediaType type, String fileName) {
        byte[] sha256 = digest(hex);
        long size = size(project, sha256).orElseThrow(() -> ProblemException.notFound("blob " + hex));
        return ResponseEntity.ok()
                .contentType(type)
                .contentLength(size)
                .eTag(hex)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(fileName)
                                .build()
                                .toString())
                .body(out -> copy(project, sha256, out));
    }

    /** Writes the bytes; nothing if there are none under this digest. */
    public void copy(long project, byte[] sha256, OutputStream out) throws IOException {
        for (int position = 0; ; position++) {
            Optional<byte[]> chunk = chunk(project, sha256, position);
            if (chunk.isEmpty()) {
                return;
            }
            out.write(chunk.get());
        }
    }

    /** The bytes as a stream that holds a chunk at a time; empty if there are none under this digest. */
    public InputStream open(long project, byte[] sha256) {
        return new SequenceInputStream(new Enumeration<>() {
            private int position;
            private Optional<byte[]> next = chunk(project, sha256, 0);

            @Override
            public boolean hasMoreElements() {
                return next.isPresent();
            }

            @Override
            public InputStream nextElement() {
                var chunk = new ByteArrayInputStream(next.orElseThrow());
                next = chunk(project, sha256, ++position);
                return chunk;
            }
        });
    }

    private Optional<byte[]> chunk(long project, byte[] sha256, int position) {
        return jdbc.sql(
                        "select bytes from blob_chunk where project_id = :project and sha256 = :sha256 and position = :position")
                .param("project", project)
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
