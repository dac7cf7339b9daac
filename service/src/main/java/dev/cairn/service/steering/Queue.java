package dev.cairn.service.steering;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.space.Point;
import dev.cairn.service.access.Caller;
import dev.cairn.service.progress.Additions;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.PointKeys;
import dev.cairn.service.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Points that people want tried, as trials of their own: leased before any new suggestion, counted like one. */
@Component
class Queue {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final PointKeys pointKeys;
    private final Additions additions;

    Queue(JdbcClient jdbc, JsonMapper json, Studies studies, PointKeys pointKeys, Additions additions) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.pointKeys = pointKeys;
        this.additions = additions;
    }

    /** One trial as the statement that writes it reads it. */
    private record Row(Point point, String key, long number, long seed) {}

    /** All or none. A dry run does the same and takes it back. */
    Enqueued add(long id, PointsToTry wanted, boolean dryRun) {
        List<Point> points = points(studies.get(id), wanted);
        return additions.add(id, dryRun, () -> {
            Study study = reserve(id, points.size());
            if (!wanted.repeat()) {
                requireNew(study, points);
            }
            List<Long> trials = write(study, points, wanted);
            return new Enqueued(points.size(), dryRun ? null : trials);
        });
    }

    private static List<Point> points(Study study, PointsToTry wanted) {
        var rules = new Rules();
        var points = new ArrayList<Point>();
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < wanted.points().size(); i++) {
            String pointer = "/points/" + i;
            Map<String, Object> values = wanted.points().get(i);
            int position = i;
            rules.nested(pointer, () -> {
                Point point = study.spec().space().point(values);
                points.add(point);
                Integer before = first.putIfAbsent(PointKeys.hex(point), position);
                rules.check(
                        before == null || wanted.repeat(), pointer, () -> "it is the same point as /points/" + before);
            });
        }
        rules.hold();
        return points;
    }

    /**
     * Takes places in the budget and numbers for so many trials. The study's row stays locked until the transaction ends, which
     * keeps suggestions out, and with them a point that is made twice.
     *
     * @return the study as it is then: its last trial number belongs to the last of these trials
     */
    private Study reserve(long id, int count) {
        boolean reserved =
                jdbc.sql("""
                        update study set trials_created = trials_created + :count, last_trial_number = last_trial_number + :count
                        where id = :study and state in ('ACTIVE', 'PAUSED') and trials_created + :count <= trial_budget
                        """).param("study", id).param("count", count).update() > 0;
        Study study = studies.get(id);
        if (!reserved) {
            boolean open = study.state() == StudyState.ACTIVE || study.state() == StudyState.PAUSED;
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    open
                            ? "the budget of " + study.trialBudget() + " trials has room for "
                                    + (study.trialBudget() - study.trialsCreated()) + " more but " + count
                                    + " were sent; PATCH the study's budget first"
                            : "study " + id + " is " + study.state() + "; only an ACTIVE or PAUSED one takes trials");
        }
        return study;
    }

    private void requireNew(Study study, List<Point> points) {
        Map<String, Long> taken = pointKeys.taken(study.id(), points);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Long trial = taken.get(PointKeys.hex(points.get(i)));
            if (trial != null) {
                violations.add(new Violation(
                        "/points/" + i,
                        "trial " + trial + " has this point; to measure it once more say \"repeat\": true"));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, violations);
        }
    }

    private List<Long> write(Study study, List<Point> points, PointsToTry wanted) {
        var rows = new ArrayList<Row>();
        for (Point point : points) {
            long number = study.lastTrialNumber() - points.size() + 1 + rows.size();
            // Below 0, apart from the numbers of suggestions.
            rows.add(new Row(point, PointKeys.hex(point), number, study.trialSeed(-number)));
        }
        String sql = """
                with made as (
                    insert into trial (study_id, number, origin, point, point_key, repeatable, seed, priority, not_before)
                    select s.id, r.number, 'ENQUEUED', r.point, decode(r.key, 'hex'), :repeat, r.seed, :priority,
                        case when s.parallel_limit is null then cairn_now() else 'infinity' end
                    from study s, jsonb_to_recordset(:rows::jsonb) as r (point jsonb, key text, number bigint, seed bigint)
                    where s.id = :study order by r.number
                    returning id, study_id, number),
                told as (
                    insert into event (study_id, type, trial_id, actor)
                    select study_id, 'TRIAL_CREATED', id, :actor from made order by number)
                select id from made order by number
                """;
        return jdbc.sql(sql)
                .param("study", study.id())
                .param("rows", json.writeValueAsString(rows))
                .param("repeat", wanted.repeat())
                .param("priority", wanted.priority())
                .param("actor", Caller.actor())
                .query(Long.class)
                .list();
    }
}
