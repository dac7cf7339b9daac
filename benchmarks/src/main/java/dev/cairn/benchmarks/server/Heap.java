package dev.cairn.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process with the serial collector keeps on its heap.
 *
 * @param liveMebibytes what is left after a full collection
 * @param limitMebibytes what it may use
 */
public record Heap(long liveMebibytes, long limitMebibytes) {
    private static final long KIBIBYTES = 1024;
    private static final Pattern USED = Pattern.compile("(?:def new|tenured) generation +total \\d+K, used (\\d+)K");
    private static final Pattern LIMIT = Pattern.compile("-XX:MaxHeapSize=(\\d+)");

    /** Has it collect, and looks. */
    public static Heap of(long pid) {
        ask(pid, "GC.run");
        Matcher used = USED.matcher(ask(pid, "GC.heap_info"));
        long live = 0;
        while (used.find()) {
            live += Long.parseLong(used.group(1));
        }
        Matcher limit = LIMIT.matcher(ask(pid, "VM.flags"));
        if (live == 0 || !limit.find()) {
            throw new IllegalStateException("process " + pid + " does not tell of its heap");
        }
        return new Heap(live / KIBIBYTES, Long.parseLong(limit.group(1)) / KIBIBYTES / KIBIBYTES);
    }

    private static String ask(long pid, String what) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), what)
                    .redirectErrorStream(true)
                    .start();
            try (InputStream answer = process.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalStateException("jcmd, which a JDK has, does not run", e);
        }
    }
}
