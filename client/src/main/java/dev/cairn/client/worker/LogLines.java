package dev.cairn.client.worker;

import dev.cairn.api.lease.Report;
import java.util.function.Supplier;

/** The last lines of a trial's log, as many as a report may carry. */
final class LogLines implements Supplier<String> {
    private final StringBuilder text = new StringBuilder();

    synchronized void add(String line) {
        // Postgres stores no NUL.
        text.append(line.replace('\0', ' ')).append('\n');
        int excess = text.length() - Report.LONGEST_LOG;
        if (excess > 0) {
            int end = text.indexOf("\n", excess - 1);
            text.delete(0, end < 0 || end + 1 >= text.length() ? excess : end + 1);
        }
    }

    @Override
    public synchronized String get() {
        return text.toString();
    }
}
