package dev.cairn.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where we write and what it can show.
 *
 * @param live whether what was written can be written over
 * @param unicode whether block characters can be shown
 */
public record Terminal(PrintStream out, boolean live, Style style, boolean unicode) {
    private static final PrintStream STDOUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final PrintStream STDERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    public static Terminal standardOutput() {
        return of(STDOUT, Boolean.getBoolean("cairn.terminal.out"), System.getenv());
    }

    public static Terminal standardError() {
        return of(STDERR, Boolean.getBoolean("cairn.terminal.err"), System.getenv());
    }

    /** @param terminal whether the stream is one; only the launcher, a shell, can tell on every Java */
    static Terminal of(PrintStream out, boolean terminal, Map<String, String> environment) {
        boolean capable = terminal && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        // https://no-color.org: any value but the empty one.
        boolean coloured = capable && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, capable, new Style(coloured), unicode(environment));
    }

    /** Unless the locale says otherwise: containers set none and are read in UTF-8 all the same. */
    private static boolean unicode(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (!locale.isEmpty()) {
                return locale.contains("utf-8") || locale.contains("utf8");
            }
        }
        return true;
    }

    public void line(String text) {
        out.println(unicode ? text : ascii(text));
    }

    String ascii(String text) {
        return text.replace("…", "...").replace("✓", "+").replace("─", "-");
    }
}
