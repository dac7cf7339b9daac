package dev.cairn.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.cli.process.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path home;

    private Folders of(Map<String, String> environment) {
        return Folders.of(environment, "/nonexistent", "/tmp");
    }

    @Test
    void theHomeFolderHoldsCacheAndData() {
        Folders folders = of(Map.of("HOME", home.toString()));
        assertThat(folders.cache()).isEqualTo(home.resolve(".cache/cairn"));
        assertThat(folders.data()).isEqualTo(home.resolve(".local/share/cairn"));
    }

    @Test
    void ourOwnVariablesGoFirstThenThoseOfTheDesktop() {
        Folders folders = of(Map.of(
                "HOME", home.toString(),
                "XDG_CACHE_HOME", "/xdg/cache",
                "XDG_DATA_HOME", "relative",
                "CAIRN_CACHE", "",
                "CAIRN_DATA", "/mine"));
        assertThat(folders.cache()).isEqualTo(Path.of("/xdg/cache/cairn"));
        assertThat(folders.data()).isEqualTo(Path.of("/mine"));
    }

    @Test
    void withoutAHomeTheFoldersAreTemporaryAndThisUsers() {
        for (String missing : new String[] {"", "/nonexistent"}) {
            Folders folders = of(Map.of("HOME", missing, "USER", "a b"));
            assertThat(folders.cache()).isEqualTo(Path.of("/tmp/cairn-a_b/cache"));
            assertThat(folders.data()).isEqualTo(Path.of("/tmp/cairn-a_b/data"));
        }
    }

    @Test
    void aFolderIsHeldByOneAtATime() {
        RunFolder first = RunFolder.take(home.resolve("dev"));
        assertThatThrownBy(() -> RunFolder.take(home.resolve("dev")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "another Cairn (process " + ProcessHandle.current().pid() + ") is running on");
        first.close();
        RunFolder.take(home.resolve("dev")).close();
    }

    @Test
    void aSecretIsMadeOnceAndForThisUserOnly() throws IOException {
        RunFolder folder = RunFolder.take(home.resolve("dev"));
        String secret = folder.secret("password");
        assertThat(secret).hasSize(32).isEqualTo(folder.secret("password"));
        assertThat(Files.getPosixFilePermissions(home.resolve("dev/password"))).hasSize(2);
        folder.close();
    }

    @Test
    void aFolderThatCannotBeMadeIsASentence() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        assertThatThrownBy(() -> RunFolder.take(file.resolve("dev")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot write in " + file.resolve("dev"));
    }

    @Test
    void whatAKilledRunLeftIsRemovedByTheNext() throws IOException {
        RunFolder abandoned = RunFolder.temporary();
        Files.createFile(abandoned.folder("logs").resolve("service.log"));
        abandoned.close();
        RunFolder next = RunFolder.temporary();
        assertThat(abandoned.path()).doesNotExist();
        next.delete();
        assertThat(next.path()).doesNotExist();
    }
}
