package dev.cairn.service.progress;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Queued trials beyond a study's parallel limit. Suggestions are made one at a time and keep to the limit by themselves; people
 * queue many at once, as the repetitions of candidates are, and those wait with {@code not_before = 'infinity'} until there is room. So a claim need not count.
 */
@Component
class HeldBack {
    private final JdbcClient jdbc;

    HeldBack(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Runs in the sequencer's transaction, whose lock of the study's row keeps further suggestions out. */
    void letGo(long study) {
        String sql = """
                with room as (
                    -- An index serves each of the two counts, none both.
                    select s.id, s.parallel_limit,
                        (select count(*) from trial t where t.study_id = s.id
                            and t.state = 'QUEUED' and t.not_before < 'infinity')
                        + (select count(*) from trial t where t.study_id = s.id
                            and t.state = 'RUNNING') as open
                    from study s where s.id = :study
                        and exists (select 1 from trial t
                            where t.study_id = s.id and t.state = 'QUEUED' and t.not_before = 'infinity'))
                update trial set not_before = cairn_now() where id in (
                    select t.id from trial t join room r on r.id = t.study_id
                    where t.not_before = 'infinity' and t.state = 'QUEUED'
                    order by t.priority desc, t.id
                    limit (select greatest(0, coalesce(parallel_limit - open, 9223372036854775807)) from room))
                """;
        jdbc.sql(sql).param("study", study).update();
    }
}
