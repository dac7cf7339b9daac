package dev.cairn.cli.local;

import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Screen;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Says what is being done and how long it took. */
public final class Phases {
    private static final int COLUMN = 58;

    private final Screen screen;

    public Phases(Screen screen) {
        this.screen = screen;
    }

    /** @param done what to say of the result, in the past tense */
    public <T> T run(String doing, Supplier<T> work, Function<T, String> done) {
        screen.show(List.of("  … " + doing));
        long begin = System.nanoTime();
        T result = work.get();
        tell(done.apply(result), Duration.ofNanos(System.nanoTime() - begin));
        return result;
    }

    /** A phase that was timed elsewhere. */
    public void tell(String done, Duration time) {
        screen.clear();
        String mark = screen.terminal().style().good("✓");
        String padding = " ".repeat(Math.max(1, COLUMN - done.length()));
        String seconds = String.format("%8s", Figures.seconds(time));
        screen.line(
                "  " + mark + " " + done + padding + screen.terminal().style().faint(seconds));
    }
}
