package dev.cairn.service.trial;

import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists of trials, piece by piece: no connection is held between pieces, however slow the reader. */
@Repository
class TrialList {
    /**
     * A trial in a list.
     *
     * @param place where the list goes on after it
     */
    record Item(TrialView trial, TrialOrder.Place place) {}

    private final JdbcClient jdbc;
    private final TrialRows rows;

    TrialList(JdbcClient jdbc, TrialRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** At most {@code count} trials after a place, or from the start. */
    List<Item> after(TrialQuery query, TrialOrder.@Nullable Place place, int count) {
        return after(query, place, count, TrialRows.COLUMNS, (row, index) -> {
            TrialView trial = rows.trial(row, index);
            return new Item(trial, place(query, row, trial.number()));
        });
    }

    /**
     * Appends the lines of at most {@code count} trials after a place, or from the start. Only what the columns need is read:
     * a chart asks for a few of very many trials.
     *
     * @return where it goes on; null when these were the last
     */
    TrialOrder.@Nullable Place write(
            TrialQuery query, TrialOrder.@Nullable Place place, int count, TrialCsv csv, StringBuilder out) {
        List<TrialOrder.Place> places =
                after(query, place, count, csv.selected() + ", t.number as list_number", (row, index) -> {
                    csv.line(out, row);
                    return place(query, row, row.getLong("list_number"));
                });
        return places.size() < count ? null : places.get(count - 1);
    }

    private static TrialOrder.Place place(TrialQuery query, ResultSet row, long number) throws SQLException {
        return new TrialOrder.Place(query.order().text(), row.getString("sort_key"), number);
    }

    private <T> List<T> after(
            TrialQuery query, TrialOrder.@Nullable Place place, int count, String selected, RowMapper<T> mapper) {
        var found = new ArrayList<T>();
        if (place == null || place.key() != null || query.order().isByNumber()) {
            found.addAll(some(query, place, count, false, selected, mapper));
        }
        if (found.size() < count && !query.order().isByNumber()) {
            found.addAll(some(query, place, count - found.size(), true, selected, mapper));
        }
        return found;
    }

    private <T> List<T> some(
            TrialQuery query,
            TrialOrder.@Nullable Place place,
            int count,
            boolean rest,
            String selected,
            RowMapper<T> mapper) {
        var sql = new SqlText().add("select " + selected + ", (");
        if (query.order().isByNumber() || rest) {
            sql.add("null");
        } else {
            query.order().field().appendKey(sql);
        }
        query.append(sql.add(")::text as sort_key from trial t"));
        if (rest) {
            query.order().appendRest(place, sql);
        } else {
            query.order().appendAfter(place, sql);
        }
        sql.add(" limit ").value(count, "int");
        return jdbc.sql(sql.text()).params(sql.parameters()).query(mapper).list();
    }

    /** The names of all final metrics of trials of these purposes, sorted. */
    List<String> metrics(long study, List<Purpose> purposes) {
        return jdbc.sql("""
                        select distinct key from trial t, jsonb_object_keys(t.metrics) as key
                        where t.study_id = :study and t.purpose = any(:purposes) order by key
                        """)
                .param("study", study)
                .param("purposes", purposes.stream().map(Purpose::name).toArray(String[]::new))
                .query(String.class)
                .list();
    }
}
