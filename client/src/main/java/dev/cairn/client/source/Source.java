package dev.cairn.client.source;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table somewhere. Read once, a row at a time, and closed. */
public interface Source extends AutoCloseable {
    /** The names of its columns and what they hold. */
    List<Field> fields();

    /**
     * Shows every row in order.
     *
     * @throws IOException if it cannot be read
     */
    void forEach(Rows rows) throws IOException;

    @Override
    void close() throws IOException;

    /** Whoever looks at the rows. */
    interface Rows {
        /**
         * @param values one for each field, of a class that {@link Cells} knows; null where one is missing. The list may be used again
         *     for the next row
         */
        void row(List<@Nullable Object> values) throws IOException;
    }

    /**
     * Opens sources whose addresses begin with a scheme. Found by {@link java.util.ServiceLoader}: who has another kind of source
     * puts a jar with a provider on the class path.
     */
    interface Provider {
        /** What stands before the first colon of its addresses, such as {@code jdbc}. */
        String scheme();

        /**
         * Opens one.
         *
         * @throws IOException if it cannot be reached
         * @throws dev.cairn.search.InvalidValueException if what was asked for makes no sense
         */
        Source open(Request request) throws IOException;
    }
}
