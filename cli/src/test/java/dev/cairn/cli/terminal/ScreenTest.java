package dev.cairn.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    private Screen screen(boolean terminal, Map<String, String> environment) {
        return new Screen(Terminal.of(out, terminal, environment));
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutATerminalThereAreOnlyLines() {
        try (Screen screen = screen(false, Map.of("TERM", "xterm"))) {
            screen.show(List.of("moving"));
            screen.line(screen.terminal().style().good("stays"));
            screen.clear();
        }
        assertThat(text()).isEqualTo("stays\n");
    }

    @Test
    void aDumbTerminalIsNotDrawnOn() {
        try (Screen screen = screen(true, Map.of("TERM", "dumb"))) {
            screen.show(List.of("moving"));
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void aRegionIsWrittenOverInPlace() {
        try (Screen screen = screen(true, Map.of("TERM", "xterm"))) {
            screen.show(List.of("one", "two"));
            written.reset();
            screen.show(List.of("three"));
        }
        assertThat(text()).contains("\u001b[2A", "three\u001b[K\n", "\u001b[J");
    }

    @Test
    void theCursorComesBackAndNothingIsWrittenAfterTheEnd() {
        Screen screen = screen(true, Map.of("TERM", "xterm"));
        screen.show(List.of("one"));
        screen.close();
        screen.show(List.of("late"));
        screen.line("late");
        screen.close();
        assertThat(text()).contains("\u001b[?25l").endsWith("\u001b[?25h").doesNotContain("late");
    }

    @Test
    void noColorMeansNoColours() {
        assertThat(Terminal.of(out, true, Map.of("TERM", "xterm", "NO_COLOR", "1"))
                        .style()
                        .good("x"))
                .isEqualTo("x");
        assertThat(Terminal.of(out, true, Map.of("TERM", "xterm", "NO_COLOR", ""))
                        .style()
                        .good("x"))
                .contains("\u001b[");
        assertThat(Terminal.of(out, false, Map.of("TERM", "xterm")).style().good("x"))
                .isEqualTo("x");
    }

    @Test
    void blocksAreShownUnlessTheLocaleForbidsThem() {
        assertThat(Terminal.of(out, false, Map.of()).unicode()).isTrue();
        assertThat(Terminal.of(out, false, Map.of("LANG", "de_CH.UTF-8")).unicode())
                .isTrue();
        assertThat(Terminal.of(out, false, Map.of("LC_ALL", "C", "LANG", "de_CH.UTF-8"))
                        .unicode())
                .isFalse();
        Terminal.of(out, false, Map.of("LC_ALL", "C")).line("✓ done…");
        assertThat(text()).isEqualTo("+ done...\n");
    }
}
