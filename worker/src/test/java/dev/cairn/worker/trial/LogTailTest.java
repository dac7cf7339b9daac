package dev.cairn.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class LogTailTest {
    @Test
    void onlyTheLastCharactersAreKept() throws IOException {
        var log = new LogTail(10);
        log.drain(new StringReader("x".repeat(100_000) + "the end"));
        log.add("!");
        assertThat(log).hasToString("xxthe end!");
    }

    @Test
    void noNulReachesTheDatabase() {
        var log = new LogTail(10);
        log.add("a\0b");
        assertThat(log).hasToString("a b");
    }

    @Test
    void aClearedTailIsEmpty() {
        var log = new LogTail(10);
        log.add("a");
        log.clear();
        assertThat(log.toString()).isEmpty();
    }
}
