package dev.cairn.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A region at the end of the output that is written over and over, below lines that stay. Without a live terminal there is no
 * region, only lines. Safe for use by several threads.
 */
public final class Screen implements AutoCloseable {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    /** Terminals that know this show all that lies between as one change; others ignore it. */
    private static final String BEGIN_CHANGE = "\u001b[?2026h";

    private static final String END_CHANGE = "\u001b[?2026l";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final long SIZE_VALID_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Terminal terminal;
    private List<String> shown = List.of();
    private boolean cursorHidden;
    private boolean closed;
    private Size size = new Size(24, 80);
    private long sizeAsked;

    /** Rows and columns. */
    public record Size(int rows, int columns) {}

    public Screen(Terminal terminal) {
        this.terminal = terminal;
        this.sizeAsked = System.nanoTime() - SIZE_VALID_NANOS;
    }

    public Terminal terminal() {
        return terminal;
    }

    /** A line that stays, above the region. */
    public synchronized void line(String text) {
        if (closed) {
            return;
        }
        if (!terminal.live() || shown.isEmpty()) {
            terminal.line(text);
            return;
        }
        List<String> region = shown;
        draw(clearRegion() + text + CLEAR_LINE + "\n");
        shown = List.of();
        show(region);
    }

    /** Replaces the region; lines that are too long or too many are cut. */
    public synchronized void show(List<String> lines) {
        if (closed || !terminal.live()) {
            return;
        }
        Size room = size();
        var text = new StringBuilder(BEGIN_CHANGE);
        if (!cursorHidden) {
            text.append(HIDE_CURSOR);
            cursorHidden = true;
        }
        text.append(up(shown.size()));
        List<String> fitting = lines.subList(0, Math.min(lines.size(), Math.max(1, room.rows() - 1)));
        fitting.forEach(line -> text.append(Style.cut(line, room.columns() - 1))
                .append(CLEAR_LINE)
                .append('\n'));
        text.append(CLEAR_BELOW).append(END_CHANGE);
        draw(text.toString());
        shown = List.copyOf(fitting);
    }

    /** Removes the region. */
    public synchronized void clear() {
        if (!closed && terminal.live() && !shown.isEmpty()) {
            draw(clearRegion());
            shown = List.of();
        }
    }

    /** The region stays as it is, the cursor comes back, and nothing is written any more. */
    @Override
    public synchronized void close() {
        if (cursorHidden) {
            draw(SHOW_CURSOR);
            cursorHidden = false;
        }
        closed = true;
    }

    /** The region stays as it is and lines follow it. */
    public synchronized void leaveRegion() {
        shown = List.of();
        if (cursorHidden) {
            draw(SHOW_CURSOR);
            cursorHidden = false;
        }
    }

    /** The terminal's size now, or a moment ago; it may change while we draw. */
    public synchronized Size size() {
        if (terminal.live() && System.nanoTime() - sizeAsked >= SIZE_VALID_NANOS) {
            size = ask(size);
            sizeAsked = System.nanoTime();
        }
        return size;
    }

    private String clearRegion() {
        return up(shown.size()) + CLEAR_BELOW;
    }

    private static String up(int lines) {
        return lines == 0 ? "\r" : "\r\u001b[" + lines + "A";
    }

    private void draw(String text) {
        terminal.out().print(terminal.unicode() ? text : terminal.ascii(text));
        terminal.out().flush();
    }

    private static Size ask(Size otherwise) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (answer.matches("[1-9][0-9]* [1-9][0-9]*")) {
                String[] parts = answer.split(" ");
                return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (IOException e) {
            // No controlling terminal to ask: the last known size serves.
        }
        return otherwise;
    }
}
