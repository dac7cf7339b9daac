package dev.cairn.cli.local;

import dev.cairn.cli.terminal.Figures;
import dev.cairn.cli.terminal.Screen;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
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
        long begin = System.nanoTime();
        T result;
        var clock = new Clock(screen, doing);
        try (clock) {
            result = work.get();
        }
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

    /** Shows the seconds while a phase lasts. */
    private static final class Clock implements AutoCloseable {
        private static final Duration TICK = Duration.ofMillis(200);

        private final Timer timer = new Timer("clock", true);
        private final long begin = System.nanoTime();
        private boolean stopped;

        Clock(Screen screen, String doing) {
            var task = new TimerTask() {
                @Override
                public void run() {
                    tick(screen, doing);
                }
            };
            if (screen.terminal().live()) {
                timer.schedule(task, 0, TICK.toMillis());
            }
        }

        private synchronized void tick(Screen screen, String doing) {
            if (!stopped) {
                screen.show(
                        List.of("  … " + doing + "  " + Figures.seconds(Duration.ofNanos(System.nanoTime() - begin))));
            }
        }

        /** No tick begins after this. */
        @Override
        public synchronized void close() {
            stopped = true;
            timer.cancel();
        }
    }
}
