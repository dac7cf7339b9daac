package dev.cairn.client.source;

import dev.cairn.api.dataset.ColumnType;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result set, read forward. Each column has one kind for all rows, by its SQL type. */
final class JdbcSource implements Source {

    /** How a column's values are fetched. */
    private enum Kind {
        WHOLE(ColumnType.NUMBER, ResultSet::getLong),
        DECIMAL(ColumnType.NUMBER, ResultSet::getBigDecimal),
        DOUBLE(ColumnType.NUMBER, ResultSet::getDouble),
        SINGLE(ColumnType.NUMBER, ResultSet::getFloat),
        DATE(ColumnType.TIME, (row, column) -> row.getObject(column, LocalDate.class)),
        TIME(ColumnType.TIME, (row, column) -> row.getObject(column, LocalDateTime.class)),
        MOMENT(ColumnType.TIME, (row, column) -> row.getObject(column, OffsetDateTime.class)),
        BOOLEAN(ColumnType.BOOLEAN, ResultSet::getBoolean),
        TEXT(ColumnType.TEXT, ResultSet::getString);

        private final ColumnType type;
        private final Getter getter;

        Kind(ColumnType type, Getter getter) {
            this.type = type;
            this.getter = getter;
        }

        /** Null where the value is: the getters of primitive values give 0 then. */
        @Nullable
        Object of(ResultSet row, int column) throws SQLException {
            Object value = getter.get(row, column);
            return row.wasNull() ? null : value;
        }
    }

    private interface Getter {
        @Nullable
        Object get(ResultSet row, int column) throws SQLException;
    }

    private final Connection connection;
    private final ResultSet result;
    private final List<Field> fields = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();

    /** @throws dev.cairn.search.InvalidValueException naming a column whose type has no text of its own */
    JdbcSource(Connection connection, ResultSet result) throws SQLException {
        this.connection = connection;
        this.result = result;
        ResultSetMetaData meta = result.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            Kind kind = kind(meta.getColumnType(i), meta.getColumnTypeName(i), meta.getColumnLabel(i));
            kinds.add(kind);
            fields.add(new Field(meta.getColumnLabel(i), kind.type));
        }
    }

    private static Kind kind(int type, String typeName, String column) {
        // Postgres calls its timestamp with time zone plain TIMESTAMP in the metadata.
        if (typeName.equals("timestamptz")) {
            return Kind.MOMENT;
        }
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.WHOLE;
            case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
            case Types.DOUBLE, Types.FLOAT -> Kind.DOUBLE;
            case Types.REAL -> Kind.SINGLE;
            case Types.DATE -> Kind.DATE;
            case Types.TIMESTAMP -> Kind.TIME;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.MOMENT;
            case Types.BIT, Types.BOOLEAN -> Kind.BOOLEAN;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB, Types.ARRAY, Types.STRUCT, Types.REF ->
                throw Request.refused(
                        "/query",
                        "column '" + column + "' is of type " + typeName
                                + ", which is no number, time, boolean or text: cast it or leave it out");
            default -> Kind.TEXT;
        };
    }

    @Override
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    @Override
    public void forEach(Rows rows) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            while (result.next()) {
                values.clear();
                for (int i = 0; i < kinds.size(); i++) {
                    values.add(kinds.get(i).of(result, i + 1));
                }
                rows.row(values);
            }
        } catch (SQLException e) {
            throw new IOException("the database: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new IOException("the database: " + e.getMessage(), e);
        }
    }

    /** Of something that has failed already. */
    static void abandon(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // What failed before is what counts.
            }
        }
    }
}
