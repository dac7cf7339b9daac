package dev.cairn.benchmarks.server;

import java.sql.SQLException;

/** What one worker does again and again, on a connection of its own. */
public interface Cycle extends AutoCloseable {
    /** Once. */
    void run() throws SQLException;

    @Override
    void close() throws SQLException;
}
