package dev.cairn.worker.trial;

import java.io.IOException;
import java.io.Reader;

/** The last characters of a stream, however long it is. Safe for use by many threads. */
final class LogTail {
    private final int longest;
    private final StringBuilder tail = new StringBuilder();

    LogTail(int longest) {
        this.longest = longest;
    }

    /** Reads to the end, in the calling thread. */
    void drain(Reader reader) throws IOException {
        char[] some = new char[4096];
        for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
            add(new String(some, 0, count));
        }
    }

    synchronized void add(String text) {
        // Postgres stores no NUL.
        tail.append(text.replace('\0', ' '));
        if (tail.length() > longest) {
            tail.delete(0, tail.length() - longest);
        }
    }

    synchronized void clear() {
        tail.setLength(0);
    }

    @Override
    public synchronized String toString() {
        return tail.toString();
    }
}
