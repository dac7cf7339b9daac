package dev.cairn.service.trial;

import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists of trials, piece by piece: no connection is held between pieces, however slow the reader. */
@Repository
class TrialList {
    /**
     * A trial in a list.
     *
     * @param score larger is better
     * @param startedAt of its first attempt
     * @param place where the list goes on after it
     */
    record Item(
            TrialView trial,
            @Nullable Double score,
            @Nullable Instant startedAt,
            TrialOrder.Place place) {}

    private static final String WHOLE = TrialRows.COLUMNS
            + ", (select a.started_at from attempt a where a.trial_id = t.id and a.number = 1) as started_at";
    private static final String BARE = TrialRows.OWN + ", null::text as model, null::timestamptz as started_at";

    private final JdbcClient jdbc;
    private final TrialRows rows;

    TrialList(JdbcClient jdbc, TrialRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /** At most {@code count} trials after a place, or from the start. */
    List<Item> after(TrialQuery query, TrialOrder.@Nullable Place place, int count) {
        return after(query, place, count, true);
    }

    /** @param whole with models and starts, which other tables have */
    List<Item> after(TrialQuery query, TrialOrder.@Nullable Place place, int count, boolean whole) {
        var found = new ArrayList<Item>();
        if (place == null || place.key() != null || query.order().isByNumber()) {
            found.addAll(some(query, place, count, false, whole));
        }
        if (found.size() < count && !query.order().isByNumber()) {
            found.addAll(some(query, place, count - found.size(), true, whole));
        }
        return found;
    }

    private List<Item> some(
            TrialQuery query, TrialOrder.@Nullable Place place, int count, boolean rest, boolean whole) {
        var sql = new SqlText().add("select " + (whole ? WHOLE : BARE) + ", t.score, (");
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
        return jdbc.sql(sql.text())
                .params(sql.parameters())
                .query((row, index) -> item(query.order(), row, index))
                .list();
    }

    private Item item(TrialOrder order, ResultSet row, int index) throws SQLException {
        TrialView trial = rows.trial(row, index);
        return new Item(
                trial,
                row.getObject("score", Double.class),
                TrialRows.optionalInstant(row, "started_at"),
                new TrialOrder.Place(order.text(), row.getString("sort_key"), trial.number()));
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
