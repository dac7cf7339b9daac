package dev.cairn.api.dataset;

import java.time.Instant;
import java.util.List;

/**
 * A stored data set.
 *
 * @param address how a task names it: {@code sha256:} and 64 hex digits
 * @param name for people; two data sets of a project have different names
 * @param bytes its size
 * @param rows without the header
 * @param columns names from the header
 */
public record DatasetView(String address, String name, long bytes, long rows, List<String> columns, Instant createdAt) {
    public DatasetView {
        columns = List.copyOf(columns);
    }
}
