package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
    /** Of "hello" in ASCII. */
    private static final String HELLO = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    @Test
    void aDataSetIsFetchedOnce() throws IOException {
        DatasetCache cache = cache("hello");
        Path file = cache.file(HELLO);
        assertThat(file).hasContent("hello");
        assertThat(cache.file(HELLO)).isEqualTo(file);
        assertThat(asked).containsExactly(HELLO);
    }

    @Test
    void otherBytesAreRefusedAndLeaveNothingBehind() throws IOException {
        assertThatThrownBy(() -> cache("hallo").file(HELLO))
                .isInstanceOf(DatasetCache.DigestMismatchException.class)
                .hasMessageContaining(HELLO);
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDamagedFileIsFetchedAgain() throws IOException {
        DatasetCache cache = cache("hello");
        Files.writeString(cache.file(HELLO), "hellx");
        assertThat(cache.file(HELLO)).hasContent("hello");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aBrokenTransferLeavesNothingBehind() throws IOException {
        var cache = new DatasetCache(folder, (address, to) -> {
            to.write('h');
            throw new UncheckedIOException(new IOException("connection lost"));
        });
        assertThatThrownBy(() -> cache.file(HELLO)).hasMessageContaining("connection lost");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private DatasetCache cache(String content) {
        return new DatasetCache(folder, (address, to) -> {
            asked.add(address);
            to.write(content.getBytes(StandardCharsets.UTF_8));
        });
    }
}
