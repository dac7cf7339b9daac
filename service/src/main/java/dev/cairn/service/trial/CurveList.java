package dev.cairn.service.trial;

import dev.cairn.api.trial.Curves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads one metric's curves of many trials of a study. */
@Repository
class CurveList {
    private final JdbcClient jdbc;

    CurveList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Ids of the search trials with the best scores. */
    List<Long> best(long study, int count) {
        return jdbc.sql("""
                        select id from trial
                        where study_id = :study and purpose = 'SEARCH' and score is not null and not excluded
                        order by score desc, number limit :count
                        """)
                .param("study", study)
                .param("count", count)
                .query(Long.class)
                .list();
    }

    /** What these trials have reported last of, sorted. */
    List<String> metrics(long study, List<Long> trials) {
        return jdbc.sql("""
                        select distinct name
                        from unnest(:trials::bigint[]) as wanted (id) join trial t on t.id = wanted.id and t.study_id = :study
                            join attempt a on a.trial_id = t.id and a.number = t.attempt,
                            lateral (select m.metrics from measurement m where m.study_id = t.study_id and m.attempt_id = a.id
                                order by m.step desc limit 1) as latest,
                            jsonb_object_keys(latest.metrics) as name
                        order by name
                        """)
                .param("study", study)
                .param("trials", trials.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    /**
     * Values that are not finite are left out: no chart can show them.
     *
     * @param points of a curve at most, 2 or more; evenly taken, with the first and the last
     */
    List<Curves.Curve> of(long study, String metric, List<Long> trials, int points) {
        record Point(long number, long reported, long step, double value) {}
        Map<Long, List<Point>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select trial_id, number, reported, step, value
                        from (
                            select t.id as trial_id, t.number, m.step, (m.metrics ->> :metric)::double precision as value,
                                row_number() over (partition by t.id order by m.step) - 1 as place,
                                count(*) over (partition by t.id) as reported
                            from unnest(:trials::bigint[]) as wanted (id) join trial t on t.id = wanted.id and t.study_id = :study
                                join attempt a on a.trial_id = t.id and a.number = t.attempt
                                join measurement m on m.study_id = t.study_id and m.attempt_id = a.id
                            where jsonb_typeof(m.metrics -> :metric) = 'number'
                        ) as point
                        where place = reported - 1
                            or place % greatest(1, ceil((reported - 1) / (:points - 1)::double precision))::bigint = 0
                        order by number, step
                        """)
                .param("study", study)
                .param("metric", metric)
                .param("trials", trials.toArray(Long[]::new))
                .param("points", points)
                .query((row, index) -> found.computeIfAbsent(row.getLong("trial_id"), trial -> new ArrayList<>())
                        .add(new Point(
                                row.getLong("number"),
                                row.getLong("reported"),
                                row.getLong("step"),
                                row.getDouble("value"))))
                .list();
        return found.entrySet().stream()
                .map(entry -> new Curves.Curve(
                        entry.getKey(),
                        entry.getValue().get(0).number(),
                        entry.getValue().get(0).reported(),
                        entry.getValue().stream().map(Point::step).toList(),
                        entry.getValue().stream().map(Point::value).toList()))
                .toList();
    }
}
