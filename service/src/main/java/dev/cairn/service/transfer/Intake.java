package dev.cairn.service.transfer;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.api.transfer.Imported;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Point;
import dev.cairn.service.access.Caller;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.PointKeys;
import dev.cairn.service.trial.Scored;
import dev.cairn.service.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** One import: judges line after line and writes them in batches, until the first that is wrong; then it only judges on. */
final class Intake implements Rows.Receiver {
    private static final int TRIALS_AT_ONCE = 200;
    private static final int MEASUREMENTS_AT_ONCE = 5000;
    /** Enough to see what is wrong. */
    private static final int MOST_VIOLATIONS = 1000;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final PointKeys pointKeys;
    private final Study study;
    private final boolean repeat;

    private final List<Violation> violations = new ArrayList<>();
    /** How many attempts each trial has, by its number in the file. */
    private final Map<Long, Integer> attempts = new HashMap<>();

    private final Set<Long> skipped = new HashSet<>();
    private final Set<String> points = new HashSet<>();
    private final List<Row> trials = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private int waitingMeasurements;
    private long lastNumber;

    Intake(JdbcClient jdbc, JsonMapper json, PointKeys pointKeys, Study study, boolean repeat) {
        this.jdbc = jdbc;
        this.json = json;
        this.pointKeys = pointKeys;
        this.study = study;
        this.repeat = repeat;
        this.lastNumber = study.lastTrialNumber();
    }

    /** One trial as the statement that writes it reads it. */
    private record Row(
            String place,
            ExportLine.OfTrial trial,
            long number,
            long seed,
            Point point,
            String key,
            boolean repeatable,
            @Nullable Scored scored) {}

    /** Points of a curve as the statement that writes them reads them. */
    private record Curve(long number, int attempt, List<?> measurements) {}

    @Override
    public void take(String place, Supplier<ExportLine> line) {
        if (violations.size() >= MOST_VIOLATIONS) {
            return;
        }
        try {
            ExportLine read = line.get();
            if (read instanceof ExportLine.OfTrial trial) {
                take(place, trial);
            } else if (read instanceof ExportLine.OfCurve curve) {
                take(curve);
            }
        } catch (InvalidValueException e) {
            e.violations().forEach(v -> violations.add(new Violation(v.pointer(), place + ": " + v.message())));
        }
    }

    private void take(String place, ExportLine.OfTrial trial) {
        var rules = new Rules();
        long number = trial.number();
        rules.check(
                !attempts.containsKey(number) && !skipped.contains(number),
                "/number",
                () -> "number " + number + " stands in the file twice");
        rules.hold();
        if (!trial.state().isFinal() || trial.purpose() != Purpose.SEARCH) {
            skipped.add(number);
            return;
        }
        for (int i = 0; i < trial.attempts().size(); i++) {
            rules.check(
                    trial.attempts().get(i).state() != AttemptState.RUNNING,
                    "/attempts/" + i + "/state",
                    () -> "an attempt of a trial that has ended has ended too");
        }
        var made = new ArrayList<Point>();
        rules.nested("/point", () -> made.add(study.spec().space().point(trial.point())));
        var scored = new ArrayList<Scored>();
        if (trial.state() == TrialState.COMPLETED) {
            Map<String, Double> metrics = trial.metrics() == null ? Map.of() : trial.metrics();
            rules.nested("", () -> scored.add(Scored.of(study.spec(), metrics)));
        }
        rules.hold();
        attempts.put(number, trial.attempts().size());
        String key = PointKeys.hex(made.get(0));
        long numbered = study.lastTrialNumber() + number;
        lastNumber = Math.max(lastNumber, numbered);
        trials.add(new Row(
                place,
                trial,
                numbered,
                trial.seed() == null ? study.trialSeed(-numbered) : trial.seed(),
                made.get(0),
                key,
                !points.add(key),
                scored.isEmpty() ? null : scored.get(0)));
        if (trials.size() >= TRIALS_AT_ONCE) {
            write();
        }
    }

    private void take(ExportLine.OfCurve curve) {
        if (skipped.contains(curve.trial())) {
            return;
        }
        int known = attempts.getOrDefault(curve.trial(), 0);
        var rules = new Rules();
        rules.check(
                curve.attempt() >= 1 && curve.attempt() <= known,
                "/attempt",
                () -> "no line before this one tells of attempt " + curve.attempt() + " of trial " + curve.trial());
        rules.hold();
        curves.add(new Curve(study.lastTrialNumber() + curve.trial(), curve.attempt(), curve.measurements()));
        waitingMeasurements += curve.measurements().size();
        if (waitingMeasurements >= MEASUREMENTS_AT_ONCE) {
            write();
        }
    }

    private void write() {
        List<Row> rows = settled();
        if (violations.isEmpty()) {
            if (!rows.isEmpty()) {
                writeTrials(rows);
            }
            if (!curves.isEmpty()) {
                writeCurves();
            }
        }
        trials.clear();
        curves.clear();
        waitingMeasurements = 0;
    }

    /** A point that stands in the file twice was measured twice; one that the study has already may be the same file again. */
    private List<Row> settled() {
        Map<String, Long> taken =
                pointKeys.taken(study.id(), trials.stream().map(Row::point).toList());
        var rows = new ArrayList<Row>();
        for (Row row : trials) {
            Long trial = row.repeatable() ? null : taken.get(row.key());
            if (trial != null && !repeat) {
                violations.add(new Violation(
                        "/point",
                        row.place() + ": trial " + trial
                                + " has this point; to bring it in once more say repeat=true"));
            }
            rows.add(new Row(
                    row.place(),
                    row.trial(),
                    row.number(),
                    row.seed(),
                    row.point(),
                    row.key(),
                    row.repeatable() || trial != null,
                    row.scored()));
        }
        return rows;
    }

    private void writeTrials(List<Row> rows) {
        String sql = """
                with now as materialized (select cairn_now() as at),
                given as (
                    select r.number, r.seed, r.point, decode(r.key, 'hex') as key, r.repeatable, r.scored, t.*,
                        coalesce(t."endedAt", n.at) as ended_at, coalesce(t."createdAt", t."endedAt", n.at) as created_at
                    from now n, jsonb_to_recordset(:rows::jsonb) as r (number bigint, seed bigint, point jsonb, key text,
                            repeatable boolean, scored jsonb, trial jsonb)
                        cross join lateral jsonb_to_record(r.trial) as t (state text, cause text, priority int,
                            excluded boolean, metrics jsonb, "lastStep" bigint, "lastValue" double precision, attempts jsonb,
                            "createdAt" timestamptz, "endedAt" timestamptz)),
                made as (
                    insert into trial (study_id, number, origin, state, cause, point, point_key, repeatable, seed, priority,
                        attempt, metrics, objective_values, score, last_step, last_value, excluded, created_at, ended_at)
                    select :study, number, 'IMPORTED', state, cause, point, key, repeatable, seed, priority,
                        jsonb_array_length(attempts), metrics,
                        case when scored is not null then
                            array(select v::double precision from jsonb_array_elements_text(scored -> 'values') v) end,
                        (scored ->> 'score')::double precision, "lastStep", "lastValue", excluded, created_at, ended_at
                    from given order by number
                    returning id, number, attempt, excluded),
                tried as (
                    insert into attempt (trial_id, study_id, number, state, cause, message, imported_worker,
                        imported_backend, request_hash,
                        token_hash, heard, resumed_from_step, log_tail, started_at, last_heard_at, ended_at)
                    select m.id, :study, a.number, a.state, a.cause, a.message, a.worker, a.backend,
                        sha256(convert_to(gen_random_uuid()::text, 'UTF8')),
                        sha256(convert_to(gen_random_uuid()::text, 'UTF8')), true, a."resumedFromStep", a.log,
                        coalesce(a."startedAt", a."endedAt", g.ended_at),
                        coalesce(a."heardAt", a."endedAt", a."startedAt", g.ended_at),
                        coalesce(a."endedAt", a."startedAt", g.ended_at)
                    from made m join given g on g.number = m.number
                        cross join lateral jsonb_to_recordset(g.attempts) as a (number int, state text, cause text,
                            message text, worker text, backend text, "resumedFromStep" bigint, log text, "startedAt" timestamptz,
                            "endedAt" timestamptz, "heardAt" timestamptz)
                    returning id, trial_id, number),
                attached as (
                    insert into artifact (attempt_id, kind, trial_id, project_id, sha256)
                    select t.id, b.key, m.id, k.project_id, k.sha256
                    from made m join given g on g.number = m.number
                        cross join lateral jsonb_to_recordset(g.attempts) as a (number int, blobs jsonb)
                        cross join lateral jsonb_each_text(a.blobs) b
                        join tried t on t.trial_id = m.id and t.number = a.number
                        join blob k on k.project_id = (select project_id from study where id = :study)
                            and k.sha256 = decode(b.value, 'hex')
                    -- One that is just being removed is not known any more.
                    for key share of k),
                excluded as (
                    insert into event (study_id, type, trial_id, payload, actor)
                    select :study, 'TRIAL_EXCLUDED', id, '{"excluded": true}', :actor from made where excluded)
                insert into event (study_id, type, trial_id, attempt_id, payload, actor)
                select :study, 'TRIAL_IMPORTED', m.id, t.id,
                    jsonb_strip_nulls(jsonb_build_object('state', g.state, 'cause', g.cause, 'values', g.scored -> 'values',
                        'outcomes', g.scored -> 'outcomes', 'step', g."lastStep", 'value', g."lastValue")), :actor
                from rows from (jsonb_to_recordset(:rows::jsonb) as (number bigint)) with ordinality as o (number, position)
                    join given g on g.number = o.number join made m on m.number = g.number
                    left join tried t on t.trial_id = m.id and t.number = m.attempt
                order by o.position
                """;
        jdbc.sql(sql)
                .param("study", study.id())
                .param("rows", json.writeValueAsString(rows))
                .param("actor", Caller.actor())
                .update();
    }

    private void writeCurves() {
        String sql = """
                insert into measurement (study_id, attempt_id, step, metrics)
                select :study, a.id, m.step, m.metrics
                from jsonb_to_recordset(:curves::jsonb) as c (number bigint, attempt int, measurements jsonb)
                    join trial t on t.study_id = :study and t.number = c.number
                    join attempt a on a.trial_id = t.id and a.number = c.attempt
                    cross join lateral jsonb_to_recordset(c.measurements) as m (step bigint, metrics jsonb)
                on conflict do nothing
                """;
        jdbc.sql(sql)
                .param("study", study.id())
                .param("curves", json.writeValueAsString(curves))
                .update();
    }

    /**
     * Writes what is left.
     *
     * @throws ProblemException with everything that was wrong
     */
    Imported end() {
        write();
        if (!violations.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, violations);
        }
        jdbc.sql("update study set last_trial_number = :last where id = :study")
                .param("study", study.id())
                .param("last", lastNumber)
                .update();
        return new Imported(attempts.size(), skipped.size());
    }
}
