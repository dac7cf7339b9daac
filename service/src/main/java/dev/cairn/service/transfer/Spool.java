package dev.cairn.service.transfer;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file, so that neither a large body nor a slow peer costs more than disk. */
final class Spool implements AutoCloseable {
    private final Path file;

    Spool() throws IOException {
        this.file = Files.createTempFile("cairn-transfer-", ".part");
    }

    Path file() {
        return file;
    }

    /** Takes a body in. */
    Path take(InputStream in, long most) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[64 * 1024];
            long bytes = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                bytes += read;
                if (bytes > most) {
                    throw ProblemException.of(ProblemCode.TOO_LARGE, "at most " + most + " bytes may be imported so");
                }
                out.write(piece, 0, read);
            }
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
