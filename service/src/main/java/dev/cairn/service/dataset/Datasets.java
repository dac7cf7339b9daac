package dev.cairn.service.dataset;

import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.DatasetView;
import dev.cairn.service.blob.Blobs;
import dev.cairn.service.web.Cursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Data sets by digest. A project knows the same bytes once, under one name. */
@Repository
public class Datasets {
    private static final String COLUMNS = """
            select d.id, d.project_id, d.name, encode(d.sha256, 'hex') as sha256, b.size_bytes, d.row_count, d.column_names, d.created_at
            from dataset d join blob b on b.project_id = d.project_id and b.sha256 = d.sha256
            """;

    private static final String AMONG = "(:projects::bigint[] is null or d.project_id = any(:projects))";

    private final JdbcClient jdbc;
    private final Blobs blobs;

    Datasets(JdbcClient jdbc, Blobs blobs) {
        this.jdbc = jdbc;
        this.blobs = blobs;
    }

    /** With its place in the list and its project. */
    record Row(long id, long project, DatasetView view) {}

    /**
     * Stores what is not there yet.
     *
     * @return false if the name is taken by other bytes
     */
    boolean insert(long project, String name, Path file, byte[] sha256, List<String> columns, long rows) {
        blobs.keep(project, file, sha256);
        jdbc.sql("""
                        insert into dataset (project_id, name, sha256, row_count, column_names)
                        values (:project, :name, :sha256, :rows, :columns) on conflict do nothing
                        """)
                .param("project", project)
                .param("name", name)
                .param("sha256", sha256)
                .param("rows", rows)
                .param("columns", columns.toArray(String[]::new))
                .update();
        return find(project, sha256).isPresent();
    }

    Optional<DatasetView> find(long project, byte[] sha256) {
        return find(new Long[] {project}, sha256).map(Row::view);
    }

    /** Of one of those projects; null asks all. */
    Optional<Row> find(Long @Nullable [] projects, byte[] sha256) {
        return jdbc.sql(COLUMNS + " where " + AMONG + " and d.sha256 = :sha256 order by d.id limit 1")
                .param("projects", projects, Types.ARRAY)
                .param("sha256", sha256)
                .query(Datasets::row)
                .optional();
    }

    List<Row> list(Long @Nullable [] projects, Cursor cursor) {
        return jdbc.sql(COLUMNS + " where " + AMONG + " and d.id > :after order by d.id limit :limit")
                .param("projects", projects, Types.ARRAY)
                .param("after", cursor.after())
                .param("limit", cursor.fetch())
                .query(Datasets::row)
                .list();
    }

    /** The table; empty if there is no such data set. The address is {@code sha256:} and 64 hex digits. */
    public Optional<CsvFile> table(long project, String address) {
        byte[] sha256 = Blobs.digest(address.substring("sha256:".length()));
        if (find(project, sha256).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CsvFile.of(() -> blobs.open(project, sha256)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var view = new DatasetView(
                "sha256:" + row.getString("sha256"),
                row.getString("name"),
                row.getLong("size_bytes"),
                row.getLong("row_count"),
                List.of((String[]) row.getArray("column_names").getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
        return new Row(row.getLong("id"), row.getLong("project_id"), view);
    }
}
