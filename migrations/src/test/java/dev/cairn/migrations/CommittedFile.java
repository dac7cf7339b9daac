package dev.cairn.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the tree whose content the build computes: compared, or with {@code -Dcairn.rewrite=true} written anew. */
record CommittedFile(Path path) {
    String text() {
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void assertIs(String expected) {
        if (Boolean.getBoolean("cairn.rewrite")) {
            try {
                Files.writeString(path, expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(text())
                .as("%s; if the change is meant, run the test with -Dcairn.rewrite=true", path)
                .isEqualTo(expected);
    }
}
