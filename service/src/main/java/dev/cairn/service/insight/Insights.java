package dev.cairn.service.insight;

import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.search.importance.PedAnova.Importance;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.study.Study;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The stored insights, one for each study. */
@Repository
class Insights {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Insights(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * What all kinds of insight share.
     *
     * @param seq the study's last numbered event that it knows
     * @param isRecent computed so short a time ago that it need not know the newest events
     */
    record Stored(long seq, long trials, double target, Instant computedAt, double seconds, boolean isRecent) {}

    Optional<Stored> find(long study) {
        return jdbc.sql("""
                        select history_seq, trials, target, computed_at, seconds,
                            cairn_now() - computed_at < greatest(2, 20 * seconds) * interval '1 second' as recent
                        from insight where study_id = :study
                        """)
                .param("study", study)
                .query((row, index) -> new Stored(
                        row.getLong("history_seq"),
                        row.getLong("trials"),
                        row.getDouble("target"),
                        row.getObject("computed_at", OffsetDateTime.class).toInstant(),
                        row.getDouble("seconds"),
                        row.getBoolean("recent")))
                .optional();
    }

    /**
     * Studies whose insight lacks events: ended ones, and others that were computed some time ago, as long as it took.
     *
     * @param mostEvents without those that have more
     */
    List<Long> stale(long mostEvents) {
        return jdbc.sql("""
                        select s.id from study s left join insight i on i.study_id = s.id
                        where s.last_event_seq > coalesce(i.history_seq, 0) and s.last_event_seq <= :mostEvents
                            and (s.ended_at is not null or i.study_id is null
                                or cairn_now() - i.computed_at > greatest(15, 20 * i.seconds) * interval '1 second')
                        order by i.computed_at nulls first limit 20
                        """).param("mostEvents", mostEvents).query(Long.class).list();
    }

    /** Unless somebody has stored a later one meanwhile, or the study is gone. */
    void store(Study study, Insight insight, double seconds) {
        transaction.executeWithoutResult(status -> {
            // Before the study, which a deletion takes away after its trials: it would wait for us, and we for it.
            jdbc.sql("select 1 from trial where study_id = :study and number = any(:front::bigint[]) for key share")
                    .param("study", study.id())
                    .param("front", insight.front().toArray(Long[]::new))
                    .query()
                    .listOfRows();
            int stored = jdbc.sql("""
                            insert into insight as i (study_id, history_seq, trials, target, seconds)
                            select s.id, :seq, :trials, :target, :seconds from study s where s.id = :study for key share
                            on conflict (study_id) do update set history_seq = excluded.history_seq, trials = excluded.trials,
                                target = excluded.target, seconds = excluded.seconds, computed_at = excluded.computed_at
                            where i.history_seq < excluded.history_seq
                            """)
                    .param("study", study.id())
                    .param("seq", study.lastEventSeq())
                    .param("trials", insight.trials())
                    .param("target", Insight.MEASURE.target())
                    .param("seconds", seconds)
                    .update();
            if (stored > 0) {
                storeImportances(study, insight);
                storeFront(study, insight);
            }
        });
    }

    private record ImportanceRow(int objective, String metric, int rank, Importance importance) {}

    private void storeImportances(Study study, Insight insight) {
        List<Objective> objectives = study.spec().objectives();
        List<ImportanceRow> rows = IntStream.range(0, objectives.size())
                .boxed()
                .flatMap(i ->
                        rows(i + 1, objectives.get(i), insight.importances().get(i)))
                .toList();
        jdbc.sql("delete from insight_importance where study_id = :study")
                .param("study", study.id())
                .update();
        jdbc.sql("""
                        insert into insight_importance (study_id, objective, metric, rank, parameter, importance)
                        select :study, * from unnest(:objectives::int[], :metrics::text[], :ranks::int[], :parameters::text[],
                            :importances::double precision[])
                        """)
                .param("study", study.id())
                .param("objectives", rows.stream().map(ImportanceRow::objective).toArray(Integer[]::new))
                .param("metrics", rows.stream().map(ImportanceRow::metric).toArray(String[]::new))
                .param("ranks", rows.stream().map(ImportanceRow::rank).toArray(Integer[]::new))
                .param(
                        "parameters",
                        rows.stream().map(row -> row.importance().parameter()).toArray(String[]::new))
                .param(
                        "importances",
                        rows.stream().map(row -> row.importance().importance()).toArray(Double[]::new))
                .update();
    }

    private static Stream<ImportanceRow> rows(int number, Objective objective, List<Importance> importances) {
        return IntStream.range(0, importances.size())
                .mapToObj(i -> new ImportanceRow(number, objective.metric(), i + 1, importances.get(i)));
    }

    private void storeFront(Study study, Insight insight) {
        jdbc.sql("delete from insight_front where study_id = :study")
                .param("study", study.id())
                .update();
        jdbc.sql("""
                        insert into insight_front (study_id, rank, trial_id)
                        select t.study_id, f.rank, t.id
                        from unnest(:front::bigint[]) with ordinality as f (number, rank)
                            join trial t on t.study_id = :study and t.number = f.number
                        """)
                .param("study", study.id())
                .param("front", insight.front().toArray(Long[]::new))
                .update();
    }

    /** In the order of the objectives. */
    List<ImportanceView.OfObjective> importances(Study study) {
        record Row(String metric, Importance importance) {}
        List<Row> rows = jdbc.sql("""
                        select metric, parameter, importance from insight_importance
                        where study_id = :study order by objective, rank
                        """)
                .param("study", study.id())
                .query((row, index) -> new Row(
                        row.getString("metric"),
                        new Importance(row.getString("parameter"), row.getDouble("importance"))))
                .list();
        return study.spec().objectives().stream()
                .map(objective -> new ImportanceView.OfObjective(
                        objective.metric(),
                        rows.stream()
                                .filter(row -> row.metric().equals(objective.metric()))
                                .map(Row::importance)
                                .toList()))
                .toList();
    }

    List<ParetoView.Member> front(long study) {
        return jdbc.sql("""
                        select t.id, t.number, t.objective_values
                        from insight_front f join trial t on t.id = f.trial_id where f.study_id = :study order by f.rank
                        """).param("study", study).query(Insights::member).list();
    }

    private static ParetoView.Member member(ResultSet row, int index) throws SQLException {
        Array values = Objects.requireNonNull(row.getArray("objective_values"));
        return new ParetoView.Member(row.getLong("id"), row.getLong("number"), List.of((Double[]) values.getArray()));
    }
}
