package dev.cairn.benchmarks.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads in the database what became of studies, and what is not as it must be. */
final class Ledger {
    /** Each finds nothing, whatever happened. */
    private static final Map<String, String> MUST_BE_EMPTY = Map.of(
            "a trial is not COMPLETED", "select 'trial ' || id || ' ' || state from trial where state <> 'COMPLETED'",
            "an end was told more or less than once", """
            select 'trial ' || t.id from trial t where 1 <> (select count(*) from event e
                where e.trial_id = t.id and e.type = 'TRIAL_ENDED')\
            """,
            "counts differ", """
            select 'study ' || s.id from study s where s.trials_created <> s.trial_budget or s.trials_ended <> s.trial_budget
                or s.trial_budget <> (select count(*) from trial t where t.study_id = s.id)\
            """,
            "events are not numbered without a gap", """
            select 'study ' || s.id from study s where exists (select 1 from event e where e.study_id = s.id and e.seq is null)
                or s.last_event_seq <> (select count(*) from event e where e.study_id = s.id)\
            """,
            "a point was suggested twice", """
            select 'trial ' || min(id) from trial group by study_id, point_key having count(*) > 1\
            """,
            "a superseded attempt wrote", """
            select 'attempt ' || a.id from attempt a join attempt later on later.trial_id = a.trial_id
                and later.number > a.number and (later.started_at < a.last_heard_at or exists (select 1 from measurement m
                    where m.attempt_id = a.id and m.measured_at > later.started_at))\
            """);

    private final Connection connection;

    Ledger(Connection connection) {
        this.connection = connection;
    }

    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Reader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    boolean hasOpenStudies() throws SQLException {
        return count("select count(*) from study where ended_at is null") > 0;
    }

    long count(String sql) throws SQLException {
        var found = new ArrayList<Long>();
        each(sql, row -> found.add(row.getLong(1)));
        return found.get(0);
    }

    /** Point, seed, state and value of each trial of a study, by number. */
    List<String> results(long study) throws SQLException {
        var results = new ArrayList<String>();
        each(
                "select number, point, seed, state, objective_values from trial where study_id = " + study
                        + " order by number",
                row -> results.add(row.getLong(1) + " " + row.getString(2) + " " + row.getLong(3) + " "
                        + row.getString(4) + " " + row.getString(5)));
        return results;
    }

    /** What is wrong, in a sentence each; empty if nothing is. */
    List<String> findings(List<Journal> journals) throws SQLException {
        var findings = new ArrayList<String>();
        for (Map.Entry<String, String> rule : MUST_BE_EMPTY.entrySet()) {
            each(rule.getValue(), row -> findings.add(rule.getKey() + ": " + row.getString(1)));
        }
        Map<String, Double> measured = new HashMap<>();
        each(
                "select attempt_id || ':' || step, (metrics ->> '" + CheapTraining.METRIC
                        + "')::double precision from measurement",
                row -> measured.put(row.getString(1), row.getDouble(2)));
        Map<Long, String> answered = new HashMap<>();
        each("select id, outcome_answer from attempt", row -> answered.put(row.getLong(1), row.getString(2)));
        Map<Long, Long> endedBy = new HashMap<>();
        for (Journal journal : journals) {
            journal.strange().forEach(answer -> findings.add("a worker was answered " + answer));
            journal.measured().stream()
                    .filter(m -> !Double.valueOf(m.loss()).equals(measured.get(m.attempt() + ":" + m.step())))
                    .forEach(m -> findings.add("an acknowledged measurement is not there: " + m));
            for (Journal.Ended ended : journal.ended()) {
                if (!ended.state().equals(answered.get(ended.attempt()))) {
                    findings.add("an acknowledged outcome is not there: " + ended);
                }
                Long other = endedBy.put(ended.trial(), ended.attempt());
                if (other != null && other != ended.attempt()) {
                    findings.add(
                            "attempts " + other + " and " + ended.attempt() + " both ended trial " + ended.trial());
                }
            }
        }
        return findings;
    }
}
