package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary file, so that neither a large body nor a slow peer costs more than disk. Where the disk has no room the call is
 * refused as NO_ROOM.
 */
public final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final int PIECE = 64 * 1024;

    private final Path file;

    public Spool() {
        try {
            this.file = Files.createTempFile("cairn-", ".part");
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /** In a file that is there. */
    Spool(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** What is written here fails as NO_ROOM too. */
    public interface Sink {
        void write(byte[] bytes, int length);
    }

    /** Has a file written. */
    public Path write(Consumer<Sink> content) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), PIECE)) {
            content.accept((bytes, length) -> {
                try {
                    out.write(bytes, 0, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw noRoom(e);
        } catch (UncheckedIOException e) {
            throw noRoom(e.getCause());
        }
        return file;
    }

    /**
     * Takes a body in.
     *
     * @param most so many bytes
     * @throws ProblemException TOO_LARGE if there are more, INVALID_REQUEST if the sender breaks off
     */
    public Path take(InputStream in, long most) {
        return write(sink -> {
            byte[] piece = new byte[PIECE];
            long bytes = 0;
            for (int read = read(in, piece, bytes); read >= 0; read = read(in, piece, bytes)) {
                bytes += read;
                if (bytes > most) {
                    throw ProblemException.of(ProblemCode.TOO_LARGE, "at most " + most + " bytes may be sent so");
                }
                sink.write(piece, read);
            }
        });
    }

    private static int read(InputStream in, byte[] piece, long before) {
        try {
            return in.read(piece);
        } catch (IOException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, "the upload broke off after " + before + " bytes");
        }
    }

    private static ProblemException noRoom(IOException e) {
        log.error("The temporary folder takes no file: {}", e.toString());
        return ProblemException.of(
                ProblemCode.NO_ROOM,
                "the service's temporary folder takes no file of this size, so nothing was done; try again once there is room");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", file, e.getMessage());
        }
    }
}
