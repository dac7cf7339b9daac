package dev.cairn.worker.trial;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Stack traces as lines of a log. */
final class Traces {
    /** A log's tail is limited, and an endless recursion's trace is not. */
    private static final int MOST_LINES = 200;

    private Traces() {}

    static List<String> of(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().limit(MOST_LINES).toList();
    }

    /** Of the threads that somebody waits for; the training is one of them. */
    static List<String> ofThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> !thread.getKey().isDaemon())
                .flatMap(Traces::lines)
                .limit(MOST_LINES)
                .toList();
    }

    private static Stream<String> lines(Map.Entry<Thread, StackTraceElement[]> thread) {
        String head = "thread \"" + thread.getKey().getName() + "\", "
                + thread.getKey().getState();
        return Stream.concat(Stream.of(head), Stream.of(thread.getValue()).map(frame -> "\tat " + frame));
    }
}
