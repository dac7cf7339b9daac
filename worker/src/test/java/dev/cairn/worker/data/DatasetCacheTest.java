package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
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
        Path file = file(cache, HELLO);
        assertThat(file).hasContent("hello");
        assertThat(file(cache, HELLO)).isEqualTo(file);
        assertThat(asked).containsExactly(HELLO);
    }

    @Test
    void otherBytesAreRefusedAndLeaveNothingBehind() throws IOException {
        assertThatThrownBy(() -> cache("hallo").use(HELLO))
                .isInstanceOf(DatasetCache.DigestMismatchException.class)
                .hasMessageContaining(HELLO);
        try (var left = Files.list(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aDamagedFileIsFetchedAgain() throws IOException {
        DatasetCache cache = cache("hello");
        Files.writeString(file(cache, HELLO), "hellx");
        assertThat(file(cache, HELLO)).hasContent("hello");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aBrokenTransferLeavesNothingBehind() throws IOException {
        var cache = new DatasetCache(folder, 1 << 20, (address, to) -> {
            to.write('h');
            throw new UncheckedIOException(new IOException("connection lost"));
        });
        assertThatThrownBy(() -> cache.use(HELLO)).hasMessageContaining("connection lost");
        try (var left = Files.list(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static Path file(DatasetCache cache, String address) throws IOException {
        try (DatasetCache.Use use = cache.use(address)) {
            return use.file();
        }
    }

    /** Data sets of a thousand bytes by their first letter, in a folder that may hold 2,500. */
    private DatasetCache small() {
        return new DatasetCache(folder, 2500, (address, to) -> {
            asked.add(address);
            for (char letter : "abcde".toCharArray()) {
                if (address(letter).equals(address)) {
                    to.write(content(letter));
                }
            }
        });
    }

    private static byte[] content(char letter) {
        return Character.toString(letter).repeat(1000).getBytes(StandardCharsets.UTF_8);
    }

    private static String address(char letter) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content(letter)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes it look as if this one had been used so many seconds ago. */
    private void used(char letter, int secondsAgo) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(address(letter).substring(7) + ".csv"),
                FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    private boolean has(char letter) {
        return Files.exists(folder.resolve(address(letter).substring(7) + ".csv"));
    }

    @Test
    void theLongestUnusedGoesFirst() throws IOException {
        DatasetCache cache = small();
        file(cache, address('a'));
        file(cache, address('b'));
        used('a', 100);
        used('b', 200);
        file(cache, address('b'));
        file(cache, address('c'));
        assertThat(has('a')).isFalse();
        assertThat(has('b')).isTrue();
        assertThat(has('c')).isTrue();
    }

    @Test
    void whatATrialReadsStays() throws IOException {
        DatasetCache cache = small();
        try (DatasetCache.Use first = cache.use(address('a'))) {
            used('a', 1000);
            file(cache, address('b'));
            used('b', 100);
            // Another worker of the same process, which knows nothing of the first.
            file(small(), address('c'));
            assertThat(first.file()).exists();
            assertThat(has('b')).isFalse();
        }
        used('a', 1000);
        file(cache, address('d'));
        assertThat(has('a')).isFalse();
    }

    @Test
    void whatAnotherProcessReadsStays() throws Exception {
        DatasetCache cache = small();
        file(cache, address('a'));
        used('a', 1000);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        folder.toString(),
                        address('a'))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('!');
            used('a', 1000);
            file(cache, address('b'));
            file(cache, address('c'));
            assertThat(has('a')).isTrue();
        } finally {
            // Killed: the lock goes with it.
            other.destroyForcibly().waitFor();
        }
        used('a', 1000);
        file(cache, address('d'));
        assertThat(has('a')).isFalse();
    }

    /** Uses a data set until it is killed. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            var cache = new DatasetCache(Path.of(arguments[0]), 2500, (address, to) -> {
                throw new IOException("it is there");
            });
            try (DatasetCache.Use use = cache.use(arguments[1])) {
                System.out.print('!');
                System.out.flush();
                if (Files.exists(use.file())) {
                    System.in.read();
                }
            }
        }
    }

    @Test
    void aTransferThatWasCutOffLongAgoIsCleanedAway() throws IOException {
        Path old = Files.writeString(folder.resolve("old.part"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(2 * 86_400)));
        Path young = Files.writeString(folder.resolve("young.part"), "x");
        file(small(), address('a'));
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private DatasetCache cache(String content) {
        return new DatasetCache(folder, 1 << 20, (address, to) -> {
            asked.add(address);
            to.write(content.getBytes(StandardCharsets.UTF_8));
        });
    }
}
