package dev.cairn.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static void assertRefused(ProblemCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(code));
    }

    /** Linux has a device on which there is never room. */
    @Test
    void aFullDiskIsNamed(@TempDir Path folder) throws IOException {
        Path full = Path.of("/dev/full");
        try (var spool = new Spool(Files.createSymbolicLink(folder.resolve("part"), full))) {
            assertRefused(ProblemCode.NO_ROOM, () -> spool.take(new ByteArrayInputStream(new byte[1 << 20]), 1 << 21));
            // Small enough to be written only at the end.
            assertRefused(ProblemCode.NO_ROOM, () -> spool.write(sink -> sink.write(new byte[1], 1)));
        }
        assertThat(full).exists();
        assertRefused(
                ProblemCode.NO_ROOM,
                () -> new Spool(folder.resolve("none/part")).take(new ByteArrayInputStream(new byte[1]), 1));
    }

    @Test
    void whatIsTooLargeOrBreaksOffLeavesNothing(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("part"));
        try (var spool = new Spool(file)) {
            assertThat(spool.take(new ByteArrayInputStream(new byte[7]), 7)).hasSize(7);
            assertRefused(ProblemCode.TOO_LARGE, () -> spool.take(new ByteArrayInputStream(new byte[8]), 7));
            assertRefused(ProblemCode.INVALID_REQUEST, () -> spool.take(broken(), 7));
        }
        assertThat(file).doesNotExist();
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender is gone");
            }
        };
    }
}
